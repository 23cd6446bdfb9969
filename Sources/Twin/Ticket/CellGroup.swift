import Scenarios
import ServicePorts

/// What the cells of one scenario have in common: a ticket without its seed and replication. With these two it decides
/// all that a run finds, so that a cell need never be computed twice.
public struct CellGroup: Sendable, Equatable {
    /// With everything that was set applied.
    public var scenario: ScenarioIdentity
    /// How payloads travel.
    public var wire: PayloadForm
    /// Which of several ready jobs goes first.
    public var schedule: Scenario.Schedule
    /// What tells the program from another.
    public var codeVersion: String

    /// Which cell of a group.
    public struct Member: Sendable, Hashable {
        /// Of every random stream.
        public var seed: UInt64
        /// Which of the independent repetitions of the seed.
        public var replication: UInt64

        /// The cell of this seed and replication.
        public init(seed: UInt64, replication: UInt64) {
            self.seed = seed
            self.replication = replication
        }
    }

    /// The group that a ticket's run belongs to, when its choices are still to be made.
    public init(of ticket: RunTicket) {
        scenario = ticket.identity
        wire = ticket.wire
        schedule = ticket.schedule
        codeVersion = ticket.codeVersion
    }
}
