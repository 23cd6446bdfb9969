/// One incarnation of one replica: the tasks of a service and the calls they wait for.
///
/// Everything a service asks of the outside goes through ports bound to its incarnation. `crash` cuts them first and
/// cancels the tasks second, so that unwinding code can reach nothing.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class SimulatedProcess: @unchecked Sendable {
    public enum State: Sendable { case running, paused, crashed }

    /// What came while paused.
    enum HeldWork {
        case job(UnownedJob)
        case wake(Waiter)
    }

    public let simulation: Simulation
    public let name: String
    public let incarnation: Int
    /// What this host believes the time of day to be.
    @exclusivity(unchecked) public var wallClock: WallClock
    let index: UInt32
    /// Wake-ups and jobs that came while paused, in order.
    var held: [HeldWork] = []
    /// Whom to tell when this incarnation stops or goes on.
    private var watchers: [(handler: UInt16, word: UInt64)] = []
    /// Present while the processor is slow.
    var processor: SlowProcessor?
    /// Jobs that have waited for a slow processor and had it.
    public internal(set) var jobsSlowed: UInt64 = 0
    /// In memory of its own, where the language checks no exclusive access on every start and end.
    private let roots: UnsafeMutablePointer<RootTasks>
    let kernel: Kernel
    private let park: Park

    init(simulation: Simulation, name: String, incarnation: Int) {
        self.simulation = simulation
        self.name = name
        self.incarnation = incarnation
        kernel = simulation.kernel
        park = simulation.kernel.state.pointee.park.unsafelyUnwrapped
        roots = .allocate(capacity: 1)
        roots.initialize(to: RootTasks())
        index = kernel.state.pointee.processes.reserve()
        wallClock = WallClock(epochNanoseconds: simulation.settings.epochNanoseconds)
        kernel.state.pointee.processes.rows[Int(index)].object = .passUnretained(self)
    }

    deinit {
        precondition(
            held.isEmpty && (processor?.line.count ?? 0) == 0,
            "Held jobs belong to tasks, and tasks hold their process.")
        kernel.state.pointee.processes.leave(index)
        roots.deinitialize(count: 1)
        roots.deallocate()
    }

    public private(set) var state: State {
        get { kernel.state.pointee.processes.rows[Int(index)].state }
        set {
            kernel.state.pointee.processes.rows[Int(index)].state = newValue
            setDetention()
            let word: UInt64 = newValue == .running ? 1 : newValue == .paused ? 2 : 3
            kernel.state.pointee.trace.mix(UInt64(index))
            kernel.state.pointee.trace.mix(word)
            if kernel.state.pointee.journal != nil { kernel.record(.state, UInt64(index), word, .none) }
            for watcher in watchers {
                simulation.schedule(after: 0, handler: watcher.handler, word: watcher.word, #fileID, #line)
            }
        }
    }

    /// Calls `handler` with `entry` whenever this incarnation has crashed, was paused or goes on: what those who talk to it
    /// notice by its silence.
    public func watch<Entry>(by handler: HandlerID<Entry>, _ entry: Entry) {
        watchers.append((handler.index, entry.word))
    }

    public var isAlive: Bool { state != .crashed }
    public var clock: VirtualClock { VirtualClock(process: self) }
    /// Tasks started here that have begun and not ended.
    public var liveTasks: Int { roots.pointee.count }
    /// The time of day by this host's clock, in nanoseconds since the Unix epoch.
    public var wallTimeNanoseconds: Int64 { wallClock.read(at: simulation.now) }

    /// Starts a task of this process, behind what is ready. It is cancelled by a crash; when the crash comes before its
    /// first step, `body` never runs.
    public func start(
        file: StaticString = #fileID, line: UInt = #line, _ body: @escaping @Sendable () async -> Void
    ) {
        precondition(isAlive, "A crashed incarnation starts nothing.")
        if kernel.state.pointee.journal != nil {
            kernel.record(.start, UInt64(index), 0, CodeSite(file, line))
        }
        kernel.state.pointee.ready.append(kernel.state.pointee.births.add(self, body), of: index)
    }

    /// Whether `job` is of a task that was started here.
    func hasStarted(_ job: UnownedJob) -> Bool {
        roots.pointee.contains(unsafeBitCast(job, to: UnsafeMutableRawPointer.self))
    }

    /// What the task of a birth does. Returns whether it may do other work: not when it was cancelled meanwhile.
    @inline(__always)
    func live(_ body: @Sendable () async -> Void) async -> Bool {
        guard let task = TaskRuntime.current else { preconditionFailure("Only a task lives.") }
        JobMark.writeRoot(on: task)
        let slot = roots.pointee.add(task)
        await body()
        roots.pointee.remove(slot)
        return !CancellationFlag.isSet(on: task)
    }

    /// Suspends the calling task until someone wakes the waiter that `register` receives.
    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes; `DeterminismLeak` on a thread
    ///   that does not run the simulation.
    @inline(__always)
    public func suspend(_ register: (Waiter) -> Void) async throws {
        guard case .woken = try await wait(register) else { throw CancellationError() }
    }

    /// The same, telling how the wait ended.
    @inline(__always)
    func wait(_ register: (Waiter) -> Void) async throws -> WaitEnd {
        try checkAccess()
        guard let task = TaskRuntime.current else { preconditionFailure("Only tasks wait.") }
        let waiter = kernel.openWait(index)
        let slot = Int(waiter.slot)
        let state = kernel.state
        var handler: (door: UInt32, record: UnsafeMutableRawPointer)?
        if JobMark.isRoot(task) {
            // Nobody but a crash can cancel it while it waits, and a crash ends the waits itself.
            if CancellationFlag.isSet(on: task) { kernel.cut(waiter.slot) }
        } else {
            handler = kernel.openDoor(for: waiter.slot)
        }
        // A task that was cancelled before has had its wait ended above.
        if state.pointee.waits.isOpen(waiter) { register(waiter) }
        if state.pointee.waits.isOpen(waiter) {
            state.pointee.parking = waiter.slot
            await park.stay()
        }
        if let handler { kernel.closeDoor(handler.door, handler.record) }
        let (woken, wasWoken) = (state.pointee.waits.slots[slot].endedWoken, state.pointee.waits.slots[slot].wasWoken)
        state.pointee.waits.free(waiter.slot)
        return woken && self.state != .crashed ? .woken : .cut(afterWake: wasWoken)
    }

    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes.
    public func sleep(until instant: VirtualInstant, file: StaticString = #fileID, line: UInt = #line) async throws {
        try await suspend { simulation.wake($0, at: instant, file: file, line: line) }
    }

    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes.
    public func sleep(nanoseconds: Int64, file: StaticString = #fileID, line: UInt = #line) async throws {
        try await suspend {
            let instant = VirtualInstant(nanoseconds: kernel.state.pointee.now + nanoseconds)
            simulation.wake($0, at: instant, file: file, line: line)
        }
    }

    /// What every port calls first: a cancelled task and a dead incarnation reach nothing.
    /// - Throws: `CancellationError`; `DeterminismLeak` on a thread that does not run the simulation.
    @inline(__always)
    public func checkIn() throws {
        try checkAccess()
        if let task = TaskRuntime.current, CancellationFlag.isSet(on: task) { throw CancellationError() }
    }

    @inline(__always)
    private func checkAccess() throws {
        guard GlobalPool.runs(kernel) else { throw foreignCall() }
        guard state != .crashed else { throw CancellationError() }
    }

    @inline(never)
    private func foreignCall() -> DeterminismLeak {
        let process = "\(name)#\(incarnation)"
        kernel.state.pointee.leaks.add(.foreignPortCall, in: process)
        return DeterminismLeak(kind: .foreignPortCall, process: process)
    }

    // MARK: What befalls it

    /// Ends this incarnation: ports first, then tasks.
    public func crash() {
        guard isAlive else { return }
        state = .crashed
        endSlowness()
        GlobalPool.capturing(into: kernel) {
            releaseJobs()
            kernel.cutAll(of: index)
            kernel.asProcess(index) { roots.pointee.cancelAll() }
        }
    }

    /// Stops all jobs while time goes on, as a long garbage collection does.
    public func pause() {
        guard state == .running else { return }
        state = .paused
    }

    /// Lets it go on: what came meanwhile becomes ready in the order it came.
    public func resume() {
        guard state == .paused else { return }
        state = .running
        GlobalPool.capturing(into: kernel) { releaseJobs() }
        beginTurn()
    }

    /// Whether its jobs run as soon as they are ready.
    func setDetention() {
        kernel.state.pointee.processes.rows[Int(index)].detainsJobs = state == .paused || processor != nil
    }

    /// Enters how long a job takes from now on into the trace.
    func noteSpeed(_ nanosecondsPerJob: Int64) {
        kernel.state.pointee.trace.mix(UInt64(index) << 32 | 4)
        kernel.state.pointee.trace.mix(UInt64(nanosecondsPerJob))
        if kernel.state.pointee.journal != nil {
            kernel.record(.state, UInt64(index) << 32 | 4, UInt64(nanosecondsPerJob), .none)
        }
    }

    /// A crashed process's held wake-ups come to nothing; its jobs must run, or their tasks would never end.
    private func releaseJobs() {
        let work = held
        held.removeAll()
        for piece in work {
            switch piece {
            case .job(let job): kernel.state.pointee.ready.append(job, of: index)
            case .wake(let waiter):
                if isAlive, kernel.state.pointee.waits.isOpen(waiter) { kernel.endWait(waiter, woken: true) }
            }
        }
    }
}

/// The running tasks a process has started, in slots that are used again: ending one costs O(1). Not retained: a task that
/// has not ended keeps itself, and takes itself out before it ends.
struct RootTasks {
    private var tasks: [UnsafeMutableRawPointer?] = []
    private var free: [Int32] = []

    var count: Int { tasks.count - free.count }

    mutating func add(_ task: UnsafeMutableRawPointer) -> Int32 {
        if let slot = free.popLast() {
            tasks[Int(slot)] = task
            return slot
        }
        tasks.append(task)
        return Int32(tasks.count - 1)
    }

    mutating func remove(_ slot: Int32) {
        tasks[Int(slot)] = nil
        free.append(slot)
    }

    func contains(_ task: UnsafeMutableRawPointer) -> Bool { tasks.contains(task) }

    func cancelAll() { for case let task? in tasks { TaskRuntime.cancel(task) } }
}
