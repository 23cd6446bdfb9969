import Foundation
import Observation
import Testing
import Twin

@testable import gemello

@Suite struct RunJSONTests {
    private func object(_ outcome: RunOutcome, exitCode: Int32 = 0) throws -> [String: Any] {
        let text = RunJSON(outcome: outcome, exitCode: exitCode).text()
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `The object has the documented fields and no others`() throws {
        let names = [
            "events", "exit_code", "faults", "gates", "jobs", "measures", "replication", "scenario", "seed",
            "trace_hash",
            "verdict",
            "violations", "virtual_seconds", "wall_seconds",
        ]
        #expect(try object(fullOutcome()).keys.sorted() == names)
    }

    @Test func `The trace hash has 16 hex digits`() throws {
        #expect(try object(fullOutcome())["trace_hash"] as? String == "00000000000000ab")
    }

    @Test func `A value and a distribution have each their own fields`() throws {
        let measures = try #require(try object(fullOutcome())["measures"] as? [String: [String: Any]])
        #expect(measures.count == MeasureCatalogue.all.count)
        #expect(measures["poller.overrun_share"]?.keys.sorted() == ["unit", "value"])
        #expect(
            measures["poller.loop_duration"]?.keys.sorted() == ["count", "max", "mean", "p50", "p95", "p99", "unit"])
        #expect(measures["poller.loop_duration"]?["p95"] as? Double == 100)
    }

    @Test func `A fault tells what was injected, when, on whom and how often it hit`() throws {
        var outcome = fullOutcome()
        outcome.faults = [sampleFault(), InjectedFault(index: 1, kind: "crash", target: "b", text: "", hitUnit: "p")]
        outcome.drawnFaults = "faults:\n  - {kind: crash}\n"
        let object = try object(outcome)
        let faults = try #require(object["faults"] as? [[String: Any]])
        #expect(
            faults[0].keys.sorted() == [
                "active_s", "begin_s", "end_s", "hit_unit", "hits", "index", "kind", "occurrences", "target", "text",
            ])
        #expect(faults[0]["begin_s"] as? Double == 600)
        #expect(faults[0]["hits"] as? Int == 1_234)
        #expect(faults[1]["begin_s"] is NSNull)
        #expect(object["drawn_faults"] as? String == outcome.drawnFaults)
    }

    @Test func `What is not a number becomes null`() throws {
        var outcome = fullOutcome()
        outcome.measures[0].figure = .value(.nan)
        let measures = try #require(try object(outcome)["measures"] as? [String: [String: Any]])
        #expect(measures[outcome.measures[0].name]?["value"] is NSNull)
    }

    @Test func `Quotes and line breaks of a message survive`() throws {
        let outcome = fullOutcome(violations: 1, verdict: .wrong)
        let violations = try #require(try object(outcome, exitCode: 4)["violations"] as? [[String: Any]])
        #expect(violations[0]["message"] as? String == outcome.violations[0].message)
        #expect(!RunJSON(outcome: outcome, exitCode: 4).text().contains("\n"))
    }

    @Test func `A seed beyond the signed range is written in full`() {
        var outcome = fullOutcome()
        outcome.seed = .max
        #expect(RunJSON(outcome: outcome, exitCode: 0).text().contains("\"seed\":18446744073709551615,"))
    }
}
