import Foundation
import Observation
import Results
import Scenarios
import Statistics
import Twin
import VirtualTime

let sampleStart = "2026-03-01T08:00:00+01:00"

/// Everything at its default but what a quarter of a database could stumble over.
let sampleScenario: Scenario = {
    do { return try Scenario(text: "name: sample\ndescription: \"name: \\\"sample\\\", with a comma\"\n") } catch {
        fatalError("\(error)")
    }
}()

/// A run with something in every part, small enough to compute its reports by hand.
func sampleEnding(seed: UInt64 = 42, verdict: Verdict = .wrong) -> RunEnding {
    let crash = RunCrash(.serviceEnded, reason: "core-1 ended by itself, \"why\"\nnobody knows")
    return RunEnding(
        ticket: RunTicket(
            sampleScenario, file: "-odd name.yaml", settings: ["a=1", "b=\"2\", 3"], seed: seed, replication: 3,
            wire: .bytes, schedule: .shuffle, codeVersion: "0.1.0+c0ffee"),
        findings: sampleFindings(verdict: verdict, crash: verdict == .crashed ? crash : nil),
        cost: .init(
            wallTime: .milliseconds(1_250), peakMemoryBytes: 12_345_678,
            measures: [Measure(name: "cost.wall_seconds", unit: "s", meaning: "wall time", figure: .value(1.25))]))
}

private func sampleFindings(verdict: Verdict, crash: RunCrash?) -> RunFindings {
    RunFindings(
        verdict: verdict, crash: crash, traceHash: 0xF123_4567_89AB_CDEF, events: 1_000, jobs: 2_000,
        virtualTime: .seconds(7_200),
        measures: [
            Measure(
                name: "poller.calls_per_s", unit: "1/s", meaning: "update calls, mean over the run", figure: .value(2.5)
            ),
            Measure(
                name: "convergence.application", unit: "s", meaning: "money moved until the application moved",
                figure: .distribution(.init(count: 8, mean: 2.25, p50: 1, p95: 6, p99: 6, max: 6)),
                buckets: [(1, 4), (2, 2), (6, 2)].map { SampleBucket(value: $0, count: $1) }),
        ],
        gates: [GateResult(expression: "convergence.application p(95) < 2min", held: true, actual: 6, unit: "s")],
        violations: [
            Violation(
                invariant: "I4", grade: .safety, instantNanoseconds: 3_600_000_000_000, subject: "payment 7",
                message: "created twice, \"IUV\" differs")
        ],
        promises: [
            PromiseOutcome(invariant: .allowedTransitions, broken: 1, missing: []),
            PromiseOutcome(invariant: .dataConserved, broken: 0, missing: ["a debtor said again", "a \"split\""]),
        ],
        series: [
            TimeSeries(
                name: "poller.calls_per_s", unit: "1/s", resolution: .seconds(1_800), values: [1, 2, 3, 4]),
            TimeSeries(
                name: "checkout.accepted_per_s", unit: "1/s", resolution: .seconds(1_800), values: [1, 3, 0, 8]),
        ],
        lifeLines: [sampleLifeLine(1, page: nil), sampleLifeLine(2, page: 9_000)],
        decisions: DecisionLog([0, 255, 7]),
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
    line.arrived = number - 1
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
