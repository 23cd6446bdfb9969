import Experiments
import Testing

@Suite("What --fail-on says")
struct ComparisonRuleTests {
    private func verdicts(_ rule: String, _ base: [Double], _ new: [Double]) throws -> [RuleResult.Verdict] {
        try ComparisonRule(reading: rule).results(of: comparison(base, new)).map(\.verdict)
    }

    /// The differences 2, 2, 3 of 10, 20, 40 are 3.9 % to 16.1 % of the base mean.
    @Test(
        "Worse by more than a share fails where the whole interval is beyond it",
        arguments: [
            ("poller.calls worse", [10, 20, 40], [12, 22, 43], RuleResult.Verdict.failed),
            ("poller.calls worse 3%", [10, 20, 40], [12, 22, 43], .failed),
            ("poller.calls worse 5%", [10, 20, 40], [12, 22, 43], .undecided),
            ("poller.calls worse 17%", [10, 20, 40], [12, 22, 43], .held),
            ("poller.calls worse", [12, 22, 43], [10, 20, 40], .held),
            ("poller.calls worse", [10, 20], [10, 20], .held), ("poller.calls worse", [10], [10.5], .failed),
            ("poller.calls worse 5%", [10], [10.5], .held), ("poller.calls worse 5%", [10], [10.6], .failed),
            ("poller.calls worse 5%", [0], [1], .failed), ("poller.calls worse", [10, 20], [11, 19], .undecided),
            ("poller.calls count worse", [10], [11], .failed), ("poller.calls value worse", [10], [11], .failed),
            ("poller.calls differs", [10, 20], [10, 20], .held),
            ("poller.calls differs", [10, 20], [11, 19], .failed),
            ("differs", [10, 20], [10, 20], .held), ("differs", [10, 20], [10, 21], .failed),
            ("violations.I2 worse", [10], [11], .held), ("finding new", [10], [11], .held),
        ])
    func judged(rule: String, base: [Double], new: [Double], verdict: RuleResult.Verdict) throws {
        #expect(try verdicts(rule, base, new) == [verdict])
    }

    @Test("Anything at all that differs is another trace, a finding or a run without a partner too")
    func anything() throws {
        let rule = try ComparisonRule(reading: "differs")
        func side(_ name: String, _ runs: [ComparedRun]) throws -> ComparedSide {
            try ComparedSide(name, runs, option: "--base")
        }
        func verdicts(_ new: [ComparedRun]) throws -> [RuleResult.Verdict] {
            try rule.results(of: Comparison(side("a", [comparedRun(trace: 1)]), side("b", new))).map(\.verdict)
        }
        #expect(try verdicts([comparedRun(trace: 1)]) == [.held])
        #expect(try verdicts([comparedRun(code: "2", trace: 2)]) == [.failed])
        #expect(try verdicts([comparedRun(code: "2", trace: 1, findings: ["I2"])]) == [.failed])
        #expect(try verdicts([comparedRun(trace: 1), comparedRun(seed: 9, trace: 1)]) == [.held, .failed])
        let new = try ComparisonRule(reading: "finding new").results(
            of: Comparison(
                side("a", [comparedRun(trace: 1)]), side("b", [comparedRun(code: "2", trace: 1, findings: ["I2"])])))
        #expect(new.map(\.verdict) == [.failed] && new.map(\.words) == ["new: I2"])
    }

    @Test("The machine's clock is judged by the interval of its ratio, and never by one pair")
    func wallTime() throws {
        let rule = try ComparisonRule(reading: "cost.wall_seconds worse 20%")
        func verdict(_ base: [Double], _ new: [Double]) throws -> RuleResult.Verdict {
            func side(_ name: String, _ seconds: [Double]) throws -> ComparedSide {
                try ComparedSide(
                    name,
                    seconds.enumerated().map { seed, seconds in
                        var run = comparedRun(seed: UInt64(seed), trace: 1)
                        run.wallSeconds = seconds
                        return run
                    }, option: "--base")
            }
            let comparison = try Comparison(side("a", base), side("b", new))
            #expect(comparison.isIdentical)
            return try #require(rule.results(of: comparison).first).verdict
        }
        #expect(try verdict([1], [9]) == .undecided)
        #expect(try verdict([1, 1, 1], [2, 2.01, 1.99]) == .failed)
        #expect(try verdict([1, 1, 1], [1, 1.01, 0.99]) == .held)
        #expect(try verdict([1, 1, 1], [1, 4, 0.5]) == .undecided)
    }

    @Test(
        "A rule that cannot be judged is refused with its place and the way out",
        arguments: [
            ("poler.calls worse 5%", "column 1: there is no measure `poler.calls`; did you mean `poller.calls`?"),
            ("poller.calls < 3", "column 1: neither `worse` nor `differs` is in it; write 'MEASURE worse 5%'"),
            ("worse 5%", "column 1: the name of a measure is missing"),
            ("poller.calls worse 5", "column 20: `5` is no share in percent; write one such as 5%"),
            ("poller.calls worse -5%", "column 20: `-5%` is no share in percent"),
            ("poller.calls worse 5% 6%", "column 23: `6%` follows the share"),
            ("poller.calls differs 5%", "column 22: `5%` follows `differs`"),
            ("poller.rows_due p(95) worse", "neither more nor less of `poller.rows_due p(95)` is worse; write 'poller"),
            ("convergence.page p(90) worse", "`p(90)` of `convergence.page` is not compared; take one of avg, p(50)"),
            ("cost.events_per_s worse", "`cost.events_per_s` is another one in each run; write 'cost.wall_seconds"),
            ("cost.wall_seconds differs", "`cost.wall_seconds` is another one in each run"),
            ("poller.calls p(95) worse", "column 14: `p(95)` does not suit `poller.calls`"),
        ])
    func refused(rule: String, says: String) {
        #expect {
            _ = try ComparisonRule(reading: rule)
        } throws: { error in
            let text = (error as? ComparisonRefusal)?.description ?? ""
            return text.hasPrefix("--fail-on '\(rule)': ") && text.contains(says)
        }
    }
}
