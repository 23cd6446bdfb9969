/// Restarts replicas one after another, as a deployment does: the next goes down only when the former is back and a
/// pause has gone by. In a test's world one that has not begun, or is not over, when the test ends fails its seed.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class RollingRestart: AwaitedWork, @unchecked Sendable {
    /// How far it has come.
    public enum State: Sendable {
        /// It has not begun.
        case ready
        /// One replica is down, or the pause after one goes by.
        case running
        /// All were restarted, or there was none.
        case done
        /// It was cancelled before the last one was restarted.
        case cancelled
    }

    /// Moves on by itself once it has begun.
    public private(set) var state = State.ready
    /// How many replicas it has taken down; one that was away already is none of them.
    public private(set) var takenDown = 0
    private let replicas: [Replica]
    private let downtime: Duration
    /// Nil where nobody is asked to end.
    private let grace: Duration?
    private let pause: Duration
    private let simulation: Simulation
    private var handler: HandlerID<RestartEntries.Entry>?
    /// The replica whose turn it is, or was last.
    private var turn = 0
    /// From where it was made, or begun; known only where somebody hears of calls that cannot be, and waits for it.
    package private(set) var place: CallTrail?

    /// - Parameters:
    ///   - downtime: from the end of an incarnation to the begin of the next.
    ///   - grace: how long an incarnation that was asked to end may take for it (`Replica.shutDown`); nil for one that
    ///     is not asked and ends at once.
    ///   - pause: from the begin of an incarnation until the next replica is taken down.
    public init(
        of replicas: [Replica], downtime: Duration, grace: Duration? = nil, pause: Duration, in simulation: Simulation
    ) {
        func time(_ duration: Duration, _ name: String) -> Duration {
            let trap = "Neither shutdown, downtime nor pause ends before it begins."
            return simulation.isTime(duration, "RollingRestart(\(name): ", orTrap: trap) ? duration : .zero
        }
        self.replicas = replicas
        self.downtime = time(downtime, "downtime")
        self.grace = grace.map { time($0, "grace") }
        self.pause = time(pause, "pause")
        self.simulation = simulation
        handler = simulation.register(RestartEntries(restart: self))
        guard simulation.refuser != nil, !simulation.isClosed else { return }
        place = .here()
        simulation.awaitedWork.append(self)
    }

    /// How many replicas it is for.
    package var replicaCount: Int { replicas.count }

    /// Takes the first replica down. Once.
    public func begin() {
        guard simulation.admits("RollingRestart.begin()"), case .ready = state else { return }
        if place != nil { place = .here() }
        beginNow()
    }

    /// The same by something that may outlast who watches.
    package func beginByItself() {
        guard case .ready = state else { return }
        place = nil
        beginNow()
    }

    private func beginNow() {
        state = replicas.isEmpty ? .done : .running
        if !replicas.isEmpty { restart() }
    }

    /// Restarts no further replica; the one that is down comes back.
    public func cancel() { if state != .done { state = .cancelled } }

    /// The next replica's turn has come.
    fileprivate func nextIsDue() {
        guard state == .running else { return }
        turn += 1
        restart()
    }

    private func restart() {
        precondition(state == .running && turn < replicas.count, "Replicas are restarted while there is one left.")
        let replica = replicas[turn]
        if replica.process != nil { takenDown += 1 }
        if let grace, replica.process != nil {
            replica.shutDownByItself(within: grace, restartingAfter: downtime)
        } else {
            replica.restartByItself(after: downtime)
        }
        replica.onNextStart { [self] _ in cameBack() }
    }

    private func cameBack() {
        guard state == .running, let handler else { return }
        precondition(turn < replicas.count, "Who came back was taken down.")
        guard turn + 1 < replicas.count else {
            state = .done
            return
        }
        simulation.schedule(after: pause, handler, .next)
    }
}

private final class RestartEntries: AgendaHandler {
    enum Entry: UInt8, AgendaEntry { case next }

    private let restart: RollingRestart

    init(restart: RollingRestart) { self.restart = restart }

    func fire(_ entry: Entry) { restart.nextIsDue() }
}
