/// A place in the deployment where one incarnation after another runs: what crashes and comes back.
///
/// It is also the host of its incarnations: what was done to its clock stays done when a process is restarted.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class Replica: @unchecked Sendable {
    /// Of all its incarnations.
    public let name: String
    package let simulation: Simulation
    private let build: (SimulatedProcess) -> Void
    /// Made known to the agenda only when it is first disturbed.
    private lazy var handler = simulation.register(ReplicaEntries(replica: self))
    /// The running incarnation; nil between a crash and the restart.
    public private(set) var process: SimulatedProcess?
    /// Whether the running incarnation was asked to end (`shutDown`) and has not ended.
    public private(set) var isShuttingDown = false
    /// How long after the end of a shutdown the next incarnation begins; nil for none.
    private var downtime: Duration?
    /// When the running incarnation that was asked to end is ended at the latest.
    private var endOfGrace = VirtualInstant.start
    /// Incarnations so far.
    public private(set) var incarnations = 0
    /// Before this no incarnation begins by itself: of those who keep the replica away the last one decides.
    private var awayUntil: VirtualInstant?
    /// The host's clock while no incarnation runs.
    private var clockOfHost: WallClock
    /// Who wants to know of the next start, once.
    private var startListeners: [(Replica) -> Void] = []
    /// Those that it has, by their numbers.
    private var memoryLeaks: [MemoryLeak] = []
    private var leaksBegun = 0
    private var burdens: [ProcessorBurden] = []
    /// Pauses of the running incarnation that have not ended.
    private var pauses = 0
    /// From where those were asked for that have no end of their own.
    private var placesOfPauses: [CallTrail] = []
    private var jobsSlowedBefore: UInt64 = 0
    /// The begin of an incarnation that was asked for and has not come.
    private var awaitedStart: AwaitedReturn?
    /// Ends of pauses that were asked for, some of which have come.
    private var awaitedEnds: [AwaitedReturn] = []

    /// - Parameter build: makes a service from what is durable and starts its tasks, bound to the process it is given.
    public init(named name: String, in simulation: Simulation, build: @escaping (SimulatedProcess) -> Void) {
        if name.isEmpty {
            simulation.refuse(
                "Replica(named: \"\")", "it has no name; give it one",
                orTrap: "A replica has a name, as its incarnations do.")
        }
        self.name = name.isEmpty ? "nameless" : name
        self.simulation = simulation
        self.build = build
        clockOfHost = WallClock(epoch: simulation.settings.epoch)
    }

    /// What this host believes the time of day to be, whether an incarnation runs or not.
    public var wallClock: WallClock {
        get { process?.wallClock ?? clockOfHost }
        set {
            if let process {
                process.wallClock = newValue
                clockOfHost = process.wallClock
            } else {
                clockOfHost = newValue
                clockOfHost.tellRefusal(in: simulation)
            }
        }
    }

    /// Begins the next incarnation. Nothing happens when one runs; one that shuts down is followed by the next at once.
    public func start() {
        guard simulation.takes("\(name).start()", orTrap: "A simulation that is closed begins nothing.") else { return }
        if isShuttingDown { downtime = .zero }
        guard process == nil else { return }
        awaitedStart = nil
        awayUntil = nil
        let next = simulation.makeProcess(named: name, incarnation: incarnations)
        next.whenExited = { [weak self] in self?.hasEnded() }
        next.wallClock = clockOfHost
        if !burdens.isEmpty { next.slow(timePerJob: timePerJob) }
        precondition(next.isAlive && process == nil, "One incarnation runs at a time.")
        incarnations += 1
        process = next
        for leak in memoryLeaks { schedule(.outOfMemory, after: leak.lifetime, leak: leak.number) }
        build(next)
        let listeners = startListeners
        startListeners.removeAll()
        for listener in listeners { listener(self) }
    }

    /// Ends the running incarnation for good, or until `restart` or `start`.
    public func crash() {
        guard simulation.admits("\(name).crash()"), let process else { return }
        process.cutOff()
        hasEnded()
    }

    /// Ends the running incarnation, and nothing but `start` begins another.
    package func crashForGood() {
        crash()
        awayUntil = Self.never
    }

    /// Whether it stays away unless it is started.
    package var isGoneForGood: Bool { awayUntil == Self.never }

    private static let never = VirtualInstant(nanoseconds: .max)

    /// The running incarnation is none any more.
    private func hasEnded() {
        guard let process else { return }
        precondition(!process.isAlive, "A crash is for good.")
        clockOfHost = process.wallClock
        jobsSlowedBefore += process.jobsSlowed
        self.process = nil
        pauses = 0
        placesOfPauses = []
        awaitedEnds = []
        isShuttingDown = false
        if let downtime = downtime.take() {
            scheduleReturn(after: downtime)
            // It may have ended before its grace had.
            if let trail = awaitedStart?.trail { awaitedStart = awaited(after: downtime, trail) }
        }
    }

    /// Ends the running incarnation and begins the next one `delay` later, unless something else has begun it
    /// meanwhile.
    ///
    /// In a test's world it is refused while the begin of the next one that was asked for before, here or by
    /// `shutDown`, is still to come: only one of the two would count.
    public func restart(after delay: Duration) {
        guard takes(delay, "restart(after: ", orTrap: "A replica is not restarted in the past.") else { return }
        if let awaitedStart {
            let moment = awaitedStart.instant.sinceStart.told
            return simulation.refuse(
                "\(name).restart(after: \(delay.told))",
                "it is to begin again at \(moment) already; ask for one of the two",
                orTrap: "A replica is restarted once at a time.")
        }
        restartByItself(after: delay)
        awaitedStart = awaited(after: delay)
    }

    /// The same by something that may outlast who watches. A replica that is away already stays away for the longer of
    /// the two times.
    /// - Returns: whether it is away longer than it would have been.
    @discardableResult
    package func restartByItself(after delay: Duration) -> Bool {
        precondition(delay >= .zero, "A replica is not restarted in the past.")
        let wasThere = process != nil
        crash()
        return scheduleReturn(after: delay) || wasThere
    }

    /// - Returns: whether nobody keeps it away for longer.
    @discardableResult
    private func scheduleReturn(after delay: Duration) -> Bool {
        let instant = simulation.now.advanced(by: delay)
        if let awayUntil, awayUntil >= instant { return false }
        awayUntil = instant
        schedule(.restart, after: delay)
        return true
    }

    /// Asks the running incarnation to end, as an orchestrator does: by SIGTERM, and by a crash when it is still there
    /// `grace` later. Nothing happens when none runs; who was asked before keeps the grace it has.
    /// - Parameter downtime: from its end to the begin of the next incarnation, unless something else has begun that
    ///   meanwhile; nil for none.
    public func shutDown(within grace: Duration, restartingAfter downtime: Duration? = nil) {
        guard takes(grace, "shutDown(within: ", orTrap: "A shutdown does not end before it begins."),
            takes(downtime ?? .zero, "shutDown(restartingAfter: ", orTrap: "A replica is not restarted in the past.")
        else { return }
        guard let process else { return }
        let isFirst = downtime != nil && self.downtime == nil
        if !isShuttingDown { endOfGrace = simulation.now.advanced(by: grace) }
        if let downtime, isFirst {
            awaitedStart = awaited(after: simulation.now.duration(to: endOfGrace) + downtime)
        }
        askToEnd(process, within: grace, restartingAfter: downtime)
    }

    /// The same by something that may outlast who watches.
    package func shutDownByItself(within grace: Duration, restartingAfter downtime: Duration) {
        if let process { askToEnd(process, within: grace, restartingAfter: downtime) }
    }

    private func askToEnd(_ process: SimulatedProcess, within grace: Duration, restartingAfter downtime: Duration?) {
        if isShuttingDown {
            self.downtime = self.downtime ?? downtime
            return
        }
        isShuttingDown = true
        self.downtime = downtime
        schedule(.endOfGrace, after: grace)
        process.send(.sigterm)
    }

    /// Stops the running incarnation for a while, as a long garbage collection does. Pauses that overlap add up: it
    /// goes on when the last one has ended.
    /// - Returns: whom; nil when none runs.
    @discardableResult
    public func pause(for length: Duration) -> SimulatedProcess? {
        guard takes(length, "pause(for: ", orTrap: "A pause does not end before it begins."),
            let process = pauseByItself()
        else { return nil }
        schedule(.resumption, after: length)
        awaitedEnds.removeAll { $0.instant <= simulation.now }
        if let end = awaited(after: length) { awaitedEnds.append(end) }
        return process
    }

    /// Stops the running incarnation until `endPause`. In a test's world one that is paused still when the test ends
    /// fails its seed.
    /// - Returns: whom; nil when none runs.
    public func pause() -> SimulatedProcess? {
        guard simulation.admits("\(name).pause()"), let process = pauseByItself() else { return nil }
        if simulation.refuser != nil { placesOfPauses.append(.here()) }
        return process
    }

    /// The same by something that may outlast who watches.
    package func pauseByItself() -> SimulatedProcess? {
        guard let process else { return nil }
        pauses += 1
        process.pauseByItself()
        return process
    }

    /// One pause of this incarnation has ended. Nothing happens when it runs no more.
    public func endPause(of incarnation: SimulatedProcess) {
        guard simulation.admits("\(name).endPause(of: _)"), process === incarnation else { return }
        _ = placesOfPauses.popLast()
        endPauseByItself(of: incarnation)
    }

    /// The same for a pause that something made which may outlast who watches.
    package func endPauseByItself(of incarnation: SimulatedProcess) {
        guard let process, process === incarnation, pauses > 0 else { return }
        pauses -= 1
        if pauses == 0 { process.resume() }
    }

    /// From now on every incarnation, the running one included, runs out of memory `lifetime` after it began (the
    /// running one: after this call) and is begun again `restartDelay` later, until the leak is ended. With several the
    /// first one that is due ends the incarnation.
    @discardableResult
    public func leakMemory(lifetime: Duration, restartDelay: Duration) -> MemoryLeak {
        let call = "\(name).leakMemory(lifetime: \(lifetime.told), restartDelay: \(restartDelay.told))"
        guard simulation.admits(call) else { return MemoryLeak(number: -1, lifetime: .zero, restartDelay: .zero) }
        let passes = lifetime > .zero || restartDelay > .zero
        if !passes || lifetime < .zero || restartDelay < .zero {
            simulation.refuse(
                "leakMemory(lifetime: \(lifetime.told), restartDelay: \(restartDelay.told))",
                "no time would pass between one crash and the next; give it more than 0 s",
                orTrap: "Time has to go on between one crash and the next.")
            return MemoryLeak(number: -1, lifetime: .zero, restartDelay: .zero)
        }
        let leak = MemoryLeak(number: leaksBegun, lifetime: lifetime, restartDelay: restartDelay)
        leaksBegun += 1
        memoryLeaks.append(leak)
        if process != nil { schedule(.outOfMemory, after: lifetime, leak: leak.number) }
        return leak
    }

    /// Ends a leak; ending one that has ended does nothing. Without any the incarnation that runs, or is begun next,
    /// stays.
    public func end(_ leak: MemoryLeak) {
        if simulation.admits("\(name).end(_)") { memoryLeaks.removeAll { $0 === leak } }
    }

    /// Makes the host's processor slow, for the running incarnation and for those to come, until the burden is ended;
    /// see `SimulatedProcess.slow`. Each job takes the time of all burdens.
    @discardableResult
    public func slow(timePerJob: Duration) -> ProcessorBurden {
        let burden = ProcessorBurden(timePerJob: timePerJob)
        guard simulation.admits("\(name).slow(timePerJob: \(timePerJob.told))") else { return burden }
        guard timePerJob > .zero else {
            simulation.refuse(
                "slow(timePerJob: \(timePerJob.told))", "it would not be slow; give it more than 0 s",
                orTrap: "A slow processor takes time for a job.")
            return burden
        }
        burdens.append(burden)
        process?.slow(timePerJob: self.timePerJob)
        return burden
    }

    /// Takes a burden away; ending one that has ended does nothing. Without any the processor takes no time.
    public func end(_ burden: ProcessorBurden) {
        guard simulation.admits("\(name).end(_)"), burdens.contains(where: { $0 === burden }) else { return }
        burdens.removeAll { $0 === burden }
        if burdens.isEmpty { process?.endSlowness() } else { process?.slow(timePerJob: timePerJob) }
    }

    private var timePerJob: Duration { burdens.reduce(.zero) { $0 + $1.timePerJob } }

    /// Jobs of all incarnations that have waited for a slow processor, whether they had it in the end or not.
    public var jobsSlowed: UInt64 { jobsSlowedBefore + (process?.jobsSlowed ?? 0) }

    /// Calls `body` when the next incarnation has begun.
    func onNextStart(_ body: @escaping (Replica) -> Void) { startListeners.append(body) }

    private func schedule(_ change: ReplicaChange, after delay: Duration, leak: Int = 0) {
        simulation.schedule(after: delay, handler, TaggedEntry(change, EpochEntry(incarnations, epoch: leak)))
    }

    /// It counts only for the incarnation it was meant for, and the end of memory only while the leak is there.
    fileprivate func isDue(_ change: ReplicaChange, incarnation: Int, leak: Int) {
        precondition(incarnation <= incarnations, "An entry is made for an incarnation that has begun.")
        guard incarnation == incarnations else { return }
        switch change {
        case .restart: if awayUntil.map({ $0 <= simulation.now }) ?? true { start() }
        case .resumption: if let process { endPauseByItself(of: process) }
        case .endOfGrace: crash()
        case .outOfMemory:
            guard process != nil, let leak = memoryLeaks.first(where: { $0.number == leak }) else { return }
            leak.crashes += 1
            restartByItself(after: leak.restartDelay)
        }
    }
}

/// What lets the incarnations of a replica run out of memory.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class MemoryLeak: @unchecked Sendable {
    fileprivate let number: Int
    fileprivate let lifetime: Duration
    fileprivate let restartDelay: Duration
    /// Incarnations that it has ended.
    public fileprivate(set) var crashes = 0

    fileprivate init(number: Int, lifetime: Duration, restartDelay: Duration) {
        (self.number, self.lifetime, self.restartDelay) = (number, lifetime, restartDelay)
    }
}

/// What takes the time of a host's processor.
public final class ProcessorBurden: Sendable {
    fileprivate let timePerJob: Duration
    fileprivate init(timePerJob: Duration) { self.timePerJob = timePerJob }
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

/// What somebody has asked of a replica for a later instant, and watches for.
package struct AwaitedReturn: Sendable {
    /// When it comes.
    package let instant: VirtualInstant
    /// From where it was asked for.
    package let trail: CallTrail
}

extension Replica {
    /// What `restart(after:)`, `pause(for:)` and `shutDown(within:restartingAfter:)` have put on the agenda that has
    /// not come: the replica is away until then. Known only where somebody hears of calls that cannot be.
    package var returnsToCome: [AwaitedReturn] {
        let ends = process?.isAlive == true ? awaitedEnds.filter { $0.instant > simulation.now } : []
        return ends + [awaitedStart].compactMap(\.self)
    }

    /// From where a pause without an end was asked for that holds still; nil for none.
    package var placeOfPause: CallTrail? {
        guard let process, process.state == .paused else { return nil }
        return process.placeOfPause ?? placesOfPauses.last
    }

    private func awaited(after delay: Duration, _ trail: CallTrail? = nil) -> AwaitedReturn? {
        guard simulation.refuser != nil else { return nil }
        return AwaitedReturn(instant: simulation.now.advanced(by: delay), trail: trail ?? .here())
    }

    private func takes(_ duration: Duration, _ call: String, orTrap trap: String) -> Bool {
        guard simulation.isTime(duration, "\(name).\(call)", orTrap: trap) else { return false }
        return simulation.refuser == nil || simulation.takes("\(name).\(call)\(duration.told))", orTrap: trap)
    }
}
