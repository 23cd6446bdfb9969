import Foundation
import Observation
import Results
import Scenarios
import Twin

let sampleProvenance = RunProvenance(
    started: "2026-03-01T08:00:00+01:00", codeVersion: "0.1.0+c0ffee",
    repeatLine: "gemello run Scenarios/sample.yaml --seed 42")

/// A run with something in every part, small enough to compute its reports by hand.
func sampleOutcome(seed: UInt64 = 42, verdict: Verdict = .wrong) -> RunOutcome {
    RunOutcome(
        scenario: ScenarioIdentity(name: "sample", text: "name: \"sample\", with a comma\n", hash: "00000000000000ff"),
        seed: seed, replication: 3, traceHash: 0x0123_4567_89AB_CDEF, verdict: verdict, events: 1_000, jobs: 2_000,
        virtualTime: .seconds(7_200), wallTime: .milliseconds(1_250),
        measures: [
            Measure(
                name: "poller.calls_per_s", unit: "1/s", meaning: "update calls, mean over the run", figure: .value(2.5)
            ),
            Measure(
                name: "convergence.application", unit: "s", meaning: "money moved until the application moved",
                figure: .distribution(.init(count: 8, mean: 2.25, p50: 1, p95: 6, p99: 6, max: 6)),
                buckets: [(value: 1, count: 4), (value: 2, count: 2), (value: 6, count: 2)]),
        ],
        gates: [GateResult(expression: "convergence.application p(95) < 2min", held: true, actual: 6, unit: "s")],
        violations: [
            Violation(
                invariant: "I4", kind: .safety, instantNanoseconds: 3_600_000_000_000, subject: "payment 7",
                message: "created twice, \"IUV\" differs")
        ],
        series: [
            TimeSeries(
                name: "poller.calls_per_s", unit: "1/s", resolution: .seconds(1_800), values: [1, 2, 3, 4]),
            TimeSeries(
                name: "checkout.accepted_per_s", unit: "1/s", resolution: .seconds(1_800), values: [1, 3, 0, 8]),
        ],
        lifeLines: [sampleLifeLine(1, page: nil), sampleLifeLine(2, page: 9_000)],
        decisionLog: [0, 255, 7],
        faults: [
            InjectedFault(
                index: 0, kind: "crash", target: "core-1", text: "{kind: crash, target: core-1, at: 1h}",
                occurrences: 2, begin: 5, end: 5, activeNanoseconds: 1_500_000_000, hits: 7, hitUnit: "calls"),
            InjectedFault(
                index: 1, kind: "hold", target: "", text: "{kind: hold, when: updater.beforeCommit}",
                hitUnit: "processes"),
        ], drawnFaults: "- {kind: crash, target: core-1, at: 1h}\n")
}

private func sampleLifeLine(_ number: Int64, page: Int64?) -> PaymentLifeLine {
    var line = PaymentLifeLine(
        paymentID: "payment \(number)", applicationID: "application \(number)", tenant: "comune-di-\(number)",
        channel: "online", status: "COMPLETE", checks: Int(number))
    line.submitted = number
    line.creationPending = number + 1
    line.paymentPending = number + 2
    line.payLinkShown = number + 3
    line.moneyMoved = number + 4
    line.completePublished = number + 5
    line.completeInView = number + 6
    line.applicationMoved = number + 7
    line.pageShowsIt = page
    return line
}

/// A folder of its own for one test, gone when the test is.
final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("gemello-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}
