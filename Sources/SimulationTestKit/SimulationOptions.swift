import Foundation
import InfrastructureSimulation
import KafkaSimulation
import Logging
import ServicePorts
import VirtualTime

/// How `simulate` runs its seeds, and what their worlds are like. Everything has a default.
public struct SimulationOptions: Sendable {
    /// Which of several things that are ready goes first, in each run.
    public enum Schedule: String, Sendable, CaseIterable {
        /// First come, first served.
        case fifo
        /// Each seed chooses its own order among what is ready: every one of them is an order that Swift allows.
        case shuffle
    }

    /// Which seeds are run twice, to see whether the run repeats itself.
    public enum Verification: Sendable, Equatable {
        /// All of them.
        case each
        /// The first and then every so many; at least one.
        case oneIn(Int)
        /// None.
        case none

        /// Whether the seed at this place, counted from 0, is run twice.
        func isDue(at place: Int) -> Bool {
            switch self {
            case .each: true
            case .oneIn(let count): place.isMultiple(of: max(1, count))
            case .none: false
            }
        }
    }

    /// Shuffled unless something else is said: a race shows itself in one order of many.
    public var schedule: Schedule
    /// One seed in ten unless something else is said.
    public var verification: Verification
    /// Tells runs of one seed apart, each with other randomness.
    public var replication: UInt64
    /// Whether the first seed that fails is the last one that is run.
    public var stopsAtFirstFailure: Bool
    /// Whether a seed that fails is tried first when the test runs again.
    public var keepsFailedSeeds: Bool
    /// Leaks that fail no seed; all others do.
    public var toleratedLeaks: [LeakTolerance]
    /// What a hop to the main actor is.
    public var mainActor: MainActorPolicy
    /// So many jobs and agenda entries at one instant, or some 100,000 more, are a run that is stalled.
    public var stepsAtOneInstant: UInt64
    /// What the wall clocks of all hosts show as a run begins.
    public var startOfWallClocks: Date
    /// In which form records, bodies and objects travel. Both make the same run.
    public var wire: PayloadForm
    /// One way over a link that has no latency of its own.
    public var linkLatency: Distribution
    /// Log lines below this level are not even formatted.
    public var logLevel: Logger.Level
    /// The brokers, and the topics that there are from the beginning.
    public var kafka: KafkaModel

    /// What differs from the defaults is given by name.
    public init(
        schedule: Schedule = .shuffle, verification: Verification = .oneIn(10), replication: UInt64 = 0,
        stopsAtFirstFailure: Bool = true, keepsFailedSeeds: Bool = true, toleratedLeaks: [LeakTolerance] = [],
        mainActor: MainActorPolicy = .report, stepsAtOneInstant: UInt64 = 1_000_000,
        startOfWallClocks: Date = Date(timeIntervalSince1970: 1_767_225_600), wire: PayloadForm = .typed,
        linkLatency: Distribution = .constant(.milliseconds(1)), logLevel: Logger.Level = .warning,
        kafka: KafkaModel = KafkaModel(topics: [])
    ) {
        self.schedule = schedule
        self.verification = verification
        self.replication = replication
        self.stopsAtFirstFailure = stopsAtFirstFailure
        self.keepsFailedSeeds = keepsFailedSeeds
        self.toleratedLeaks = toleratedLeaks
        self.mainActor = mainActor
        self.stepsAtOneInstant = stepsAtOneInstant
        self.startOfWallClocks = startOfWallClocks
        self.wire = wire
        self.linkLatency = linkLatency
        self.logLevel = logLevel
        self.kafka = kafka
    }

    func settings(seed: UInt64, journal: TraceJournal?) -> Simulation.Settings {
        Simulation.Settings(
            seed: seed, replication: replication, policy: schedule == .fifo ? .fifo : .shuffle,
            epoch: WallTime(startOfWallClocks), journal: journal, mainActor: mainActor,
            stepsAtOneInstant: stepsAtOneInstant)
    }

    var infrastructure: SimulatedInfrastructure.Model {
        var model = SimulatedInfrastructure.Model(kafka: kafka, linkLatency: linkLatency)
        model.wire = wire
        model.logLevel = logLevel
        return model
    }
}

/// A leak that a test knows of and lives with: its kind, in the processes that are named.
public struct LeakTolerance: Sendable, Hashable {
    /// What may be reached for.
    public var kind: DeterminismLeak.Kind
    /// By which processes, without their incarnation.
    public var process: NamePattern

    /// Lets leaks of this kind pass in these processes.
    public init(_ kind: DeterminismLeak.Kind, in process: NamePattern) {
        self.kind = kind
        self.process = process
    }

    func covers(_ leak: DeterminismLeak) -> Bool {
        leak.kind == kind && process.matches(Self.name(of: leak))
    }

    /// Of the process, without its incarnation.
    static func name(of leak: DeterminismLeak) -> String {
        leak.process.lastIndex(of: "#").map { String(leak.process[..<$0]) } ?? leak.process
    }
}
