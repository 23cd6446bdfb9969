import Containers

/// The incarnations that exist, by index. The objects belong to their tasks and to whoever made them; an index is used
/// again when the object is gone and no job that carries the index can be left.
///
/// No `SlotTable` of `Containers`: a job has room for an index and none for a generation, so an index waits until
/// nothing carries it, and every step reads a row without asking whether it is still the same.
struct ProcessTable: ~Copyable {
    struct Row {
        var object: Unmanaged<SimulatedProcess>?
        var firstWait = WaitTable.none
        var state = SimulatedProcess.State.running
        /// Jobs do not run when they are ready: the process is paused, or its processor is slow.
        var defersJobs = false
    }

    private var buffer = GrowableBuffer<Row>(capacity: 16)
    private(set) var count = 1
    /// How many there may be at a time, the world included.
    var limit = Int(UInt32.max)
    private var free: [UInt32] = []
    /// Gone, but jobs that carry the index may still be queued, or tasks that it has made beside may go on.
    private var leaving: [UInt32] = []
    /// What those were called.
    private var namesOfLeaving: [UInt32: ProcessName] = [:]

    /// Row 0 is the world's.
    init() { buffer.base.initialize(to: Row()) }

    @inline(__always)
    var rows: UnsafeMutablePointer<Row> { buffer.base }

    var hasLeaving: Bool { !leaving.isEmpty }

    /// An index for a new incarnation.
    mutating func add() -> UInt32 {
        if let index = free.popLast() {
            precondition(rows[Int(index)].object == nil, "An index is used again when its process is gone.")
            rows[Int(index)] = Row()
            return index
        }
        precondition(count < limit, "This simulation has \(limit) processes at a time, and cannot tell more apart.")
        if count == buffer.capacity { buffer.grow(moving: count) }
        (rows + count).initialize(to: Row())
        count += 1
        return UInt32(count - 1)
    }

    /// The object of `index` is gone.
    mutating func leave(_ index: UInt32, _ name: ProcessName) {
        precondition(index > 0 && rows[Int(index)].object != nil, "A process leaves once.")
        precondition(rows[Int(index)].firstWait == WaitTable.none, "Calls that wait hold their process.")
        rows[Int(index)] = Row(state: .crashed)
        leaving.append(index)
        namesOfLeaving[index] = name
    }

    /// No job is queued: indexes of what is gone may be used again.
    /// - Parameter isCarried: whether a task goes on that the process has made.
    mutating func reuseLeaving(unless isCarried: (UInt32) -> Bool) {
        assert(leaving.allSatisfy { rows[Int($0)].object == nil }, "A process that leaves does not come back.")
        leaving.removeAll { index in
            guard !isCarried(index) else { return false }
            free.append(index)
            namesOfLeaving[index] = nil
            return true
        }
        assert(free.count < count, "An index is free once, and the world's never.")
    }

    /// All that exist, in the order of their indexes.
    func existing() -> [SimulatedProcess] { (1..<count).compactMap { rows[$0].object?.takeUnretainedValue() } }

    func name(_ index: UInt32) -> String {
        if index == 0 { return "world" }
        guard Int(index) < count, let object = rows[Int(index)].object else {
            return namesOfLeaving[index]?.description ?? "an ended process"
        }
        return object._withUnsafeGuaranteedRef { "\($0.fullName)" }
    }

    /// The same as something to keep.
    func fullName(_ index: UInt32) -> ProcessName {
        guard Int(index) < count, let object = rows[Int(index)].object else { return namesOfLeaving[index] ?? .world }
        return object._withUnsafeGuaranteedRef { $0.fullName }
    }
}
