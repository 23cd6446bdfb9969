import Containers

/// One incarnation of one replica: the tasks of a service and the calls they wait for.
///
/// Everything a service asks of the outside goes through ports bound to its incarnation. `crash` cuts them first and
/// cancels the tasks second, so that unwinding code can reach nothing.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class SimulatedProcess: @unchecked Sendable {
    /// What an incarnation is doing.
    public enum State: Sendable {
        /// Its jobs run as soon as they are ready.
        case running
        /// Its jobs wait until it is resumed.
        case paused
        /// It has ended, for good.
        case crashed
    }

    /// What came while paused.
    enum DeferredWork {
        case job(ReadyJob)
        case wake(Waiter)
    }

    /// The world it is part of.
    public let simulation: Simulation
    /// Of the replica; its incarnations share it.
    public let name: String
    /// Counted from 0.
    public let incarnation: Int
    /// Both, as reports have them.
    let fullName: ProcessName
    /// What this host believes the time of day to be.
    @exclusivity(unchecked) public var wallClock: WallClock { didSet { wallClock.tellRefusal(in: simulation) } }
    let index: UInt32
    /// Wake-ups and jobs that came while paused, in order.
    var deferred: [DeferredWork] = []
    /// From where it was paused without an end, while it is; known only where somebody hears of calls that cannot be.
    private(set) var placeOfPause: CallTrail?
    /// What was sent while paused.
    var pendingSignals: [ProcessSignal] = []
    /// What it does on a signal by itself; for looking up only.
    var signalHandlers: [ProcessSignal: () -> Void] = [:]
    /// Whom to tell when this incarnation stops or goes on.
    private var watchers: [(handler: UInt16, word: UInt64)] = []
    /// Present while the processor is slow.
    var processor: SlowProcessor?
    /// Jobs that have waited for a slow processor, whether they had it in the end or not.
    public internal(set) var jobsSlowed: UInt64 = 0
    private struct StartedTask {
        let task: UnsafeMutableRawPointer
        let site: CodeSite
    }

    /// The running tasks started here. Not retained: a task that has not ended keeps itself, and takes itself out
    /// before it ends. Nothing that comes back here is called while the table changes.
    @exclusivity(unchecked) private var tasks = SlotTable<StartedTask>(capacity: 4)
    /// What its host does when it has ended by itself, or by a signal.
    var whenExited: (() -> Void)?
    let kernel: Kernel
    private let executor: WaitingExecutor

    init(simulation: Simulation, name: String, incarnation: Int) {
        precondition(!name.isEmpty && incarnation >= 0, "A process has a name, and is counted from 0.")
        self.simulation = simulation
        self.name = name
        self.incarnation = incarnation
        fullName = ProcessName(name, incarnation: incarnation)
        kernel = simulation.kernel
        executor = simulation.kernel.state.pointee.waitingExecutor.unsafelyUnwrapped
        index = kernel.state.pointee.processes.add()
        // Who comes after the end is dead from the beginning.
        if simulation.isClosed { kernel.state.pointee.processes.rows[Int(index)].state = .crashed }
        simulation.settings.journal?.name(index, of: kernel.state.pointee.placeInJournal, fullName)
        wallClock = WallClock(epoch: simulation.settings.epoch)
        kernel.state.pointee.processes.rows[Int(index)].object = .passUnretained(self)
    }

    deinit {
        precondition(
            deferred.isEmpty && (processor?.queue.count ?? 0) == 0,
            "Deferred jobs belong to tasks, and tasks hold their process.")
        precondition(tasks.count == 0, "A task that runs holds its process.")
        forgetSignalSources()
        kernel.state.pointee.processes.leave(index, fullName)
    }

    /// What a change of a process is in the trace.
    private enum Change: UInt64 { case runs = 1, pauses, crashes, speed, signal }

    /// Changed by `crash`, `pause` and `resume`; each change enters the trace.
    public private(set) var state: State {
        get { kernel.state.pointee.processes.rows[Int(index)].state }
        set {
            precondition(state != .crashed, "A crashed incarnation stays crashed.")
            kernel.state.pointee.processes.rows[Int(index)].state = newValue
            setDeferral()
            let change: Change = newValue == .running ? .runs : newValue == .paused ? .pauses : .crashes
            let word = change.rawValue
            kernel.state.pointee.trace.mix(UInt64(index))
            kernel.state.pointee.trace.mix(word)
            if kernel.state.pointee.journal != nil { kernel.record(.state, UInt64(index), word, .none) }
            for watcher in watchers {
                simulation.schedule(afterNanoseconds: 0, handler: watcher.handler, word: watcher.word, #fileID, #line)
            }
        }
    }

    /// Calls `handler` with `entry` whenever this incarnation has crashed, was paused or goes on: what those who talk
    /// to it notice by its silence.
    public func watch<Entry>(by handler: HandlerID<Entry>, _ entry: Entry) {
        watchers.append((handler.index, entry.word))
    }

    /// Whether it has not crashed; it may be paused.
    public var isAlive: Bool { state != .crashed }
    /// What its code sleeps on.
    public var clock: VirtualClock { VirtualClock(process: self) }
    /// Tasks started here that have begun and not ended.
    public var liveTasks: Int { tasks.count }

    /// Starts a task of this process, behind what is ready. It is cancelled by a crash; when the crash comes before its
    /// first step, `body` never runs. As any task it inherits the task-locals of who starts it. Another thread than the
    /// one that runs the simulation starts nothing, and is told of.
    /// - Parameter name: what the task is called, in `Task.name` and where it leaks.
    public func start(
        named name: String? = nil, file: StaticString = #fileID, line: UInt = #line,
        _ body: @escaping @Sendable () async -> Void
    ) {
        guard GlobalPool.runs(kernel) || isStartedByRunner() else { return }
        guard isAlive else { return refuseStart() }
        let site = CodeSite(file, line)
        if kernel.state.pointee.journal != nil { kernel.record(.start, UInt64(index), 0, site) }
        if name != nil || TaskRuntime.current.map({ TaskLayout.hasLocals($0) }) == true {
            startNow(named: name, site, body)
        } else {
            kernel.state.pointee.ready.append(
                kernel.state.pointee.starts.add(self, body, site), of: index, turn: ReadyJob.firstStep)
        }
    }

    /// Makes the task at once, which has what the runtime gives to a task where it is made.
    @inline(never)
    private func startNow(named name: String?, _ site: CodeSite, _ body: @escaping @Sendable () async -> Void) {
        GlobalPool.capturing(into: kernel) {
            kernel.asProcess(index) {
                let job = kernel.firstJob {
                    // The priority that tasks have who inherit none: an actor serves the higher one first.
                    Task(name: name, priority: .medium) { [self] in
                        if isAlive { _ = await run(body, startedAt: site) }
                    }
                }
                kernel.state.pointee.ready.append(job, of: index, turn: ReadyJob.firstStep)
            }
        }
    }

    /// Shows the running tasks that were started here, and where.
    func forEachTask(_ body: (UnsafeMutableRawPointer, CodeSite) -> Void) { tasks.forEach { body($0.task, $0.site) } }

    /// Where the task was started that has this place in the table; nil when it is another.
    func site(ofTaskAt slot: Int, _ task: UnsafeMutableRawPointer) -> CodeSite? {
        guard let token = tasks.token(atSlot: slot), tasks[token].task == task else { return nil }
        return tasks[token].site
    }

    /// What a started task does. Returns whether it may do other work: not when it was cancelled meanwhile.
    @inline(__always)
    func run(_ body: @Sendable () async -> Void, startedAt site: CodeSite) async -> Bool {
        guard let task = TaskRuntime.current else { preconditionFailure("Only a task runs what was started.") }
        precondition(Int(kernel.state.pointee.current) == Int(index), "A task runs as its own process.")
        let token = tasks.insert(StartedTask(task: task, site: site))
        JobMark.writeRoot(kernel.state.pointee.mark, on: task, TaskIdentity(.started, token.slot, of: index))
        await body()
        if !GlobalPool.runs(kernel) { await WayBack.take() }
        tasks.remove(token)
        return !CancellationFlag.isSet(on: task)
    }

    /// Suspends the calling task until someone wakes the waiter that `register` receives.
    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes; `DeterminismLeak` on a
    ///   thread that does not run the simulation.
    @inline(__always)
    public func suspend(_ register: (Waiter) -> Void) async throws {
        guard case .woken = try await wait(register) else { throw CancellationError() }
    }

    /// The same, telling how the wait ended.
    @inline(__always)
    func wait(_ register: (Waiter) -> Void) async throws -> WaitEnd {
        if !GlobalPool.runs(kernel) || state == .crashed {
            throw await refusedWait()
        }
        guard let task = TaskRuntime.current else { preconditionFailure("Only tasks wait.") }
        let waiter = kernel.openWait(index)
        var cancellation = CancellationHandlers.none
        if JobMark.isRoot(task) {
            // Nobody but a crash can cancel it while it waits, and a crash ends the waits itself.
            if CancellationFlag.isSet(on: task) { kernel.cancelWait(waiter.slot) }
        } else {
            cancellation = kernel.addCancellationHandler(for: waiter.slot)
        }
        // A task that was cancelled before has had its wait ended above.
        if kernel.state.pointee.waits.isOpen(waiter) { register(waiter) }
        if kernel.state.pointee.waits.isOpen(waiter) {
            kernel.state.pointee.suspending = waiter.slot
            await executor.suspend()
        }
        if cancellation != CancellationHandlers.none { kernel.removeCancellationHandler(cancellation) }
        let slot = kernel.state.pointee.waits.slots + Int(waiter.slot)
        let (woken, wasWoken) = (slot.pointee.endedWoken, slot.pointee.wasWoken)
        kernel.state.pointee.waits.free(waiter.slot)
        return woken && self.state != .crashed ? .woken : .cancelled(afterWake: wasWoken)
    }

    /// Why a call does not wait. Apart, so that those that do keep nothing for it: what a waiting task holds fits into
    /// one line of the cache.
    @inline(never)
    private func refusedWait() async -> any Error {
        guard isToBeSeen() else { return CancellationError() }
        return await CallerWitness(self).refusal()
    }

    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes.
    public func sleep(until instant: VirtualInstant, file: StaticString = #fileID, line: UInt = #line) async throws {
        try await suspend { simulation.wake($0, at: instant, file: file, line: line) }
    }

    /// What is not above zero has passed; what ends beyond `VirtualInstant.distantFuture` lasts until it is cancelled.
    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes.
    public func sleep(for length: Duration, file: StaticString = #fileID, line: UInt = #line) async throws {
        try await sleep(nanoseconds: length.wholeNanoseconds, file: file, line: line)
    }

    /// The same without `Duration`'s 128-bit arithmetic.
    package func sleep(nanoseconds: Int64, file: StaticString = #fileID, line: UInt = #line) async throws {
        try await suspend {
            let now = VirtualInstant(nanoseconds: kernel.state.pointee.now)
            simulation.wake($0, at: now.advanced(byNanoseconds: nanoseconds), file: file, line: line)
        }
    }

    /// What every port calls first: a cancelled task and a dead incarnation reach nothing.
    /// - Throws: `CancellationError`; `DeterminismLeak` on a thread that does not run the simulation.
    @inline(__always)
    public func checkIn() throws {
        try checkAccess()
        if let task = TaskRuntime.current, CancellationFlag.isSet(on: task) { throw refusedCall() }
    }

    @inline(__always)
    private func checkAccess() throws {
        guard GlobalPool.runs(kernel) else { throw callFromOutside() }
        guard state != .crashed else { throw refusedCall() }
    }

    // MARK: Crash and pause

    /// Ends this incarnation: ports first, then tasks.
    public func crash() {
        guard simulation.admits("\(fullName).crash()"), isAlive else { return }
        cutOff()
        whenExited?()
    }

    /// The same without a word to its host, which has asked for it or ends with it.
    func cutOff() {
        guard isAlive else { return }
        precondition(!simulation.isClosed, "In a world that has ended everything has crashed.")
        state = .crashed
        endSlowness()
        forgetSignalSources()
        GlobalPool.capturing(into: kernel) {
            releaseDeferred()
            kernel.cancelAllWaits(of: index)
            kernel.asProcess(index) { tasks.forEach { TaskRuntime.cancel($0.task) } }
            let row = kernel.state.pointee.processes.rows + Int(index)
            precondition(row.pointee.firstWait == WaitTable.none && deferred.isEmpty, "A crash leaves no call waiting.")
        }
    }

    /// Ends this incarnation because its main call has returned, as a program ends: what it has left is cut off. The
    /// replica whose incarnation it is has none from now on.
    public func exit() {
        if isAlive { crash() }
    }

    /// Stops all jobs while time goes on, as a long garbage collection does, until `resume`. In a test's world a
    /// process that is paused still when the test ends fails its seed.
    public func pause() {
        guard simulation.admits("\(fullName).pause()"), state == .running else { return }
        pauseByItself()
        if simulation.refuser != nil { placeOfPause = .here() }
    }

    /// The same by something that may outlast who watches.
    func pauseByItself() { if state == .running { state = .paused } }

    /// Lets it go on: what came meanwhile becomes ready in the order it came.
    public func resume() {
        guard simulation.admits("\(fullName).resume()"), state == .paused else { return }
        placeOfPause = nil
        state = .running
        GlobalPool.capturing(into: kernel) { releaseDeferred() }
        precondition(deferred.isEmpty, "A process that goes on keeps nothing back.")
        beginTurn()
        deliverPendingSignals()
    }

    /// Whether its jobs run as soon as they are ready.
    func setDeferral() {
        kernel.state.pointee.processes.rows[Int(index)].defersJobs = state == .paused || processor != nil
    }

    /// Enters how long a job takes from now on into the trace.
    func noteSpeed(_ nanosecondsPerJob: Int64) {
        precondition(nanosecondsPerJob >= 0, "No job takes less than no time.")
        kernel.state.pointee.trace.mix(UInt64(index) << 32 | Change.speed.rawValue)
        kernel.state.pointee.trace.mix(UInt64(nanosecondsPerJob))
        if kernel.state.pointee.journal != nil {
            kernel.record(.state, UInt64(index) << 32 | Change.speed.rawValue, UInt64(nanosecondsPerJob), .none)
        }
    }

    /// Enters a signal that was sent into the trace.
    func noteSignal(_ signal: ProcessSignal) {
        let word = UInt64(index) << 32 | Change.signal.rawValue
        kernel.state.pointee.trace.mix(word)
        kernel.state.pointee.trace.mix(UInt64(signal.rawValue))
        if kernel.state.pointee.journal != nil { kernel.record(.state, word, UInt64(signal.rawValue), .none) }
    }

    /// A crashed process's deferred wake-ups come to nothing; its jobs must run, or their tasks would never end.
    private func releaseDeferred() {
        precondition(state != .paused, "What was deferred in a pause waits for its end.")
        let work = deferred
        deferred.removeAll()
        for piece in work {
            switch piece {
            case .job(let job): kernel.state.pointee.ready.append(job)
            case .wake(let waiter):
                if isAlive, kernel.state.pointee.waits.isOpen(waiter) { kernel.endWait(waiter, woken: true) }
            }
        }
    }
}
