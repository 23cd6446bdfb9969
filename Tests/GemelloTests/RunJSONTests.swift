import Foundation
import Observation
import Scenarios
import Testing
import Twin
import VirtualTime

@testable import gemello

@Suite struct RunJSONTests {
    private func object(_ ending: RunEnding, exitCode: Int32 = 0) throws -> [String: Any] {
        let text = RunJSON(ending: ending, exitCode: exitCode).text()
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("The object has the documented fields and no others")
    func theObjectHasTheDocumentedFields() throws {
        let names = [
            "events", "exit_code", "faults", "gates", "jobs", "measures", "promises", "replication", "scenario", "seed",
            "ticket", "trace_hash", "verdict", "violations", "virtual_seconds", "wall_seconds", "warnings",
        ]
        #expect(try object(fullEnding()).keys.sorted() == names)
    }

    @Test("The trace hash has 16 hex digits")
    func theTraceHashHas16() throws {
        #expect(try object(fullEnding())["trace_hash"] as? String == "00000000000000ab")
    }

    @Test("A value and a distribution have each their own fields")
    func aValueAndADistributionHaveEach() throws {
        let measures = try #require(try object(fullEnding())["measures"] as? [String: [String: Any]])
        #expect(measures.count == MeasureCatalogue.all.count)
        #expect(measures["poller.overrun_share"]?.keys.sorted() == ["unit", "value"])
        #expect(
            measures["poller.loop_duration"]?.keys.sorted() == ["count", "max", "mean", "p50", "p95", "p99", "unit"])
        #expect(measures["poller.loop_duration"]?["p95"] as? Double == 100)
    }

    @Test("A fault tells what was injected, when, on whom and how often it hit")
    func aFaultTellsWhatWasInjected() throws {
        var ending = fullEnding()
        ending.findings.faults = [
            sampleFault(), InjectedFault(index: 1, kind: "crash", target: "b", text: "", hitUnit: "p"),
        ]
        ending.findings.drawnFaults = "faults:\n  - {kind: crash}\n"
        let object = try object(ending)
        let faults = try #require(object["faults"] as? [[String: Any]])
        #expect(
            faults[0].keys.sorted() == [
                "active_s", "begin_s", "end_s", "hit_unit", "hits", "index", "kind", "occurrences", "target", "text",
            ])
        #expect(faults[0]["begin_s"] as? Double == 600)
        #expect(faults[0]["hits"] as? Int == 1_234)
        #expect(faults[1]["begin_s"] is NSNull)
        #expect(object["drawn_faults"] as? String == ending.findings.drawnFaults)
    }

    @Test("A fault of the scenario that hit nothing is warned of by itself, those that a swarm drew all together")
    func aFaultThatHitNothing() throws {
        var ending = fullEnding()
        ending.ticket.scenario = try Scenario(
            text: "name: a\nfaults: [{kind: host_down, target: core.test}, {kind: crash, target: core-1, at: 1min}]")
        ending.findings.faults = [
            InjectedFault(
                index: 0, kind: "host_down", target: "core.test", text: "", occurrences: 1, begin: 0, hitUnit: "calls"),
            InjectedFault(
                index: 1, kind: "crash", target: "core-1", text: "", occurrences: 1, begin: 0, hits: 1,
                hitUnit: "processes"),
            InjectedFault(index: 2, kind: "crash", target: "core-2", text: "", hitUnit: "processes"),
        ]
        let warnings = try #require(try object(ending)["warnings"] as? [String])
        #expect(warnings.count == 2)
        #expect(warnings.last == "of the 1 faults that the swarm drew 1 hit nothing")
        #expect(warnings.first?.hasPrefix("faults.0 (host_down core.test) hit no calls") == true)
        let summary = RunSummary(ending: ending, repeatLine: "", places: []).text()
        #expect(summary.contains("warning: faults.0 (host_down core.test) hit no calls"))
        #expect(!summary.contains("faults.2"))
    }

    @Test("What is not a number becomes null")
    func whatIsNotANumberBecomesNull() throws {
        var ending = fullEnding()
        ending.findings.measures[0].figure = .value(.nan)
        let measures = try #require(try object(ending)["measures"] as? [String: [String: Any]])
        #expect(measures[ending.findings.measures[0].name]?["value"] is NSNull)
    }

    @Test("Quotes and line breaks of a message survive")
    func quotesAndLineBreaks() throws {
        let ending = fullEnding(violations: 1, verdict: .wrong)
        let violations = try #require(try object(ending, exitCode: 4)["violations"] as? [[String: Any]])
        #expect(violations[0]["message"] as? String == ending.findings.violations[0].message)
        #expect(!RunJSON(ending: ending, exitCode: 4).text().contains("\n"))
    }

    @Test("A seed beyond the signed range is written in full")
    func aSeedBeyondTheSigned() {
        var ending = fullEnding()
        ending.ticket.seed = .max
        #expect(RunJSON(ending: ending, exitCode: 0).text().contains("\"seed\":18446744073709551615,"))
    }

    @Test("A crashed run has every field of the others, and tells its reason")
    func aCrashedRunHasEvery() throws {
        var ending = fullEnding(verdict: .crashed)
        ending.findings.crash = RunCrash(.serviceEnded, reason: "core-1 said \"no\"\n")
        let crashed = try object(ending, exitCode: 5)
        #expect(crashed.keys.sorted() == (try object(fullEnding()).keys + ["error"]).sorted())
        #expect(crashed["verdict"] as? String == "crashed")
        #expect(crashed["error"] as? String == "core-1 said \"no\"\n")
        #expect(crashed["exit_code"] as? Int == 5 && crashed["seed"] as? Int == 42)
    }

    @Test("The ticket that the object carries is read back, with the decisions that were made")
    func theTicketThatTheObjectCarries() throws {
        var ending = fullEnding()
        ending.ticket.schedule = .shuffle
        ending.findings.decisions = DecisionLog([3, 1, 200])
        let text = RunJSON(ending: ending, exitCode: 0).text()
        #expect(try RunTicket(text: text, source: "run.json") == ending.replayTicket)
        #expect(ending.replayTicket.decisions?.choices == [3, 1, 200])
    }

    @Test("No character that a terminal obeys is written")
    func noCharacterThatATerminalObeys() throws {
        var ending = fullEnding()
        ending.ticket.scenario.name = "a\u{0}b\u{1B}[31mc\u{9B}d\u{7F}"
        let text = RunJSON(ending: ending, exitCode: 0).text()
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || 0x7F..<0xA0 ~= $0.value })
        #expect(try object(ending)["scenario"] as? String == ending.ticket.scenario.name)
    }
}
