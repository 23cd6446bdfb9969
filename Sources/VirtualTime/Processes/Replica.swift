/// A place in the deployment where one incarnation after another lives: what crashes and comes back.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class Replica: AgendaHandler, @unchecked Sendable {
    public let name: String
    private let simulation: Simulation
    private let build: (SimulatedProcess) -> Void
    /// Made known to the agenda only when it is first disturbed.
    private lazy var handler = simulation.register(self)
    /// The living incarnation; nil between a crash and the restart.
    public private(set) var process: SimulatedProcess?
    /// Incarnations so far.
    public private(set) var incarnations = 0

    /// - Parameter build: makes a service from what is durable and starts its tasks, bound to the process it is given.
    public init(named name: String, in simulation: Simulation, build: @escaping (SimulatedProcess) -> Void) {
        self.name = name
        self.simulation = simulation
        self.build = build
    }

    /// Begins the next incarnation. Nothing happens when one lives.
    public func start() {
        guard process == nil else { return }
        let next = simulation.makeProcess(named: name, incarnation: incarnations)
        incarnations += 1
        process = next
        build(next)
    }

    /// Ends the living incarnation for good, or until `restart` or `start`.
    public func crash() {
        process?.crash()
        process = nil
    }

    /// Ends the living incarnation and begins the next one `delay` later, unless something else has begun it meanwhile.
    public func restart(after delay: Duration) {
        crash()
        simulation.schedule(after: delay.wholeNanoseconds, handler, token: UInt64(incarnations))
    }

    /// Stops the living incarnation for a while, as a long garbage collection does.
    public func pause(for length: Duration) {
        guard let process, process.state == .running else { return }
        process.pause()
        simulation.schedule(after: length.wholeNanoseconds, handler, token: UInt64(incarnations) | Self.resumption)
    }

    private static let resumption: UInt64 = 1 << 63

    /// A restart or the end of a pause is due; it counts only for the incarnation it was meant for.
    public func fire(_ token: UInt64) {
        guard token & ~Self.resumption == UInt64(incarnations) else { return }
        if token & Self.resumption != 0 { process?.resume() } else { start() }
    }
}
