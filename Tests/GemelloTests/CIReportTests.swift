import Experiments
import Foundation
import Observation
import Results
import Scenarios
import Testing
import Twin

@testable import gemello

/// What a person may read beside the tests: the four files of one and the same three runs.
@Suite struct CIReportTests {
    private static let expect =
        "[checkout.asked value < 200, {threshold: checkout.asked value < 95, over: mean}, "
        + "{threshold: checkout.asked value < 50, over: share of seeds >= 90%}]"

    private func report(failsUndecided: Bool = false, crashes: Bool = false) throws -> CIReport {
        var (tally, runs) = (RunTally(), ReportedRuns())
        for (seed, asked) in [80.0, 90, 100].enumerated() {
            var ending = try judgedEnding(Self.expect, seed: UInt64(seed), values: ["checkout.asked": asked])
            ending.findings.measures.removeAll { !["checkout.asked", "convergence.page"].contains($0.name) }
            ending.findings.promises = [
                PromiseOutcome(invariant: .oneDebtPosition, broken: seed == 1 ? 2 : 0, missing: []),
                PromiseOutcome(invariant: .finalStateKept, broken: 0, missing: []),
            ]
            if seed == 1 {
                ending.findings.verdict = .wrong
                ending.findings.violations = [
                    Violation(
                        invariant: "I2", grade: .safety, instantNanoseconds: 90_000_000_000, subject: "payment 7",
                        message: "two | debt <positions>")
                ]
            }
            if crashes { ending = ending.crashed(RunCrash(.serviceEnded, reason: "core-1 ended")) }
            tally.add(ending)
            runs.add(ending, name: "seed \(seed)", repeatLine: "gemello replay --run \(seed + 1)")
        }
        return CIReport(
            runs: runs, series: "seeds 0..<3", tally: tally, gates: tally.gateTally.results(of: 3), exitCode: 4,
            failsUndecided: failsUndecided, workingDirectory: "/work")
    }

    private func golden(_ name: String, _ text: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
        if ProcessInfo.processInfo.environment["GEMELLO_WRITE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test("The files are as they were")
    func goldenFiles() throws {
        let report = try report()
        try golden("report.junit.xml", JUnitXML([report.junitSuite]).text)
        try golden("report.openmetrics.txt", OpenMetricsText(report.families).text)
        try golden("report.summary.md", report.markdown)
        try golden("report.codequality.json", CodeQualityJSON(report.issues).text)
    }

    @Test("A gate is a case: passed, failed, or skipped while it is undecided")
    func cases() throws {
        func outcomes(_ report: CIReport) -> [JUnitXML.Outcome] {
            report.junitSuite.cases.filter { $0.className == "typical-day.gates" }.map(\.outcome)
        }
        let open = outcomes(try report())
        #expect(open.count == 3)
        guard case .passed(let note) = open[0], case .skipped(let why) = open[1],
            case .failure("gate_missed", let missed, _) = open[2]
        else { return #expect(Bool(false), "\(open)") }
        #expect(note.hasPrefix("held: ") && note.contains("limit 200") && note.contains("headroom 50.0 %"))
        #expect(why.hasPrefix("undecided: ") && missed.contains("0 of 3 runs held it"))
        guard case .failure("gate_undecided", _, _) = outcomes(try report(failsUndecided: true))[1] else {
            return #expect(Bool(false), "An undecided gate fails where the exit code does.")
        }
    }

    @Test("A promise is a case: kept, broken with the first violation, or never put to the test")
    func promises() throws {
        let cases = try report().junitSuite.cases.filter { $0.className == "typical-day.promises" }
        #expect(cases.count == Invariant.allCases.count)
        func outcome(_ name: String) -> JUnitXML.Outcome? { cases.first { $0.name.hasPrefix("\(name) ") }?.outcome }
        #expect(outcome("I5") == .passed())
        #expect(outcome("I1") == .skipped(message: "no run put it to the test"))
        #expect(
            outcome("I2")
                == .failure(
                    type: "safety", message: "not kept in 1 run (seed 1)",
                    text: "first at 1 min 30 s, payment 7: two | debt <positions>\n"
                        + "repeat it with: gemello replay --run 2"))
    }

    @Test("A crashed run is an error of its own, and its gates are missed")
    func crashes() throws {
        let report = try report(crashes: true)
        let errors = report.junitSuite.cases.filter { if case .error = $0.outcome { true } else { false } }
        #expect(errors.map(\.name) == ["seed 0 ends", "seed 1 ends", "seed 2 ends"])
        #expect(report.gates.map(\.verdict) == [.missed, .missed, .missed])
        #expect(report.issues.filter { $0.checkName == "crashed" }.map(\.severity) == [.blocker, .blocker, .blocker])
    }

    @Test("An issue of a gate stands at its line, one of a promise at the head of the scenario")
    func places() throws {
        let issues = try report().issues
        #expect(issues.map(\.checkName) == ["gate_undecided", "gate_missed", "I2"])
        #expect(issues.map(\.severity) == [.minor, .major, .blocker])
        #expect(issues.map(\.line) == [2, 2, 1])
        #expect(issues.allSatisfy { $0.path == "Scenarios/typical-day.yaml" })
    }

    @Test("Paths are those from the working directory")
    func paths() throws {
        func path(_ file: String) throws -> String {
            var runs = ReportedRuns()
            var ending = try judgedEnding("[]")
            ending.ticket.file = file
            runs.add(ending, name: "seed 1", repeatLine: "")
            return runs.place(ofGate: nil, workingDirectory: "/work/repo").path
        }
        #expect(try path("/work/repo/Scenarios/a.yaml") == "Scenarios/a.yaml")
        #expect(try path("./Scenarios/a.yaml") == "Scenarios/a.yaml")
        #expect(try path("/elsewhere/a.yaml") == "/elsewhere/a.yaml")
    }

    @Test("Figures are in base units, with half of their interval, and none is what the machine took")
    func figures() throws {
        let families = try report().families
        let asked = try #require(families.first { $0.name == "gemello_checkout_asked" })
        #expect(asked.samples.map(\.value).first == 90 && asked.samples.count == 2)
        let page = try #require(families.first { $0.name == "gemello_convergence_page_seconds" })
        #expect(page.samples.map { $0.labels.last?.value } == ["p50", "p50_half_width", "p95", "p95_half_width"])
        #expect(!families.contains { $0.name.hasPrefix("gemello_cost") })
    }

    @Test("Nothing in a table's cell ends it")
    func markdown() throws {
        let text = try report().markdown
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
        for row in rows {
            let bars = row.replacing("\\|", with: "").count { $0 == "|" }
            #expect(bars == 6 || bars == 5, "\(row)")
        }
        #expect(text.contains("two \\| debt &lt;positions>"))
    }
}
