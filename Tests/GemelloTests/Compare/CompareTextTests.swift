import Experiments
import Testing

@testable import gemello

@Suite("A comparison in words") struct CompareTextTests {
    private func run(
        seed: UInt64, _ calls: Double, findings: Set<String>, wall: Double, code: String, trace: UInt64 = 0
    ) -> ComparedRun {
        var run = ComparedRun(
            scenario: "day", variant: .init(), member: .init(seed: seed, replication: 0), scenarioHash: "ab",
            traceHash: trace, figures: ["poller.calls": calls, "poller.wasted_share": 50], findings: findings)
        (run.codeVersion, run.wallSeconds, run.id) = (code, wall, Int64(seed + 1))
        return run
    }

    /// Five seeds: 100 calls each on the base; 101, 102, 103, 104 and 105 on the other side. One finding is new, one
    /// resolved, one ongoing, one rare.
    private func result(_ rules: [String], code: String = "2+bb", undecided: UndecidedPolicy = .pass) throws
        -> CompareResult
    {
        let base = (0..<5).map { seed in
            run(
                seed: seed, 100, findings: seed == 0 ? ["I1", "I3", "I14"] : seed == 1 ? ["I14", "I20"] : ["I14"],
                wall: 1, code: "1+aa")
        }
        let new = (0..<5).map { seed in
            run(
                seed: seed, 101 + Double(seed), findings: seed == 2 ? ["I2", "I14", "I20"] : ["I14"],
                wall: seed == 0 ? 2 : 1, code: code, trace: seed + 1)
        }
        let comparison = try Comparison(
            ComparedSide("a.sqlite", base, option: "--base"),
            ComparedSide("b.sqlite", new + [run(seed: 9, 1, findings: [], wall: 1, code: code)], option: "--new"))
        let results = try rules.flatMap { try ComparisonRule(reading: $0).results(of: comparison) }
        return CompareResult(comparison: comparison, rules: results, undecided: undecided, replays: 2)
    }

    /// The differences 1 to 5 have the mean 3 and half a 95 % interval of 2.776445 * sqrt(2.5 / 5) = 1.963.
    @Test("Figures, findings, cost and rules stand below each other")
    func text() throws {
        let text = try CompareText(result: result(["poller.calls worse 1%", "finding new"])).text()
        let wanted = """
            compare     a.sqlite -> b.sqlite
                        not compared: day, seed 9, only in b.sqlite
                        left out: 2 replays

            day: 5 pairs, seeds 0 to 4
            code        1+aa -> 2+bb
            measures    1 of 2 differ: 1 worse, 0 better, 0 neither, 0 undecided

                                 base  new                change
            worse  poller.calls   100  103  +3 +- 1.96 (+3.00 %)  5/5

            findings    1 new, 2 resolved, 1 ongoing, 1 rare
                        new: I2 (not kept: at most one debt position per payment) in 1 of 5 pairs, seed 2; of
                          other seeds it proves nothing (McNemar's exact test, p 1)

            """
        #expect(text.hasPrefix(wanted), "\(text)")
        #expect(text.contains("\n            ongoing: I14 (5 of 5)\n"), "\(text)")
        #expect(text.contains("I20 (not kept: "), "\(text)")
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("; 1 base and 1 new runs of 5 pairs have it; base alone: seed 1, new alone: seed 2; "))
        #expect(
            text.contains("\ncost        wall time x 1.15 (pairs 1 to 2, 95 % interval 0.782 to 1.69)\n"), "\(text)")
        #expect(
            text.hasSuffix(
                """

                fail-on     failed: day: poller.calls worse 1%; it is worse by 3.00 % (worse by 1.04 % to 4.96 %)
                fail-on     failed: day: finding new; new: I2
                exit code   1

                """), "\(text)")
    }

    @Test("Another run of the same program is worse than any rule, and a rule that failed than one that is undecided")
    func exitCodes() throws {
        #expect(try result([]).exitCode == 0)
        #expect(try result(["poller.calls worse 2%"], undecided: #require(.init(argument: "6"))).exitCode == 6)
        #expect(try result(["poller.calls worse 2%"]).exitCode == 0)
        let both = ["poller.calls worse 2%", "differs"]
        #expect(try result(both, undecided: #require(.init(argument: "6"))).exitCode == 1)
        let same = try result(both, code: "1+aa")
        #expect(same.exitCode == 5)
        #expect(CompareText(result: same).text().hasPrefix("NOT DETERMINISTIC: 5 pairs of runs of the same scenario"))
    }
}
