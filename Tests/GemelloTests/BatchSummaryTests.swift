import Experiments
import Foundation
import Observation
import Testing
import Twin

@testable import gemello

@Suite struct BatchSummaryTests {
    private func ending(_ seed: UInt64, _ verdict: Verdict, violations: [String] = [], gates: [String] = [])
        -> RunEnding
    {
        var ending = fullEnding(
            verdict: verdict,
            gates: gates.map { GateResult(expression: $0, held: false, actual: 1, unit: "1") })
        ending.ticket.seed = seed
        ending.findings.violations = violations.map {
            Violation(invariant: $0, grade: .safety, instantNanoseconds: 0, subject: "payment", message: "broke")
        }
        return ending
    }

    private func lines(_ tally: RunTally, of seeds: String = "0..<20") throws -> [String] {
        let firstSeeds = tally.verdicts.compactMap { verdict, share in share.firstSeeds.first.map { (verdict, $0) } }
        return BatchSummary(
            scenario: "small", series: try RunSeries(SeedRange(seeds)), tally: tally, jobs: 2, wallTime: .seconds(4),
            repeatLines: Dictionary(uniqueKeysWithValues: firstSeeds.map { ($0, "gemello replay --run \($1)") }),
            places: ["20 runs, 1 to 20, of a.sqlite"]
        ).text().split(separator: "\n").map(String.init)
    }

    @Test("Verdicts are counted, and the first seeds of each are named with what repeats them")
    func verdictsAreCountedAndTheFirst() throws {
        var tally = RunTally()
        for seed in 0..<7 as Range<UInt64> { tally.add(ending(seed, .held)) }
        tally.add(ending(7, .stuck, violations: ["I6", "I6"]))
        tally.add(ending(8, .crashed))
        tally.add(ending(9, .gateMissed, gates: ["checkout.asked value > 9"]))
        tally.add(ending(10, .wrong, violations: ["I5", "I6"]))
        let lines = try lines(tally)
        #expect(lines.contains("verdicts    7 held, 1 gate missed, 1 stuck, 1 wrong, 1 crashed"))
        #expect(lines.contains("            held: seeds 0, 1, 2, 3, 4 and 2 more"))
        for (verdict, seed) in [("crashed", 8), ("wrong", 10), ("stuck", 7), ("gate missed", 9)] {
            let position = try #require(lines.firstIndex(of: "            \(verdict): seed \(seed)"))
            #expect(lines[position + 1] == "              gemello replay --run \(seed)")
        }
        #expect(lines.contains("broken      I6: seeds 7, 10"))
        #expect(lines.contains("            I5: seed 10"))
        #expect(lines.contains("missed      checkout.asked value > 9: seed 9"))
        #expect(lines.contains("exit code   5"))
    }

    @Test("Figures are means over the seeds with their interval, and say of how many")
    func figuresAreMeansOver() throws {
        var tally = RunTally()
        for (seed, figure) in [30.0, 40, 50].enumerated() {
            var ending = ending(UInt64(seed), .held)
            ending.findings.measures = [
                Measure(name: "poller.calls_per_s", unit: "1/s", meaning: "", figure: .value(figure)),
                Measure(
                    name: "convergence.view", unit: "s", meaning: "",
                    figure: .distribution(
                        .init(count: seed == 2 ? 0 : 5, mean: 1, p50: figure, p95: figure * 2, p99: 0, max: 0))),
            ]
            tally.add(ending)
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

    @Test("One seed is called one run and has no interval")
    func oneSeedIsCalled() throws {
        var tally = RunTally()
        tally.add(ending(3, .held))
        let lines = try lines(tally, of: "3...3")
        #expect(lines[0].contains("one run"))
        #expect(try #require(lines.first { $0.contains("payments created") }).contains("one run"))
    }

    @Test("Seeds that were broken off are told as some of all")
    func seedsThatWereBrokenOff() throws {
        var tally = RunTally()
        #expect(try lines(tally)[0].hasPrefix("small: 0 of 20 runs (seeds 0..<20); "))
        tally.add(ending(3, .held))
        #expect(try lines(tally)[0].hasPrefix("small: 1 of 20 runs (seeds 0..<20); "))
    }

    @Test("Runs that were there before are told, and the pace is that of the others")
    func runsThatWereThereBefore() throws {
        var tally = RunTally()
        for seed in 0..<6 as Range<UInt64> { tally.add(ending(seed, .held)) }
        func pace(known: Int) throws -> String {
            let summary = BatchSummary(
                scenario: "small", series: try RunSeries(SeedRange("0..<6")), tally: tally, known: known, jobs: 2,
                wallTime: .seconds(2), repeatLines: [:], places: [])
            return String(summary.text().split(separator: "\n")[1])
        }
        #expect(try pace(known: 0).hasSuffix(" events, 2 at a time, 3/s)"))
        #expect(try pace(known: 4).hasSuffix(" events, 4 of the runs were there before, 2 at a time, 1/s)"))
        #expect(try pace(known: 6).hasSuffix(" events, 6 of the runs were there before)"))
    }

    @Test("Every gate is told over the seeds, with its interval, its limit and what would decide it")
    func gatesOverTheSeeds() throws {
        let expect =
            "[checkout.asked value < 200, {threshold: checkout.asked value < 114, over: mean}, "
            + "{threshold: checkout.asked value < 150, over: share of seeds >= 90%}]"
        var tally = RunTally()
        for (seed, asked) in [80.0, 90, 100].enumerated() {
            tally.add(try judgedEnding(expect, seed: UInt64(seed), values: ["checkout.asked": asked]))
        }
        let lines = try lines(tally, of: "0..<3")
        let place = try #require(lines.firstIndex(of: "gates       1 of 3 held, 2 undecided"))
        let words = lines[(place + 1)...].prefix { $0.hasPrefix(" ") }.map { $0.trimmingCharacters(in: .whitespaces) }
        let told = [
            "held: checkout.asked value < 200; it was at worst 100 in 3 runs, limit 200, headroom 50.0 %",
            "undecided: checkout.asked value < 114 over mean; the mean of 3 runs was 90 +- 24.8, limit 114,",
            "headroom 21.1 %; more runs may decide it",
            "undecided: checkout.asked value < 150 over share of seeds >= 90%; 3 of 3 runs held it",
            "(29.2 % to 100 %), limit 90.0 %, headroom 11.1 %; 36 runs that all hold it decide it",
        ]
        #expect(words.joined(separator: " ") == told.joined(separator: " "))
        for line in lines { #expect(line.count <= RunSummary.width, "\(line)") }
    }

    @Test("The replications of a seed are runs, and the seed is named once")
    func replicationsOfASeed() throws {
        var tally = RunTally()
        for seed in [4, 4, 4, 5, 6, 6] as [UInt64] { tally.add(ending(seed, .held, violations: ["I6"])) }
        #expect(tally.invariants[0].count == 6 && tally.invariants[0].seeds == 3)
        #expect(tally.invariants[0].firstSeeds == [4, 5, 6])
        #expect(try lines(tally).contains("verdicts    6 held"))
        #expect(try lines(tally).contains("broken      I6: seeds 4, 5, 6"))
    }

    @Test("A run's line tells verdict, hash and what broke how often")
    func aRunLineTells() {
        let ending = ending(17, .wrong, violations: ["I6", "I5", "I6"], gates: ["a value < 1"])
        #expect(
            RunLine(ending).text == "seed 17  wrong        00000000000000ab  I6 x2  I5 x1  missed: a value < 1")
    }

    @Test("A crashed run is one line with its reason")
    func aCrashedRunIsOne() {
        var ending = ending(4, .crashed)
        ending.findings.crash = RunCrash(.serviceEnded, reason: "core-1 ended\nby itself")
        #expect(RunLine(ending).text == "seed 4  crashed      00000000000000ab  core-1 ended by itself")
    }
}
