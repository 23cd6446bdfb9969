import Observation
import Testing
import Twin

@testable import gemello

@Suite struct RunSummaryTests {
    private func lines(_ ending: RunEnding) -> [String] {
        let summary = RunSummary(
            ending: ending, repeatLine: "gemello run Scenarios/typical-day.yaml --seed 42",
            places: ["run 1 of Reports/gemello.sqlite", "4 CSV files in out"])
        return summary.text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("The summary answers poller, convergence and checkout in this order, then judges")
    func theSummaryAnswersPoller() throws {
        let lines = lines(fullEnding())
        let marks = [
            "How loaded is the poller?", "How fast do states converge?", "How many checkouts go through?", "verdict",
            "gates", "trace_hash", "repeat", "results",
        ]
        let positions = marks.map { mark in lines.firstIndex { $0.hasPrefix(mark) } }
        #expect(!positions.contains(nil))
        #expect(positions.compactMap(\.self) == positions.compactMap(\.self).sorted())
    }

    @Test("The summary of a run with everything fits 48 lines of 100 columns")
    func theSummaryOfARunWithEverything() {
        let lines = lines(fullEnding())
        #expect(lines.count <= 49)
        for line in lines { #expect(line.count <= RunSummary.width, "\(line)") }
    }

    @Test("Every headline is a measure of the catalogue")
    func everyHeadlineIsAMeasure() {
        for section in RunSummary.sections {
            for line in section.lines {
                #expect(MeasureCatalogue.definition(of: line.measure) != nil, "\(line.measure)")
            }
        }
    }

    @Test("The columns of all tables stand below each other")
    func theColumnsOfAllTables() throws {
        let lines = lines(fullEnding())
        let head = try #require(lines.first { $0.hasPrefix("How loaded") })
        let row = try #require(lines.first { $0.contains("one loop over the due payments") })
        #expect(head.count == RunSummary.width)
        #expect(row.count == RunSummary.width)
        #expect(row.contains(" 1.00 s ") && row.contains("  1 min 40 s  16 min 40 s  ") && row.hasSuffix(" 123,456"))
    }

    @Test("A run says that its figures are of one run")
    func aRunSaysThatItsFigures() {
        #expect(
            lines(fullEnding())[0]
                == "typical-day: one run (seed 42); figures vary by seed; percentiles by nearest rank")
    }

    @Test("A distribution without a sample says so instead of a figure")
    func aDistributionWithoutASample() throws {
        var ending = fullEnding()
        let position = try #require(ending.findings.measures.firstIndex { $0.name == "convergence.page" })
        ending.findings.measures[position].figure = .distribution(
            .init(count: 0, mean: .nan, p50: .nan, p95: .nan, p99: .nan, max: .nan))
        let row = try #require(lines(ending).first { $0.contains("the page shows it") })
        #expect(row.hasSuffix("no samples"))
    }

    @Test("Every gate is listed with what was measured, its limit and the room that is left, kept or not")
    func gatesAreListed() throws {
        let expect = "[poller.overrun_share value < 5%, checkout.asked value < 80, checkout.asked value == 0]"
        let lines = lines(
            try judgedEnding(expect, values: ["poller.overrun_share": 1, "checkout.asked": 100]))
        #expect(
            lines.contains("verdict     every promise that was exercised held, but a gate was missed (exit code 1)"))
        let place = try #require(lines.firstIndex(of: "gates       1 of 3 held"))
        #expect(
            lines[(place + 1)...(place + 3)] == [
                "            held: poller.overrun_share value < 5%; it was 1.00 %, limit 5.00 %, headroom 80.0 %",
                "            missed: checkout.asked value < 80; it was 100, limit 80, headroom -25.0 %",
                "            missed: checkout.asked value == 0; it was 100, limit 0",
            ])
    }

    @Test("A gate over the seeds is not decided by one of them, and the process's own code is told")
    func gateOverTheSeeds() throws {
        let ending = try judgedEnding("[{threshold: checkout.asked value < 80, over: mean}]")
        #expect(ending.findings.verdict == .held)
        let text = RunSummary(ending: ending, repeatLine: "", exitCode: 6, places: []).text()
        #expect(text.contains("verdict     every promise that was exercised held (exit code 6)\n"))
        #expect(text.contains("gates       0 of 1 held, 1 undecided\n"))
        #expect(text.contains("undecided: checkout.asked value < 80 over mean; it was "))
        #expect(text.contains("in one run, limit 80"))
    }

    @Test("A gate that had nothing to judge says no samples, in the summary and in a seed's line")
    func aGateWithoutSamples() throws {
        var ending = try judgedEnding("[convergence.page p(95) < 2min]")
        ending.findings.measures.removeAll { $0.name == "convergence.page" }
        ending.findings.gates[0] = ending.ticket.scenario.gates[0].judge([], duration: .seconds(1))
        #expect(
            lines(ending).contains("            missed: convergence.page p(95) < 2min; no samples, limit 2 min 00 s"))
        #expect(RunLine(ending).text.hasSuffix("missed: convergence.page p(95) < 2min (no samples)"))
    }

    @Test("What must be known to read a figure right stands below it")
    func aNoteStandsBelow() throws {
        let lines = lines(fullEnding())
        let place = try #require(lines.firstIndex { $0.contains("a check comes later than due by") })
        #expect(lines[place + 1].hasPrefix("    (by what whole loops leave"))
        var ending = fullEnding()
        let position = try #require(ending.findings.measures.firstIndex { $0.name == "poller.overdue_age" })
        ending.findings.measures[position].figure = .distribution(.empty)
        #expect(!self.lines(ending).contains { $0.contains("whole loops") })
    }

    @Test("A verdict does not say that a promise of service held which broke")
    func promisesOfServiceAreExcepted() throws {
        var ending = fullEnding()
        #expect(lines(ending).contains("verdict     every promise that was exercised held (exit code 0)"))
        let broken = Invariant.allCases.filter { $0.grade == .service }.prefix(2)
        ending.findings.promises = Invariant.allCases.map { promise in
            PromiseOutcome(invariant: promise, broken: broken.contains(promise) ? 3 : 0, missing: [])
        }
        let names = broken.map(\.rawValue).joined(separator: ", ")
        let verdict = "every promise that was exercised held, except of service \(names)"
        #expect(lines(ending).contains("verdict     \(verdict) (exit code 0)"))
    }

    @Test("The first ten violations are shown with their total")
    func theFirstTenViolations() {
        let lines = lines(fullEnding(violations: 1_234, verdict: .wrong))
        #expect(lines.contains("violations  1,234 of I4, the first 10:"))
        #expect(lines.contains { $0.hasPrefix("            I4 x1,234, first at 0 s, payment 0: ") })
        #expect(lines.filter { $0.contains("I4 at ") }.count == 9)
        #expect(lines.contains { $0.hasPrefix("            I4 at 9.00 s, payment 9: ") })
        #expect(lines.contains("            the other 1,224: --json, or table violation"))
    }

    @Test("Each broken promise is named with its count and its first finding, whatever flood came before")
    func eachBrokenPromise() throws {
        var ending = fullEnding(verdict: .wrong)
        func broken(_ invariant: Invariant, at seconds: Int64) -> Violation {
            Violation(
                invariant: invariant.rawValue, grade: invariant.grade, instantNanoseconds: seconds * 1_000_000_000,
                subject: "payment \(seconds)", message: "why")
        }
        ending.findings.violations =
            (0..<100).map { broken(.checksGoOn, at: 500 - $0) } + [broken(.oneDebtPosition, at: 900)]
            + [broken(.payableUntilFinal, at: 3)]
        ending.findings.promises = Invariant.allCases.map { promise in
            let counts: [Invariant: UInt64] = [.checksGoOn: 487, .oneDebtPosition: 1, .payableUntilFinal: 1]
            return PromiseOutcome(invariant: promise, broken: counts[promise] ?? 0, missing: [])
        }
        let told = lines(ending)
        let start = try #require(told.firstIndex { $0.hasPrefix("violations ") })
        #expect(told[start] == "violations  489 of 3 promises; the first of each, gravest first, then by time:")
        let firsts = told[(start + 1)...].filter { $0.contains(", payment ") }
        #expect(firsts.count == 10)
        #expect(firsts[0].hasPrefix("            I2 at 15 min 00 s, payment 900: why"))
        #expect(firsts[1].hasPrefix("            I14 x487, first at 6 min 41 s, payment 401: why"))
        #expect(firsts[2].hasPrefix("            I20 at 3.00 s, payment 3: why"))
        #expect(firsts[3].hasPrefix("            I14 at 6 min 42 s, payment 402: why"))
        let rest = "            the other 92: --json, or table violation; 387 more are counted and not kept"
        #expect(told.contains(rest))
    }

    @Test("A long message is wrapped, not cut")
    func aLongMessageIsWrapped() {
        var ending = fullEnding(violations: 1, verdict: .wrong)
        let words = (1...60).map { "word\($0)" }
        ending.findings.violations[0].message = words.joined(separator: " ") + "\nand a second line"
        let lines = lines(ending)
        for line in lines { #expect(line.count <= RunSummary.width, "\(line)") }
        let text = lines.joined(separator: " ")
        for word in words + ["second"] { #expect(text.contains(" \(word) "), "\(word)") }
    }

    @Test("A crashed run tells its reason and judges no gate")
    func aCrashedRunTells() {
        let lines = lines(fullEnding(verdict: .crashed))
        #expect(lines.contains("verdict     crashed: the run could not go on, or does not count (exit code 5)"))
        #expect(lines.contains("            core-1 ended"))
        #expect(lines.contains("gates       not judged: the run is not whole"))
    }

    @Test("What was set against the scenario's file is shown")
    func whatWasSetAgainstTheScenario() {
        var ending = fullEnding()
        #expect(!lines(ending).contains { $0.hasPrefix("set ") })
        ending.ticket.settings = ["services.poller.loop_time=45s", "citizens.payments=1/day"]
        ending.ticket.schedule = .shuffle
        let set = lines(ending).joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(set.contains("set against Scenarios/typical-day.yaml: services.poller.loop_time=45s, citizens"))
        #expect(set.contains("citizens.payments=1/day, --schedule shuffle"))
    }
}
