/// What the loop touches on every step, in one block of memory outside of any object: no exclusivity checks, no reference
/// counts. Reached only through `Kernel`, by the thread that runs the simulation.
struct KernelState: ~Copyable {
    var now: Int64 = 0
    /// The process that whatever happens now belongs to; 0 is the world itself.
    var current: UInt32 = 0
    var isStopping = false
    /// Agenda entries that fired.
    var events: UInt64 = 0
    /// Task jobs that ran.
    var jobs: UInt64 = 0
    /// Tells this simulation's tasks from those of others, in the upper bits of a job's mark.
    var mark: UInt64 = 0
    var trace = TraceHash()
    var agenda = Agenda()
    var ready = JobQueue()
    var births = BirthTable()
    /// While a task is made: its first job is caught here instead of queued.
    var isGivingBirth = false
    var newborn: UnownedJob?
    /// Tasks whose work is done, the last one first to get new work.
    var idle: [UnownedJob] = []
    var nextBirth: BirthTable.Birth?
    var park: Park?
    /// The slot of the wait that the running task suspends for; nil when it becomes idle.
    var parking: UInt32?
    var waits = WaitTable()
    var doors = CancellationDoors()
    var processes = ProcessTable()
    var timers = TimerTable()
    var journal: TraceJournal?
    var handlers = HandlerTable()
    var sleepers: SleepingJobs?
    let leaks = LeakLog()
}

/// The handlers by number. 0 stands for wake-ups of suspended calls, 1 for timers.
struct HandlerTable: ~Copyable {
    static let wakeUp: UInt16 = 0
    static let timer: UInt16 = 1

    private var handlers: UnsafeMutablePointer<Unmanaged<AnyHandler>>
    private var capacity = 16
    private var count = 2

    init() {
        handlers = .allocate(capacity: capacity)
    }

    deinit {
        for index in 2..<count { handlers[index].release() }
        handlers.deallocate()
    }

    mutating func append(_ handler: AnyHandler) -> UInt16 {
        precondition(
            count < Int(UInt16.max),
            "65,533 handlers: entries of one kind share a handler and differ by what they are about.")
        if count == capacity {
            let larger = UnsafeMutablePointer<Unmanaged<AnyHandler>>.allocate(capacity: 2 * capacity)
            (larger + 2).moveInitialize(from: handlers + 2, count: count - 2)
            handlers.deallocate()
            handlers = larger
            capacity *= 2
        }
        (handlers + count).initialize(to: .passRetained(handler))
        count += 1
        return UInt16(count - 1)
    }

    mutating func removeAll() {
        for index in 2..<count { handlers[index].release() }
        count = 2
    }

    @inline(__always)
    func handler(_ index: Int) -> Unmanaged<AnyHandler> {
        precondition(index < count, "This handler is known to another simulation, or this one is closed.")
        return handlers[index]
    }
}

/// The living incarnations by index. The objects belong to their tasks and to whoever made them; an index is used again when
/// the object is gone and no job that carries the index can be left.
struct ProcessTable: ~Copyable {
    struct Row {
        var object: Unmanaged<SimulatedProcess>?
        var firstWait: UInt32
        var state: SimulatedProcess.State
        /// Jobs do not run when they are ready: the process is paused, or its processor is slow.
        var detainsJobs = false
    }

    private(set) var rows: UnsafeMutablePointer<Row>
    private var capacity = 16
    private(set) var count = 1
    private var free: [UInt32] = []
    /// Gone, but jobs that carry the index may still be queued.
    private var leaving: [UInt32] = []

    init() {
        rows = .allocate(capacity: capacity)
        rows.initialize(to: Row(object: nil, firstWait: WaitTable.none, state: .running))
    }

    deinit { rows.deallocate() }

    var hasLeaving: Bool { !leaving.isEmpty }

    mutating func reserve() -> UInt32 {
        let row = Row(object: nil, firstWait: WaitTable.none, state: .running)
        if let index = free.popLast() {
            rows[Int(index)] = row
            return index
        }
        if count == capacity {
            let larger = UnsafeMutablePointer<Row>.allocate(capacity: 2 * capacity)
            larger.moveInitialize(from: rows, count: count)
            rows.deallocate()
            rows = larger
            capacity *= 2
        }
        (rows + count).initialize(to: row)
        count += 1
        return UInt32(count - 1)
    }

    /// The object of `index` is gone.
    mutating func leave(_ index: UInt32) {
        rows[Int(index)] = Row(object: nil, firstWait: WaitTable.none, state: .crashed)
        leaving.append(index)
    }

    /// No job is queued: indexes of what is gone may be used again.
    mutating func settle() {
        free.append(contentsOf: leaving)
        leaving.removeAll(keepingCapacity: true)
    }

    /// In the order of their indexes.
    func living() -> [SimulatedProcess] { (1..<count).compactMap { rows[$0].object?.takeUnretainedValue() } }

    func name(_ index: UInt32) -> String {
        if index == 0 { return "world" }
        guard Int(index) < count, let object = rows[Int(index)].object else { return "an ended process" }
        return object._withUnsafeGuaranteedRef { "\($0.name)#\($0.incarnation)" }
    }
}
