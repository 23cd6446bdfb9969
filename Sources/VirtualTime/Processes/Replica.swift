/// A place in the deployment where one incarnation after another lives: what crashes and comes back.
///
/// It is also the host of its incarnations: what was done to its clock stays done when a process is restarted.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class Replica: AgendaHandler, @unchecked Sendable {
    public let name: String
    let simulation: Simulation
    private let build: (SimulatedProcess) -> Void
    /// Made known to the agenda only when it is first disturbed.
    private lazy var handler = simulation.register(self)
    /// The living incarnation; nil between a crash and the restart.
    public private(set) var process: SimulatedProcess?
    /// Incarnations so far.
    public private(set) var incarnations = 0
    /// The host's clock while no incarnation lives.
    private var clockOfHost: WallClock
    /// Who wants to know of the next start, once.
    private var starters: [(Replica) -> Void] = []
    private var memoryLeak: MemoryLeak?
    private var leaks: UInt64 = 0
    private var timePerJob: Duration?
    /// Incarnations that ran out of memory.
    public private(set) var deathsOfMemory = 0
    private var jobsSlowedBefore: UInt64 = 0

    private struct MemoryLeak {
        let lifetime: Duration
        let restartDelay: Duration
    }

    /// What an agenda entry means, in the upper bits of its token; the incarnation it is meant for lies below.
    private enum Entry: UInt64 { case restart, resumption, death }

    /// - Parameter build: makes a service from what is durable and starts its tasks, bound to the process it is given.
    public init(named name: String, in simulation: Simulation, build: @escaping (SimulatedProcess) -> Void) {
        self.name = name
        self.simulation = simulation
        self.build = build
        clockOfHost = WallClock(epochNanoseconds: simulation.settings.epochNanoseconds)
    }

    /// What this host believes the time of day to be, whether an incarnation lives or not.
    public var wallClock: WallClock {
        get { process?.wallClock ?? clockOfHost }
        set {
            clockOfHost = newValue
            process?.wallClock = newValue
        }
    }

    /// Begins the next incarnation. Nothing happens when one lives.
    public func start() {
        guard process == nil else { return }
        let next = simulation.makeProcess(named: name, incarnation: incarnations)
        next.wallClock = clockOfHost
        if let timePerJob { next.slow(timePerJob: timePerJob) }
        incarnations += 1
        process = next
        if let memoryLeak { schedule(.death, after: memoryLeak.lifetime) }
        build(next)
        let waiting = starters
        starters.removeAll()
        for starter in waiting { starter(self) }
    }

    /// Ends the living incarnation for good, or until `restart` or `start`.
    public func crash() {
        guard let process else { return }
        clockOfHost = process.wallClock
        jobsSlowedBefore += process.jobsSlowed
        process.crash()
        self.process = nil
    }

    /// Ends the living incarnation and begins the next one `delay` later, unless something else has begun it meanwhile.
    public func restart(after delay: Duration) {
        crash()
        schedule(.restart, after: delay)
    }

    /// Stops the living incarnation for a while, as a long garbage collection does.
    public func pause(for length: Duration) {
        guard let process, process.state == .running else { return }
        process.pause()
        schedule(.resumption, after: length)
    }

    /// From now on every incarnation, the living one included, runs out of memory `lifetime` after it began (the living
    /// one: after this call) and is begun again `restartDelay` later, until `endMemoryLeak`.
    public func leakMemory(lifetime: Duration, restartDelay: Duration) {
        precondition(lifetime > .zero || restartDelay > .zero, "Time has to go on between one death and the next.")
        leaks += 1
        memoryLeak = MemoryLeak(lifetime: lifetime, restartDelay: restartDelay)
        if process != nil { schedule(.death, after: lifetime) }
    }

    /// The incarnation that lives, or is begun next, stays.
    public func endMemoryLeak() {
        leaks += 1
        memoryLeak = nil
    }

    /// Makes the host's processor slow, for the living incarnation and for those to come; see `SimulatedProcess.slow`.
    public func slow(timePerJob: Duration) {
        self.timePerJob = timePerJob
        process?.slow(timePerJob: timePerJob)
    }

    public func endSlowness() {
        timePerJob = nil
        process?.endSlowness()
    }

    /// Jobs of all incarnations that have waited for a slow processor and had it.
    public var jobsSlowed: UInt64 { jobsSlowedBefore + (process?.jobsSlowed ?? 0) }

    /// Calls `body` when the next incarnation has begun; at once when one lives.
    func whenAlive(_ body: @escaping (Replica) -> Void) {
        if process == nil { starters.append(body) } else { body(self) }
    }

    private static let incarnationBits: UInt64 = 24
    private static let leakBits: UInt64 = 24

    private func schedule(_ entry: Entry, after delay: Duration) {
        let token = entry.rawValue << 48 | leaks << Self.incarnationBits | UInt64(incarnations)
        simulation.schedule(after: delay.wholeNanoseconds, handler, token: token)
    }

    /// A restart, the end of a pause or a death is due; it counts only for the incarnation it was meant for, and a death
    /// only while the leak holds that it was meant for.
    public func fire(_ token: UInt64) {
        let incarnation = token & (1 << Self.incarnationBits - 1)
        guard incarnation == UInt64(incarnations), let entry = Entry(rawValue: token >> 48) else { return }
        switch entry {
        case .restart: start()
        case .resumption: process?.resume()
        case .death:
            let leak = token >> Self.incarnationBits & (1 << Self.leakBits - 1)
            guard leak == leaks, let memoryLeak, process != nil else { return }
            deathsOfMemory += 1
            restart(after: memoryLeak.restartDelay)
        }
    }
}
