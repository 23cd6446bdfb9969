import CMemoryHints

/// Tasks that are to start: made only when their turn comes, so that making one and its first step touch the same memory
/// while it is near. Until then a stand-in for their job waits in the queue.
struct BirthTable: ~Copyable {
    /// Moved and never copied, so that no reference is counted on the way from `start` to the task.
    struct Birth: ~Copyable {
        let process: SimulatedProcess
        let body: @Sendable () async -> Void
    }

    private var births: UnsafeMutablePointer<Birth?>
    private var capacity = 64
    private var used = 0
    private var free: [Int32] = []

    init() { births = .allocate(capacity: capacity) }

    deinit {
        births.deinitialize(count: used)
        births.deallocate()
    }

    /// Jobs are aligned, so an odd address is free to mean a place in this table.
    mutating func add(_ process: SimulatedProcess, _ body: @escaping @Sendable () async -> Void) -> UnownedJob {
        let index = if let last = free.popLast() { Int(last) } else { append() }
        births[index] = Birth(process: process, body: body)
        return unsafeBitCast(UInt(index) << 1 | 1, to: UnownedJob.self)
    }

    @inline(__always)
    static func isStandIn(_ job: UnownedJob) -> Bool { unsafeBitCast(job, to: UInt.self) & 1 == 1 }

    /// A birth is near whose closure was made long ago: its context is fetched ahead.
    @inline(__always)
    func expect(_ standIn: UnownedJob) {
        let birth = UnsafeRawPointer(births + place(of: standIn))
        if let context = birth.load(fromByteOffset: Self.contextOffset, as: UnsafeRawPointer?.self) {
            memory_hint_fetch(context)
        }
    }

    /// Behind the process and the closure's function. Only hints depend on it.
    private static let contextOffset = 16

    mutating func take(_ standIn: UnownedJob) -> Birth {
        let index = place(of: standIn)
        guard let birth = births[index].take() else { preconditionFailure("A task is born once.") }
        free.append(Int32(index))
        return birth
    }

    private func place(of standIn: UnownedJob) -> Int { Int(unsafeBitCast(standIn, to: UInt.self) >> 1) }

    /// Adds one empty place.
    private mutating func append() -> Int {
        if used == capacity {
            let larger = UnsafeMutablePointer<Birth?>.allocate(capacity: 2 * capacity)
            larger.moveInitialize(from: births, count: used)
            births.deallocate()
            births = larger
            capacity *= 2
        }
        (births + used).initialize(to: nil)
        used += 1
        return used - 1
    }
}
