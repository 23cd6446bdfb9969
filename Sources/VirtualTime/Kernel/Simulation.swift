/// One simulated world under virtual time: an agenda of the future, a queue of ready jobs, and the processes whose jobs
/// they are, walked by the one thread inside `run`.
///
/// Several simulations may live in one program, each on a thread of its own. Call `close` when done with one: tasks
/// that still wait hold their process, and the process its simulation.
///
/// `@unchecked Sendable`: every member but `leaks` is touched only by the thread that runs it.
public final class Simulation: @unchecked Sendable {
    /// What decides a run, beside the code.
    public struct Settings: Sendable {
        /// Of all randomness.
        public var seed: UInt64
        /// Tells runs of one seed apart, each with other randomness.
        public var replication: UInt64
        /// Which of several things that are ready goes first.
        public var policy: SchedulePolicy
        /// The time of day at the start on the wall clocks of the processes.
        public var epoch: WallTime
        /// Where every decision is written or compared, for `Verification`.
        public var journal: TraceJournal?
        /// What a hop to the main actor is.
        public var mainActor: MainActorPolicy
        /// So many jobs and agenda entries at one instant, or some 100,000 more, are a run that is stalled.
        public var stepsAtOneInstant: UInt64

        /// Settings of one run.
        /// - Parameters:
        ///   - seed: of all randomness.
        ///   - replication: tells runs of one seed apart.
        ///   - policy: which of several things that are ready goes first.
        ///   - epoch: the time of day at the start.
        ///   - journal: where every decision is written or compared.
        ///   - mainActor: what a hop to the main actor is.
        ///   - stepsAtOneInstant: after how many jobs and agenda entries at one instant a run is stalled.
        public init(
            seed: UInt64, replication: UInt64 = 0, policy: SchedulePolicy = .fifo, epoch: WallTime = .unixEpoch,
            journal: TraceJournal? = nil, mainActor: MainActorPolicy = .report,
            stepsAtOneInstant: UInt64 = 10_000_000
        ) {
            self.seed = seed
            self.replication = replication
            self.policy = policy
            self.epoch = epoch
            self.journal = journal
            self.mainActor = mainActor
            self.stepsAtOneInstant = stepsAtOneInstant
        }
    }

    /// Why `run` returned.
    public enum RunEnd: Sendable, Equatable {
        /// Nothing is left to do: no job is ready, and nothing on the agenda will ever happen. Calls may still wait for
        /// what nobody does. When none does, a task that has not ended waits for something outside: it is a leak.
        case agendaEmpty
        /// All that happens up to the limit has happened, and there is more to come.
        case instantReached
        /// `stop` was called; `now` is the instant of that, and `run` goes on from there.
        case stopped
        /// No time has passed for `Settings.stepsAtOneInstant` jobs and agenda entries, the last of them by this
        /// process: it polls without a wait, or two wake each other. Running on ends the same way as long as they do.
        case stalled(process: String, at: VirtualInstant)
        /// Under `SchedulePolicy.replay`: the decisions are those of another run. Running on ends the same way.
        case diverged(ReplayDivergence)
    }

    /// What it was made with.
    public let settings: Settings
    /// The choices made so far; `fifo` makes none.
    public internal(set) var decisions = DecisionLog()
    /// Decisions of a log under `replay` and `follow` that nothing has asked for yet. Some are left at the end of a
    /// replay that is another run.
    public var decisionsLeft: Int { readySet.decisionsLeft }
    let kernel: Kernel
    let inbox = CrossThreadInbox()
    var readySet: ReadySet
    /// Of the slow processors, once there has been one.
    var processorTurns: ProcessorTurns?
    private let number: UInt64
    var isClosed = false
    /// Who hears of calls that cannot be; nobody, and they trap.
    package var refuser: (any CallRefuser)?
    /// What was begun while somebody hears of calls that cannot be, in that order.
    package internal(set) var awaitedWork: [any AwaitedWork] = []

    /// A world in which nothing has happened; its instant is 0.
    public init(_ settings: Settings) {
        GlobalPool.install
        self.settings = settings
        kernel = Kernel.make()
        readySet = ReadySet(settings)
        number = inbox.enter()
        kernel.state.pointee.mark = JobMark.ofSimulation(number)
        kernel.state.pointee.processes.limit = JobMark.processes(ofSimulation: number)
        kernel.state.pointee.journal = settings.journal
        kernel.state.pointee.mainActor = settings.mainActor
        precondition(settings.stepsAtOneInstant > 0, "A run makes at least a step at an instant.")
        kernel.state.pointee.stall.limit = settings.stepsAtOneInstant
        kernel.state.pointee.jobWatch = JobWatch(kernel, seed: settings.seed)
        let sleeps = RealClockSleeps(kernel: kernel)
        sleeps.handler = kernel.state.pointee.handlers.append(sleeps)
        kernel.state.pointee.realClockSleeps = sleeps
        if let journal = settings.journal {
            kernel.state.pointee.placeInJournal = journal.attach { [self] in if !isClosed { close() } }
        }
    }

    deinit {
        precondition(!GlobalPool.runs(kernel), "A simulation that runs is held by who runs it.")
        inbox.isRunNoMore()
        inbox.leave(number)
        kernel.state.pointee.jobWatch?.leave()
        GlobalPool.capturing(into: kernel) { kernel.endIdleTasks() }
        kernel.destroy()
    }

    /// The instant that has been reached.
    public var now: VirtualInstant { VirtualInstant(nanoseconds: kernel.state.pointee.now) }
    /// Over every decision, delivery, change of state, agenda entry and job so far.
    public var trace: TraceHash { kernel.state.pointee.trace }
    /// Agenda entries that fired.
    public var events: UInt64 { kernel.state.pointee.events }
    /// Task jobs that ran.
    public var jobs: UInt64 { kernel.state.pointee.jobs }
    /// Entries on the agenda, cancelled ones that are not swept yet included.
    public var agendaCount: Int { kernel.state.pointee.agenda.count }
    /// Calls that wait.
    public var waiting: Int { kernel.state.pointee.waits.count }
    /// What escaped the simulation's control. Empty is what a run should end with. What other threads have not given
    /// back, and who waits for what nobody does beside others who wait by rights, is known when the simulation is
    /// closed.
    public var leaks: [DeterminismLeak] {
        kernel.reportClockRead()
        return kernel.state.pointee.leaks.all
    }

    // MARK: What the world asks for

    /// The stream of randomness with this name: always the same for (seed, name, replication).
    public func stream(_ name: String) -> RandomStream {
        RandomStream(seed: settings.seed, name: name, replication: settings.replication)
    }

    /// A new incarnation. It lives as long as its tasks and whoever holds it.
    public func makeProcess(named name: String, incarnation: Int = 0) -> SimulatedProcess {
        if incarnation < 0 {
            let call = "makeProcess(named: \"\(name)\", incarnation: \(incarnation))"
            refuse(call, "the first one is 0; give it 0 or more", orTrap: "Incarnations are counted from 0.")
        }
        if name.isEmpty {
            refuse(
                "makeProcess(named: \"\")", "it has no name; give it one",
                orTrap: "A process has a name, by which its randomness and its traces are found.")
        }
        if isClosed {
            refuse(
                "makeProcess(named: \"\(name)\")", "the simulation is closed; make it before",
                orTrap: "A simulation that is closed begins nothing.")
        }
        return SimulatedProcess(
            simulation: self, name: name.isEmpty ? "nameless" : name, incarnation: max(0, incarnation))
    }

    /// Makes `handler` known. The simulation keeps it until `close`.
    public func register<Handler: AgendaHandler>(_ handler: Handler) -> HandlerID<Handler.Entry> {
        guard !isClosed else {
            refuse(
                "what begins with the first use of a part", "the simulation is closed; use it before",
                orTrap: "A simulation that is closed calls no handler.")
            return HandlerID(index: HandlerTable.timer)
        }
        return HandlerID(index: kernel.state.pointee.handlers.append(TypedHandler(handler)))
    }

    /// Calls `handler` with `entry` at `instant`, or now when that has passed; entries of one instant fire in the order
    /// they were scheduled.
    @inlinable @inline(__always)
    public func schedule<Entry>(
        at instant: VirtualInstant, _ handler: HandlerID<Entry>, _ entry: Entry, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        schedule(at: instant, handler: handler.index, word: entry.word, file, line)
    }

    /// The same, so long from now; what is not above zero is due now.
    @inlinable
    public func schedule<Entry>(
        after delay: Duration, _ handler: HandlerID<Entry>, _ entry: Entry, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        schedule(after: delay, handler: handler.index, word: entry.word, file, line)
    }

    /// The same without `Duration`'s 128-bit arithmetic.
    @inlinable @inline(__always)
    package func schedule<Entry>(
        afterNanoseconds nanoseconds: Int64, _ handler: HandlerID<Entry>, _ entry: Entry, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        schedule(afterNanoseconds: nanoseconds, handler: handler.index, word: entry.word, file, line)
    }

    @usableFromInline
    func schedule(at instant: VirtualInstant, handler: UInt16, word: UInt64, _ file: StaticString, _ line: UInt) {
        if kernel.state.pointee.journal != nil {
            kernel.record(.schedule, UInt64(bitPattern: instant.nanoseconds), word, CodeSite(file, line))
        }
        kernel.schedule(at: instant.nanoseconds, handler, word)
    }

    @usableFromInline
    func schedule(after delay: Duration, handler: UInt16, word: UInt64, _ file: StaticString, _ line: UInt) {
        schedule(afterNanoseconds: delay.wholeNanoseconds, handler: handler, word: word, file, line)
    }

    @usableFromInline
    func schedule(
        afterNanoseconds nanoseconds: Int64, handler: UInt16, word: UInt64, _ file: StaticString, _ line: UInt
    ) {
        schedule(at: now.advanced(byNanoseconds: nanoseconds), handler: handler, word: word, file, line)
    }

    /// The same as `schedule`, for what may be cancelled.
    @inlinable
    public func scheduleTimer<Entry>(
        at instant: VirtualInstant, _ handler: HandlerID<Entry>, _ entry: Entry, file: StaticString = #fileID,
        line: UInt = #line
    ) -> TimerID {
        scheduleTimer(at: instant, handler: handler.index, word: entry.word, file, line)
    }

    @usableFromInline
    func scheduleTimer(
        at instant: VirtualInstant, handler: UInt16, word: UInt64, _ file: StaticString, _ line: UInt
    ) -> TimerID {
        let timer = kernel.state.pointee.timers.add(handler: handler, word: word)
        if kernel.state.pointee.journal != nil {
            kernel.record(.schedule, UInt64(bitPattern: instant.nanoseconds), word, CodeSite(file, line))
        }
        kernel.schedule(at: instant.nanoseconds, HandlerTable.timer, timer.token.raw)
        return timer
    }

    /// Cancels a timer, in O(log n) amortised. Returns false when it has fired or was cancelled before.
    @discardableResult
    public func cancel(_ timer: TimerID, file: StaticString = #fileID, line: UInt = #line) -> Bool {
        if kernel.state.pointee.journal != nil { kernel.record(.cancel, timer.token.raw, 0, CodeSite(file, line)) }
        guard kernel.state.pointee.timers.remove(timer) != nil else { return false }
        kernel.entriesCancelled(1)
        return true
    }

    /// Wakes a suspended call now: its task becomes ready behind those that are. Does nothing when it no longer waits.
    @inline(__always)
    public func wake(_ waiter: Waiter, file: StaticString = #fileID, line: UInt = #line) {
        if kernel.state.pointee.journal != nil { kernel.record(.wake, waiter.token.raw, 0, CodeSite(file, line)) }
        guard kernel.state.pointee.waits.isOpen(waiter) else { return }
        GlobalPool.capturing(into: kernel) { kernel.endWait(waiter, woken: true) }
    }

    /// Wakes a suspended call at `instant`, unless something else ends it before.
    @inline(__always)
    public func wake(
        _ waiter: Waiter, at instant: VirtualInstant, file: StaticString = #fileID, line: UInt = #line
    ) {
        if kernel.state.pointee.journal != nil {
            kernel.record(.schedule, UInt64(bitPattern: instant.nanoseconds), waiter.token.raw, CodeSite(file, line))
        }
        guard kernel.state.pointee.waits.isOpen(waiter) else { return }
        kernel.wake(waiter, at: instant.nanoseconds)
    }

    /// Whether the call still waits.
    public func isWaiting(_ waiter: Waiter) -> Bool { kernel.state.pointee.waits.isOpen(waiter) }

    /// Enters two words into the trace hash that tell a delivery or a change of state by themselves, such as an id and
    /// what became of it; others have a `TraceTag`.
    @inline(__always)
    public func note(_ a: UInt64, _ b: UInt64 = 0, file: StaticString = #fileID, line: UInt = #line) {
        kernel.state.pointee.trace.mix(a)
        kernel.state.pointee.trace.mix(b)
        if kernel.state.pointee.journal != nil { kernel.record(.note, a, b, CodeSite(file, line)) }
    }

    /// Enters the digest of something that was published or sent into the trace hash, so that the hash holds what was
    /// said and not only that something was.
    /// - Parameter subject: what was said, as a difference between two runs names it; asked for only under a journal.
    @inline(__always)
    public func note(
        digest: UInt64, of subject: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
    ) {
        kernel.state.pointee.trace.mix(digest)
        if let journal = kernel.state.pointee.journal {
            kernel.record(.message, digest, journal.place(of: subject()), CodeSite(file, line))
        }
    }

    /// A note and a digest behind it.
    @usableFromInline
    func note(
        _ a: UInt64, _ b: UInt64, digest: UInt64, of subject: () -> String, _ file: StaticString, _ line: UInt
    ) {
        guard kernel.state.pointee.journal == nil else {
            note(a, b, file: file, line: line)
            return note(digest: digest, of: subject(), file: file, line: line)
        }
        kernel.state.pointee.trace.mix(a)
        kernel.state.pointee.trace.mix(b)
        kernel.state.pointee.trace.mix(digest)
    }

    /// The processes that somebody has paused without an end, and from where, in the order in which they were made.
    package var pausedProcesses: [(name: String, place: CallTrail)] {
        kernel.state.pointee.processes.existing().filter { $0.state == .paused }.compactMap { process in
            process.placeOfPause.map { ("\(process.fullName)", $0) }
        }
    }

    /// Ends `run` after the current entry.
    public func stop() { if admits("stop()") { kernel.stop() } }

    /// The same for whoever runs the simulation for others.
    package func breakOff() { kernel.stop() }
}
