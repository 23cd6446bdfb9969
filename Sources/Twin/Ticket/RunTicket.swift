import Scenarios
import ServicePorts
import VirtualTime

/// All that decides a run: whoever has the ticket and the program can run it again, to the last event.
///
/// It is made before the run, stored with it, and written as text by `text`.
public struct RunTicket: Sendable, Equatable {
    /// With everything that was set applied; its own seed, wire and schedule give way to those of the ticket.
    public var scenario: Scenario { didSet { lazyIdentity = LazyIdentity() } }
    /// The file that the scenario was read from, as it was named; empty for one that came from nowhere else. It decides
    /// nothing: what was in it is in `scenario`.
    public var file: String
    /// What was set against the file, each as `PATH=VALUE`, in order. It decides nothing more: `scenario` has it
    /// already.
    public var settings: [String]
    /// Of every random stream.
    public var seed: UInt64
    /// Which of the independent repetitions of one seed.
    public var replication: UInt64
    /// How payloads travel; it changes no result.
    public var wire: PayloadForm
    /// Which of several ready jobs goes first.
    public var schedule: Scenario.Schedule
    /// The choices of an earlier run under `schedule`, which are then repeated one by one; nil when they are still to
    /// be made.
    public var decisions: DecisionLog?
    /// What tells the program that made the ticket from another; only the same one makes the same run for sure.
    public var codeVersion: String

    private var lazyIdentity = LazyIdentity()

    /// - Parameters:
    ///   - seed: the scenario's own when nil; `wire` and `schedule` alike.
    public init(
        _ scenario: Scenario, file: String = "", settings: [String] = [], seed: UInt64? = nil,
        replication: UInt64 = 0, wire: PayloadForm? = nil, schedule: Scenario.Schedule? = nil,
        decisions: DecisionLog? = nil, codeVersion: String = ""
    ) {
        self.scenario = scenario
        self.file = file
        self.settings = settings
        self.seed = seed ?? scenario.seed
        self.replication = replication
        self.wire = wire ?? scenario.wire
        self.schedule = schedule ?? scenario.schedule
        self.decisions = decisions
        self.codeVersion = codeVersion
    }

    /// Name, canonical text and hash of the scenario.
    public var identity: ScenarioIdentity { lazyIdentity.identity(of: scenario) }

    /// The same with the choices that its run made, so that a replay repeats them; as it was where none were to be
    /// made.
    public func deciding(_ decisions: DecisionLog) -> RunTicket {
        guard schedule != .fifo else { return self }
        var ticket = self
        ticket.decisions = decisions
        return ticket
    }

    /// Whether both decide the same run; scenarios are compared as text.
    public static func == (one: RunTicket, other: RunTicket) -> Bool {
        one.identity.text == other.identity.text && one.file == other.file && one.settings == other.settings
            && one.seed == other.seed && one.replication == other.replication && one.wire == other.wire
            && one.schedule == other.schedule && one.decisions == other.decisions
            && one.codeVersion == other.codeVersion
    }
}
