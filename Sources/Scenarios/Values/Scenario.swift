import Observation
import ServicePorts
import VirtualTime

/// Everything that one run depends on besides its seed, replication and code: a scenario file with all its values
/// filled in. The initial values of the members are the documented defaults.
public struct Scenario: Sendable {
    /// Which of several ready jobs goes first.
    public enum Schedule: String, CaseIterable, Sendable {
        /// The one that has been ready for longest.
        case fifo
        /// Any of those that are ready at one instant, drawn by the seed.
        case shuffle
    }

    /// What is measured, how finely, and what counts as late.
    public struct Measurement: Sendable {
        /// Step of the time series.
        public var resolution = Duration.seconds(60)
        /// Payments whose life lines are kept.
        public var lifeLines = 1_000
        /// Terms of the promises that something happens at all.
        public var deadlines = Deadlines()
    }

    /// How reports name it.
    public var name = "unnamed"
    /// The question it answers.
    public var description = ""
    /// Of every random stream, unless a run is given another.
    public var seed: UInt64 = 1
    /// The instant of the calendar at which virtual time begins.
    public var start = ScenarioInstant(unixSeconds: 1_740_956_400, text: "2025-03-03T00:00:00+01:00")
    /// The phase with arrivals and faults.
    public var duration = Duration.seconds(86_400)
    /// The phase after it, in which nobody comes, no fault holds, and everything must settle.
    public var healing = Duration.seconds(4 * 3_600)
    /// How payloads travel; it changes no result.
    public var wire = PayloadForm.typed
    /// Which of several ready jobs goes first.
    public var schedule = Schedule.fifo
    /// Who lives in it.
    public var world = WorldPart()
    /// What the services are told, and what they run on.
    public var services = ServicesPart()
    /// Kafka, the network and the stores.
    public var infrastructure = InfrastructurePart()
    /// What is measured.
    public var measure = Measurement()
    /// `expect:`, as written.
    var expectationList = ExpectationList()
    /// `faults:`, as written.
    var faultList = FaultList()
    /// Whether each seed draws further faults.
    public var swarm = false
    /// Situations that a search must have met.
    var sometimes = UnmodelledFeature()
    /// `expect:`, read. As many, in the same order.
    public internal(set) var gates: [Gate] = []
    /// Where each of `gates` was written.
    public internal(set) var gatePlaces: [ScenarioError.Place] = []
    /// `faultList`, read. As many, in the same order.
    package internal(set) var faults: [FaultSpecification] = []

    /// The documented defaults.
    package init() {}
}

extension PayloadForm: ScenarioChoice {}
extension Scenario.Schedule: ScenarioChoice {}
extension Deadlines.DuringFaults: ScenarioChoice {}
