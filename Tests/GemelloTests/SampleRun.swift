import Observation
import Scenarios
import Twin

/// Every measure of the catalogue with a figure of its own: values 1, 2, 3 ..., distributions around them.
func fullOutcome(violations: Int = 0, verdict: Verdict = .held, gates: [GateResult] = []) -> RunOutcome {
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
            invariant: "I4", kind: .safety, instantNanoseconds: Int64(number) * 1_000_000_000,
            subject: "payment \(number)",
            message: "two \"debt\" positions\nof one payment " + String(repeating: "x", count: 99))
    }
    return RunOutcome(
        scenario: ScenarioIdentity(name: "typical-day", text: "name: typical-day\n", hash: "0000000000000001"),
        seed: 42, replication: 0, traceHash: 0xAB, verdict: verdict, events: 2_100_000, jobs: 4_000_000,
        virtualTime: .seconds(100_800), wallTime: .milliseconds(3_200), measures: measures, gates: gates,
        violations: broken, series: [], lifeLines: [], decisionLog: [])
}

/// Ten minutes after the start, three times, half an hour in all, 1,234 hits.
func sampleFault() -> InjectedFault {
    InjectedFault(
        index: 0, kind: "link_partition", target: "silfi-payment-proxy-* -> api.platform.pagopa.test",
        text: "{kind: link_partition}", occurrences: 3, begin: 600_000_000_000, end: 3_600_000_000_000,
        activeNanoseconds: 1_800_000_000_000, hits: 1_234, hitUnit: "messages")
}
