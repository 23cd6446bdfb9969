import Experiments
import Foundation
import Observation
import Testing
import Twin

@testable import gemello

@Suite struct BatchJSONTests {
    private func ending(_ seed: UInt64, value: Double, p50: Double, count: UInt64 = 5, _ verdict: Verdict = .held)
        -> RunEnding
    {
        var ending = fullEnding(
            verdict: verdict,
            gates: [GateResult(expression: "a value < 1", held: verdict != .gateMissed, actual: nil, unit: "1")])
        ending.ticket.seed = seed
        ending.findings.measures = [
            Measure(name: "poller.calls_per_s", unit: "1/s", meaning: "", figure: .value(value)),
            Measure(
                name: "convergence.view", unit: "s", meaning: "",
                figure: .distribution(.init(count: count, mean: 1, p50: p50, p95: p50 * 2, p99: 0, max: 0))),
        ]
        return ending
    }

    private func object(_ tally: RunTally) throws -> [String: Any] {
        let text = BatchJSON(scenario: "small", series: try RunSeries(SeedRange("0..<3")), tally: tally, exitCode: 1)
            .text()
        #expect(!text.contains("\n"))
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("The intervals are those of the summary: mean over the seeds and half its width, and of how many")
    func intervals() throws {
        var tally = RunTally()
        tally.add(ending(0, value: 30, p50: 30))
        tally.add(ending(1, value: 40, p50: 40))
        tally.add(ending(2, value: 50, p50: 0, count: 0, .gateMissed))
        let object = try object(tally)
        let intervals = try #require(object["intervals"] as? [String: [String: Any]])
        let calls = try #require(intervals["poller.calls_per_s"]?["value"] as? [String: Double])
        #expect(calls["mean"] == 40 && calls["runs"] == 3)
        #expect(abs(try #require(calls["half_width"]) - 24.84) < 0.01)
        #expect(intervals["poller.calls_per_s"]?["unit"] as? String == "1/s")
        let view = try #require(intervals["convergence.view"])
        #expect(view.keys.sorted() == ["p50", "p95", "unit"])
        let p95 = try #require(view["p95"] as? [String: Double])
        #expect(p95["mean"] == 70 && p95["runs"] == 2)
        #expect(abs(try #require(p95["half_width"]) - 127.06) < 0.1)
    }

    @Test("Verdicts, and what broke or was missed, are told with their first seeds")
    func verdicts() throws {
        var tally = RunTally()
        tally.add(ending(0, value: 1, p50: 1))
        tally.add(ending(2, value: 1, p50: 1, .gateMissed))
        let object = try object(tally)
        #expect(
            object.keys.sorted() == [
                "broken", "exit_code", "gates", "intervals", "missed", "replications", "runs", "scenario", "seeds",
                "verdicts",
            ])
        #expect(object["seeds"] as? String == "0..<3" && object["runs"] as? Int == 2)
        let verdicts = try #require(object["verdicts"] as? [String: Int])
        #expect(verdicts["held"] == 1 && verdicts["gate_missed"] == 1 && verdicts["wrong"] == 0)
        let missed = try #require(object["missed"] as? [[String: Any]])
        #expect(missed.count == 1 && missed[0]["name"] as? String == "a value < 1")
        #expect(missed[0]["first_seeds"] as? [Int] == [2])
    }

    @Test("Each gate over the runs is told with limit, figure, interval, headroom and verdict")
    func gates() throws {
        var tally = RunTally()
        for (seed, asked) in [80.0, 90, 100].enumerated() {
            tally.add(
                try judgedEnding(
                    "[checkout.asked value < 200, {threshold: checkout.asked value < 114, over: mean}]",
                    seed: UInt64(seed), values: ["checkout.asked": asked]))
        }
        let gates = try #require(try object(tally)["gates"] as? [[String: Any]])
        #expect(gates.map { $0["verdict"] as? String } == ["held", "undecided"])
        #expect(gates.map { $0["over"] as? String } == ["every seed", "mean"])
        #expect(gates[0]["actual"] as? Double == 100 && gates[0]["headroom"] as? Double == 0.5)
        #expect(gates[0]["low"] is NSNull && gates[0]["holding"] as? Int == 3)
        #expect(gates[1]["actual"] as? Double == 90 && gates[1]["limit"] as? Double == 114)
        let (low, high) = (try #require(gates[1]["low"] as? Double), try #require(gates[1]["high"] as? Double))
        #expect(abs(low - 65.16) < 0.01 && abs(high - 114.84) < 0.01)
    }

    @Test("Among the objects of the runs it is told by itself, and taken for no ticket")
    func noTicket() throws {
        var tally = RunTally()
        tally.add(ending(0, value: 1, p50: 1))
        let all = BatchJSON(scenario: "small", series: try RunSeries(SeedRange("0...0")), tally: tally, exitCode: 0)
            .text()
        let run = RunJSON(ending: ending(0, value: 1, p50: 1), exitCode: 0).text()
        let program = try BuiltProgram()
        try program.write(run + "\n" + all + "\n", to: "runs.json")
        #expect(try TicketFile(path: program.file("runs.json")).ticket().ticket.seed == 0)
    }

    @Test("One seed has means and no interval, and no samples have neither")
    func oneSeed() throws {
        var tally = RunTally()
        tally.add(ending(0, value: 1, p50: 1, count: 0))
        let intervals = try #require(try object(tally)["intervals"] as? [String: [String: Any]])
        let calls = try #require(intervals["poller.calls_per_s"]?["value"] as? [String: Any])
        #expect(calls["mean"] as? Double == 1 && calls["half_width"] is NSNull)
        let view = try #require(intervals["convergence.view"]?["p50"] as? [String: Any])
        #expect(view["mean"] is NSNull && view["runs"] as? Int == 0)
    }
}
