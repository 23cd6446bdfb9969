import KafkaSimulation
import Scenarios
import ServicePorts
import ShippedScenarios
import VirtualTime

@testable import Observation
@testable import Twin

/// A busy half hour of the smoke scenario, and three hours to heal, with something done to it on its way.
struct DisturbedRun {
    var settings: [String] = []
    var seed: UInt64 = 1
    var wire: PayloadForm?
    var hazards = Hazards.none
    /// In order of time.
    var disturbances: [(at: Duration, act: (Installation) throws -> Void)] = []

    struct End {
        var report: WitnessReport
        var verdict: Verdict
        var traceHash: UInt64
        var tallies: [MomentTally]
        var kafka: KafkaCounters

        func number(_ name: String) -> Double {
            guard let measure = report.measures.first(where: { $0.name == name }) else { return .nan }
            return switch measure.figure {
            case .value(let value): value
            case .distribution(let summary): Double(summary.count)
            }
        }

        func violations(of invariant: Invariant) -> [Violation] {
            report.violations.filter { $0.invariant == invariant.rawValue }
        }
    }

    func end() throws -> End {
        let scenario = try ScenarioFolder.short(["duration=30min", "tenants.count=2"] + settings)
        let installation = try Installation(
            TwinRun(scenario: scenario, seed: seed, wire: wire), hazards: hazards, journal: nil)
        defer { installation.close() }
        for disturbance in disturbances {
            try installation.advance(to: VirtualInstant.start.advanced(by: disturbance.at))
            try disturbance.act(installation)
        }
        try installation.advance(to: scenario.end)
        let simulation = installation.simulation
        let report = installation.feed.finish([])
        let (_, verdict) = report.judge([], duration: .nanoseconds(scenario.end.nanoseconds))
        return End(
            report: report, verdict: verdict, traceHash: simulation.trace.value,
            tallies: installation.moments?.tallies ?? [], kafka: installation.kafka.counters)
    }
}
