import Foundation
import Observation
import Testing
import Twin

@testable import gemello

@Suite struct SeedSummaryTests {
    private func outcome(_ seed: UInt64, _ verdict: Verdict, violations: [String] = [], gates: [String] = [])
        -> RunOutcome
    {
        var outcome = fullOutcome(
            verdict: verdict,
            gates: gates.map { GateResult(expression: $0, held: false, actual: 1, unit: "1") })
        outcome.seed = seed
        outcome.violations = violations.map {
            Violation(invariant: $0, kind: .safety, instantNanoseconds: 0, subject: "payment", message: "broke")
        }
        return outcome
    }

    private func lines(_ tally: SeedTally) throws -> [String] {
        SeedSummary(
            scenario: "small", seeds: try SeedRange("0..<20"), tally: tally, jobs: 2, wallTime: .seconds(4),
            repeatLine: { "gemello run small.yaml --seed \($0)" }, places: ["20 runs, 1 to 20, of a.sqlite"]
        ).text().split(separator: "\n").map(String.init)
    }

    @Test(
        arguments: [
            ([.held, .held], false, 0), ([.held, .gateMissed], false, 1), ([.stuck, .gateMissed, .held], false, 3),
            ([.held, .wrong, .stuck], false, 4), ([.held, .wrong, .stuck], true, 5), ([], true, 5),
            ([], false, 0),
        ] as [([Verdict], Bool, Int32)])
    func `The exit code is that of the worst seed: crashed, wrong, stuck, gate missed, held`(
        verdicts: [Verdict], hasCrash: Bool, exitCode: Int32
    ) {
        var tally = SeedTally()
        if hasCrash { tally.addCrash(99) }
        for (seed, verdict) in verdicts.enumerated() { tally.add(outcome(UInt64(seed), verdict)) }
        #expect(tally.worst.exitCode == exitCode)
        #expect(tally.seeds == verdicts.count + (hasCrash ? 1 : 0))
    }

    @Test func `Verdicts are counted, and the first seeds of each are named with what repeats them`() throws {
        var tally = SeedTally()
        for seed in 0..<7 as Range<UInt64> { tally.add(outcome(seed, .held)) }
        tally.add(outcome(7, .stuck, violations: ["I6", "I6"]))
        tally.addCrash(8)
        tally.add(outcome(9, .gateMissed, gates: ["checkout.asked value > 9"]))
        tally.add(outcome(10, .wrong, violations: ["I5", "I6"]))
        let lines = try lines(tally)
        #expect(lines.contains("verdicts    7 held, 1 gate missed, 1 stuck, 1 wrong, 1 crashed"))
        #expect(lines.contains("            held: seeds 0, 1, 2, 3, 4 and 2 more"))
        for (grade, seed) in [("crashed", 8), ("wrong", 10), ("stuck", 7), ("gate missed", 9)] {
            let position = try #require(lines.firstIndex(of: "            \(grade): seed \(seed)"))
            #expect(lines[position + 1] == "              gemello run small.yaml --seed \(seed)")
        }
        #expect(lines.contains("broken      I6: seeds 7, 10"))
        #expect(lines.contains("            I5: seed 10"))
        #expect(lines.contains("missed      checkout.asked value > 9: seed 9"))
        #expect(lines.contains("exit code   5"))
    }

    @Test func `Figures are means over the seeds with their interval, and say of how many`() throws {
        var tally = SeedTally()
        for (seed, figure) in [30.0, 40, 50].enumerated() {
            var outcome = outcome(UInt64(seed), .held)
            outcome.measures = [
                Measure(name: "poller.calls_per_s", unit: "1/s", meaning: "", figure: .value(figure)),
                Measure(
                    name: "convergence.view", unit: "s", meaning: "",
                    figure: .distribution(
                        .init(count: seed == 2 ? 0 : 5, mean: 1, p50: figure, p95: figure * 2, p99: 0, max: 0))),
            ]
            tally.add(outcome)
        }
        let lines = try lines(tally)
        // 4.303 * 10 / sqrt(3) = 24.8; of the two with samples 12.706 * 5 = 63.5 and twice that.
        let calls = try #require(lines.first { $0.contains("update calls, mean") })
        #expect(calls.split(whereSeparator: \.isWhitespace).suffix(3) == ["40/s", "24.8/s", "3"])
        let view = try #require(lines.first { $0.contains("the view knows") })
        #expect(view.hasSuffix("2") && view.contains("35.0 s") && view.contains("1 min 10 s"))
        #expect(view.contains("1 min 04 s") && view.contains("2 min 07 s"))
        for line in lines { #expect(line.count <= RunSummary.width, "\(line)") }
    }

    @Test func `One seed is called one run and has no interval`() throws {
        var tally = SeedTally()
        tally.add(outcome(3, .held))
        let lines = try lines(tally)
        #expect(lines[0].contains("one run"))
        #expect(try #require(lines.first { $0.contains("payments created") }).contains("one run"))
    }

    @Test func `A seed's line tells verdict, hash and what broke how often`() {
        let outcome = outcome(17, .wrong, violations: ["I6", "I5", "I6"], gates: ["a value < 1"])
        #expect(
            SeedLine(outcome).text
                == "seed 17  wrong        00000000000000ab  I6 x2  I5 x1  missed: a value < 1")
    }

    @Test func `A crashed seed is one line of text and one JSON object`() throws {
        #expect(
            SeedLine(crashed: 4, reason: "core-1 ended\nby itself").text
                == "seed 4  crashed      core-1 ended by itself")
        let json = RunJSON.crashed(scenario: "small", seed: 4, reason: "said \"no\"\n", exitCode: 5)
        #expect(!json.contains("\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["verdict"] as? String == "crashed")
        #expect(object["error"] as? String == "said \"no\"\n")
        #expect(object["exit_code"] as? Int == 5 && object["seed"] as? Int == 4)
    }
}
