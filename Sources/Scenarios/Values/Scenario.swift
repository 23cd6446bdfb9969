import Observation
import VirtualTime

/// Everything that one run depends on besides its seed, replication and code: a scenario file with all its values
/// filled in. The initial values of the members are the documented defaults.
public struct Scenario: Sendable {
    /// How payloads travel.
    public enum Wire: String, CaseIterable, Sendable { case typed, bytes }
    /// Which of several ready jobs goes first.
    public enum Schedule: String, CaseIterable, Sendable { case fifo, shuffle }

    public struct Measurement: Sendable {
        public var resolution = Duration.seconds(60)
        /// Payments whose life lines are kept.
        public var lifeLines = 1_000
        public var deadlines = Deadlines()
    }

    public var name = "unnamed"
    public var description = ""
    public var seed: UInt64 = 1
    public var start = ScenarioInstant(unixSeconds: 1_740_956_400, text: "2025-03-03T00:00:00+01:00")
    public var duration = Duration.seconds(86_400)
    public var healing = Duration.seconds(4 * 3_600)
    public var wire = Wire.typed
    public var schedule = Schedule.fifo
    public var world = WorldPart()
    public var services = ServicesPart()
    public var infrastructure = InfrastructurePart()
    public var measure = Measurement()
    /// `expect:`, as written.
    public var expectations: [String] = []
    /// `faults:`, as written.
    package var faultList = FaultList()
    /// Whether each seed draws further faults.
    public var swarm = false
    package var sometimes = UnmodelledFeature()
    /// `expectations`, read. As many, in the same order.
    public internal(set) var gates: [Gate] = []
    /// `faultList`, read. As many, in the same order.
    package internal(set) var faults: [FaultSpecification] = []

    package init() {}
}

extension Scenario.Wire: ScenarioChoice {}
extension Scenario.Schedule: ScenarioChoice {}
