/// A place in the deployment where one incarnation after another runs: what crashes and comes back.
///
/// It is also the host of its incarnations: what was done to its clock stays done when a process is restarted.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class Replica: @unchecked Sendable {
    /// Of all its incarnations.
    public let name: String
    let simulation: Simulation
    private let build: (SimulatedProcess) -> Void
    /// Made known to the agenda only when it is first disturbed.
    private lazy var handler = simulation.register(ReplicaEntries(replica: self))
    /// The running incarnation; nil between a crash and the restart.
    public private(set) var process: SimulatedProcess?
    /// Whether the running incarnation was asked to end (`shutDown`) and has not ended.
    public private(set) var isShuttingDown = false
    /// How long after the end of a shutdown the next incarnation begins; nil for none.
    private var downtime: Duration?
    /// Incarnations so far.
    public private(set) var incarnations = 0
    /// The host's clock while no incarnation runs.
    private var clockOfHost: WallClock
    /// Who wants to know of the next start, once.
    private var startListeners: [(Replica) -> Void] = []
    private var memoryLeak: MemoryLeak?
    private var leaks = 0
    private var timePerJob: Duration?
    /// Incarnations that ran out of memory.
    public private(set) var outOfMemoryCrashes = 0
    private var jobsSlowedBefore: UInt64 = 0

    private struct MemoryLeak {
        let lifetime: Duration
        let restartDelay: Duration
    }

    /// - Parameter build: makes a service from what is durable and starts its tasks, bound to the process it is given.
    public init(named name: String, in simulation: Simulation, build: @escaping (SimulatedProcess) -> Void) {
        precondition(!name.isEmpty, "A replica has a name, as its incarnations do.")
        self.name = name
        self.simulation = simulation
        self.build = build
        clockOfHost = WallClock(epoch: simulation.settings.epoch)
    }

    /// What this host believes the time of day to be, whether an incarnation runs or not.
    public var wallClock: WallClock {
        get { process?.wallClock ?? clockOfHost }
        set {
            clockOfHost = newValue
            process?.wallClock = newValue
        }
    }

    /// Begins the next incarnation. Nothing happens when one runs; one that shuts down is followed by the next at once.
    public func start() {
        if isShuttingDown { downtime = .zero }
        guard process == nil else { return }
        let next = simulation.makeProcess(named: name, incarnation: incarnations)
        next.whenExited = { [weak self] in self?.crash() }
        next.wallClock = clockOfHost
        if let timePerJob { next.slow(timePerJob: timePerJob) }
        precondition(next.isAlive && process == nil, "One incarnation runs at a time.")
        incarnations += 1
        process = next
        if let memoryLeak { schedule(.outOfMemory, after: memoryLeak.lifetime) }
        build(next)
        let listeners = startListeners
        startListeners.removeAll()
        for listener in listeners { listener(self) }
    }

    /// Ends the running incarnation for good, or until `restart` or `start`.
    public func crash() {
        guard let process else { return }
        clockOfHost = process.wallClock
        jobsSlowedBefore += process.jobsSlowed
        process.crash()
        precondition(!process.isAlive, "A crash is for good.")
        self.process = nil
        isShuttingDown = false
        if let downtime = downtime.take() { schedule(.restart, after: downtime) }
    }

    /// Ends the running incarnation and begins the next one `delay` later, unless something else has begun it
    /// meanwhile.
    public func restart(after delay: Duration) {
        precondition(delay >= .zero, "A replica is not restarted in the past.")
        crash()
        schedule(.restart, after: delay)
    }

    /// Asks the running incarnation to end, as an orchestrator does: by SIGTERM, and by a crash when it is still there
    /// `grace` later. Nothing happens when none runs; who was asked before keeps the grace it has.
    /// - Parameter downtime: from its end to the begin of the next incarnation, unless something else has begun that
    ///   meanwhile; nil for none.
    public func shutDown(within grace: Duration, restartingAfter downtime: Duration? = nil) {
        precondition(grace >= .zero, "A shutdown does not end before it begins.")
        precondition(downtime.map { $0 >= .zero } ?? true, "A replica is not restarted in the past.")
        guard let process else { return }
        if isShuttingDown {
            self.downtime = self.downtime ?? downtime
            return
        }
        isShuttingDown = true
        self.downtime = downtime
        schedule(.endOfGrace, after: grace)
        process.send(.sigterm)
        // It may have had no say in it.
        if !process.isAlive { crash() }
    }

    /// Stops the running incarnation for a while, as a long garbage collection does.
    public func pause(for length: Duration) {
        precondition(length >= .zero, "A pause does not end before it begins.")
        guard let process, process.state == .running else { return }
        process.pause()
        schedule(.resumption, after: length)
    }

    /// From now on every incarnation, the running one included, runs out of memory `lifetime` after it began (the
    /// running one: after this call) and is begun again `restartDelay` later, until `endMemoryLeak`.
    public func leakMemory(lifetime: Duration, restartDelay: Duration) {
        precondition(lifetime > .zero || restartDelay > .zero, "Time has to go on between one crash and the next.")
        leaks += 1
        memoryLeak = MemoryLeak(lifetime: lifetime, restartDelay: restartDelay)
        if process != nil { schedule(.outOfMemory, after: lifetime) }
    }

    /// The incarnation that runs, or is begun next, stays.
    public func endMemoryLeak() {
        leaks += 1
        memoryLeak = nil
    }

    /// Makes the host's processor slow, for the running incarnation and for those to come; see `SimulatedProcess.slow`.
    public func slow(timePerJob: Duration) {
        precondition(timePerJob > .zero, "A slow processor takes time for a job.")
        self.timePerJob = timePerJob
        process?.slow(timePerJob: timePerJob)
    }

    /// The processor takes no time any more.
    public func endSlowness() {
        timePerJob = nil
        process?.endSlowness()
    }

    /// Jobs of all incarnations that have waited for a slow processor and had it.
    public var jobsSlowed: UInt64 { jobsSlowedBefore + (process?.jobsSlowed ?? 0) }

    /// Calls `body` when the next incarnation has begun.
    func onNextStart(_ body: @escaping (Replica) -> Void) { startListeners.append(body) }

    private func schedule(_ change: ReplicaChange, after delay: Duration) {
        simulation.schedule(
            after: delay, handler, TaggedEntry(change, EpochEntry(incarnations, epoch: leaks)))
    }

    /// It counts only for the incarnation it was meant for, and the end of memory only for the leak.
    fileprivate func isDue(_ change: ReplicaChange, incarnation: Int, leak: Int) {
        precondition(incarnation <= incarnations, "An entry is made for an incarnation that has begun.")
        guard incarnation == incarnations else { return }
        switch change {
        case .restart: start()
        case .resumption: process?.resume()
        case .endOfGrace: crash()
        case .outOfMemory:
            guard leak == leaks, let memoryLeak, process != nil else { return }
            outOfMemoryCrashes += 1
            restart(after: memoryLeak.restartDelay)
        }
    }
}

private enum ReplicaChange: UInt8 { case restart, resumption, outOfMemory, endOfGrace }

/// What a replica has on the agenda: a change that is meant for one incarnation, and for the memory leak of an epoch.
private final class ReplicaEntries: AgendaHandler {
    private let replica: Replica

    init(replica: Replica) { self.replica = replica }

    func fire(_ entry: TaggedEntry<ReplicaChange, EpochEntry>) {
        replica.isDue(entry.tag, incarnation: entry.subject.number, leak: entry.subject.epoch)
    }
}
