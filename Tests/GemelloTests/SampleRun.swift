import Observation
import Scenarios
import Twin

/// Every measure of the catalogue with a figure of its own: values 1, 2, 3 ..., distributions around them.
func fullEnding(violations: Int = 0, verdict: Verdict = .held, gates: [GateResult] = []) -> RunEnding {
    let measures = MeasureCatalogue.all.enumerated().map { position, definition in
        let size = Double(position + 1)
        return Measure(
            name: definition.name, unit: definition.unit, meaning: definition.meaning,
            figure: definition.kind == .distribution
                ? .distribution(
                    .init(count: 123_456, mean: size, p50: size, p95: size * 100, p99: size * 1_000, max: size * 3_000))
                : .value(size))
    }
    let broken = (0..<violations).map { number in
        Violation(
            invariant: "I4", grade: .safety, instantNanoseconds: Int64(number) * 1_000_000_000,
            subject: "payment \(number)",
            message: "two \"debt\" positions\nof one payment " + String(repeating: "x", count: 99))
    }
    let cost = measures.filter { $0.name.hasPrefix("cost.") }
    return RunEnding(
        ticket: RunTicket(sampleScenario, file: "Scenarios/typical-day.yaml", seed: 42, codeVersion: "0.1.0+c0ffee"),
        findings: RunFindings(
            verdict: verdict, crash: verdict == .crashed ? RunCrash(.serviceEnded, reason: "core-1 ended") : nil,
            traceHash: 0xAB, events: 2_100_000, jobs: 4_000_000, virtualTime: .seconds(100_800),
            measures: Array(measures.dropLast(cost.count)), gates: gates, violations: broken),
        cost: .init(wallTime: .milliseconds(3_200), measures: cost))
}

/// The same run, judged by the gates of a scenario.
/// - Parameters:
///   - expect: `expect:`, as a scenario writes it.
///   - values: measures that are single values, instead of those of `fullEnding`.
func judgedEnding(_ expect: String, seed: UInt64 = 42, values: [String: Double] = [:]) throws -> RunEnding {
    var ending = fullEnding()
    for (place, measure) in ending.findings.measures.enumerated() {
        guard let value = values[measure.name] else { continue }
        ending.findings.measures[place].figure = .value(value)
    }
    ending.ticket = RunTicket(
        try Scenario(text: "name: typical-day\nexpect: \(expect)\n", source: "Scenarios/typical-day.yaml"),
        file: "Scenarios/typical-day.yaml", seed: seed, codeVersion: "0.1.0+c0ffee")
    ending.findings.gates = ending.ticket.scenario.gates.map {
        $0.judge(ending.findings.measures, duration: ending.findings.virtualTime)
    }
    ending.findings.verdict = ending.decidingGates.allSatisfy(\.held) ? .held : .gateMissed
    return ending
}

/// Everything at its default, and a name.
let sampleScenario: Scenario = {
    do { return try Scenario(text: "name: typical-day\n") } catch { fatalError("\(error)") }
}()

/// Ten minutes after the start, three times, half an hour in all, 1,234 hits.
func sampleFault() -> InjectedFault {
    InjectedFault(
        index: 0, kind: "link_partition", target: "silfi-payment-proxy-* -> api.platform.pagopa.test",
        text: "{kind: link_partition}", occurrences: 3, begin: 600_000_000_000, end: 3_600_000_000_000,
        activeNanoseconds: 1_800_000_000_000, hits: 1_234, hitUnit: "messages")
}
