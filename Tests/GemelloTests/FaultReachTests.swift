import ShippedScenarios
import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

/// One run for each kind of fault, which befalls every target that a scenario lets it be aimed at, one after the other,
/// five minutes each.
@Suite("A fault hits wherever it may be aimed")
struct FaultReachTests {
    private static let turn = Duration.seconds(300)

    /// What an entry of a kind says besides its target and its time.
    private static let words: [FaultKind: String] = [
        .crash: "restart: 2s", .rollingRestart: "restart: 2s", .outOfMemory: "lifetime: 1min", .slowCPU: "delay: 20ms",
        .hold: "when: WHEN, until: proxy.published, at_most: 1s", .delay: "when: WHEN, delay: 1s",
        .clockOffset: "offset: 1min", .clockDrift: "drift: 500ppm", .clockStep: "offset: 1min",
        .linkDelay: "delay: 1s", .linkReorder: "delay: 1s, share: 60%", .linkBandwidth: "bandwidth: 5kB/s",
        .hostDribble: "delay: 1s", .hostRateLimit: "limit: 1/min", .hostSlow: "factor: 3",
        .hostSlowStart: "factor: 3", .storeStaleRead: "age: 5min", .storeListLag: "age: 1min", .storeDelay: "delay: 1s",
        .kafkaLeaderFailover: "to: 0", .kafkaReplicationLag: "delay: 1s", .kafkaDelay: "delay: 1s",
    ]

    /// Each target alone; of a link each pair.
    private static func aims(_ kind: FaultKind, _ targets: FaultTargets) -> [String] {
        let names = targets.names(FaultDefinition.of(kind).target)
        guard names.count == 2 else { return names[0] }
        return names[0].flatMap { caller in names[1].map { "\(caller) -> \($0)" } }
    }

    private static let base = [
        "expect=[]", "tenants.count=3", "citizens.payments=15000/day", "citizens.online=100%", "kafka.brokers=2",
        "kafka.replication_factor=2", "healing=10min", "services.core.job_loop_time=1min",
    ]

    /// The entry for one target at its turn; nil when the scenario refuses it.
    private func entry(_ kind: FaultKind, at target: String, number: Int, of scenario: Scenario) -> String? {
        var parts = ["kind: \(kind.rawValue)", "target: \"\(target)\""]
        let turn = Self.turn
        let begin = turn * number
        var own = Self.words[kind] ?? ""
        if own.contains("WHEN") {
            // Of a process the first moment that its service passes.
            let moments = FaultTargets(scenario)
            guard let moment = MomentList.all.first(where: { moments.processes(passing: $0).contains(target) })
            else { return nil }
            own = own.replacing("WHEN", with: moment.description)
        } else if FaultDefinition.of(kind).lasts {
            let length = turn - .seconds(10)
            parts.append(
                kind == .hostSlowStart
                    ? "at: \(begin.text), length: \(length.text)"
                    : "during: [\(begin.text), \((begin + length).text)]")
        } else {
            parts.append("at: \(begin.text)")
        }
        if !own.isEmpty { parts.append(own) }
        let text = "{\(parts.joined(separator: ", "))}"
        let settings = Self.base + ["duration=\((turn * (number + 1)).text)", "faults=[\(text)]"]
        return (try? ScenarioFolder.load("smoke", settings: settings)) == nil ? nil : text
    }

    @Test("Every pair of a kind and a target that is let through is hit", arguments: FaultKind.allCases)
    func hits(_ kind: FaultKind) throws {
        let calm = try ScenarioFolder.load("smoke", settings: Self.base)
        var entries: [String] = []
        for target in Self.aims(kind, FaultTargets(calm)) {
            if let entry = entry(kind, at: target, number: entries.count, of: calm) { entries.append(entry) }
        }
        #expect(!entries.isEmpty)
        let settings =
            Self.base + [
                "duration=\((Self.turn * entries.count).text)", "faults=[\(entries.joined(separator: ", "))]",
            ]
        let told = try BuiltProgram().tell("smoke", seed: 1, settings: settings)
        let missed = told.faults.filter { $0.hits == 0 }
        #expect(missed.isEmpty, "\(missed.map { "\($0.kind) \($0.target)" })")
    }
}
