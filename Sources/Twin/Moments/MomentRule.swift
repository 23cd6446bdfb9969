import ServicePorts
import VirtualTime

/// What befalls the process that reaches a named moment: where, when, which of the times, and what.
struct MomentRule: Sendable, Equatable {
    /// Which announcements count.
    enum Choice: Sendable, Equatable {
        /// The n-th of all matching processes together, counted from 1 within the rule's time.
        case occurrence(Int)
        /// Each with this probability, from a stream of the rule's own.
        case share(Ratio)
    }

    enum Action: Sendable, Equatable {
        /// The process ends there. It comes back after the delay; with nil, when the rules end.
        case crash(restartAfter: Duration?)
        /// It ends there and does not come back.
        case crashForGood
        /// All of the process stops, as in a long garbage collection.
        case pause(for: Duration)
        /// The work that reached the moment goes on later; the rest of the process is not concerned.
        case delay(Distribution)
        /// The same, until any process reaches another moment, or until the time is over.
        case hold(until: Moment?, atMost: Duration)
        /// Whoever listens to the board is told; the process goes on.
        case tell
    }

    /// Tells the rule apart, and names its stream of randomness.
    var name: String
    var moment: Moment
    /// Of replicas, such as `payment-updater-1`.
    var processes: NamePattern
    /// From this instant on, and before that one.
    var time: Range<VirtualInstant>
    var choice: Choice
    var action: Action

    init(
        _ name: String, at moment: Moment, of processes: NamePattern = .any,
        during time: Range<VirtualInstant> = .start ..< .distantFuture, choice: Choice = .occurrence(1),
        _ action: Action
    ) {
        self.name = name
        self.moment = moment
        self.processes = processes
        self.time = time
        self.choice = choice
        self.action = action
    }
}

/// How often a rule acted.
struct MomentTally: Sendable, Equatable {
    /// Announcements that the rule looked at: of its moment, in its time, by its processes.
    var seen = 0
    var hits = 0
    var firstHit: VirtualInstant?
    var lastHit: VirtualInstant?
}

/// One rule and what it has seen so far, without IO.
struct MomentWatch: Sendable {
    let rule: MomentRule
    private(set) var tally = MomentTally()
    private var draws: RandomStream

    init(_ rule: MomentRule, draws: RandomStream) {
        self.rule = rule
        self.draws = draws
    }

    /// Whether the rule acts on `process`, which has reached its moment.
    mutating func isHit(by process: String, at instant: VirtualInstant) -> Bool {
        guard rule.time.contains(instant), rule.processes.matches(process) else { return false }
        tally.seen += 1
        let isHit =
            switch rule.choice {
            case .occurrence(let number): tally.seen == number
            case .share(let share): draws.happens(share)
            }
        guard isHit else { return false }
        tally.hits += 1
        tally.firstHit = tally.firstHit ?? instant
        tally.lastHit = instant
        return true
    }

    /// Nanoseconds.
    mutating func draw(_ distribution: Distribution) -> Int64 { distribution.sampleNanoseconds(&draws) }
}
