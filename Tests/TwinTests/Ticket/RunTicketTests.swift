import Foundation
import Scenarios
import ShippedScenarios
import Testing
import VirtualTime

@testable import Twin

@Suite("A ticket is all that decides a run")
struct RunTicketTests {
    private func reread(_ ticket: RunTicket) throws -> RunTicket { try RunTicket(text: ticket.text, source: "t.json") }

    @Test("Every scenario file makes a ticket whose text is read back equal", arguments: ScenarioFolder.names)
    func everyFile(_ name: String) throws {
        let ticket = RunTicket(try ScenarioFolder.load(name), file: "Scenarios/\(name).yaml", codeVersion: "1+ab")
        let again = try reread(ticket)
        #expect(again == ticket)
        #expect(again.text == ticket.text)
    }

    @Test("What a swarm draws can be written into a ticket and is read back equal")
    func swarms() throws {
        for seed in 0..<50 as Range<UInt64> {
            let swarm = try ScenarioFolder.short(["swarm=true"])
            let drawn = FaultPlan(swarm, seed: seed, replication: 0).drawnText ?? ""
            let list = drawn.isEmpty ? "[]" : drawn.replacingOccurrences(of: "faults:\n", with: "")
            let scenario = try Scenario(
                text: "name: swarm \(seed)\nfaults: \(list.hasPrefix("[") ? list : "\n" + list)", source: "drawn")
            let ticket = RunTicket(scenario, settings: ["seed=\(seed)"], seed: seed, replication: seed)
            #expect(try reread(ticket) == ticket)
            #expect(try reread(RunTicket(swarm, seed: seed)) == RunTicket(swarm, seed: seed))
        }
    }

    @Test("A ticket is known by its scenario, also when a copy of it is given another one")
    func identity() throws {
        let ticket = RunTicket(try ScenarioFolder.short())
        #expect(ticket.identity == ticket.scenario.identity)
        var other = ticket
        other.scenario.name = "other"
        #expect(other.identity == other.scenario.identity && other.identity != ticket.identity)
        #expect(ticket.identity == ticket.scenario.identity)
        #expect(CellGroup(of: other) != CellGroup(of: ticket) && other != ticket)
    }

    @Test("Numbers beyond the signed range, control characters and decisions survive")
    func extremes() throws {
        var scenario = try ScenarioFolder.short()
        scenario.description = "tab\t, escape \u{1B}[31m, quote \", line\nend"
        let ticket = RunTicket(
            scenario, file: "-x\u{7}.yaml", settings: ["a=\"b\\\""], seed: .max, replication: .max, wire: .bytes,
            schedule: .shuffle, decisions: DecisionLog([0, 3, 128, 1]), codeVersion: "é")
        let again = try reread(ticket)
        #expect(again == ticket)
        #expect(again.seed == .max && again.decisions?.choices == [0, 3, 128, 1])
        #expect(!ticket.text.contains("\n"))
    }

    @Test("A ticket is found in the object of a run as well")
    func insideOfARun() throws {
        let ticket = RunTicket(try ScenarioFolder.short(), seed: 9)
        #expect(try RunTicket(text: "{\"seed\":1,\"ticket\":\(ticket.text)}", source: "run.json") == ticket)
    }

    @Test(
        "A text that is no ticket is refused with its source and the field",
        arguments: [
            ("", "it is not JSON"), ("{}", "`format` is missing"), ("[1]", "it is JSON, and no object"),
            ("{\"format\":1,\"seed\":\"many\"}", "`scenario` is missing"),
            ("{\"format\":\"one\"}", "`format` is not of its type"),
            ("{\"ticket\":7}", "`ticket` is not of its type"), ("{\"ticket\":{}}", "`ticket.format` is missing"),
        ])
    func refusals(_ text: String, _ problem: String) throws {
        let error = try #require(throws: RunTicketError.self) { try RunTicket(text: text, source: "t.json") }
        #expect(error.description.hasPrefix("t.json: this is no ticket ("))
        #expect(error.problem == problem)
    }

    @Test("A field of the wrong type is named, in a ticket alone and in that of a run")
    func wrongTypes() throws {
        let text = RunTicket(try ScenarioFolder.short(["duration=20min"]), settings: ["a=1"], seed: 9).text
        for (from, into, field) in [
            ("\"seed\":9", "\"seed\":\"9\"", "seed"), ("\"format\":1", "\"format\":null", "format"),
            ("\"settings\":[\"a=1\"]", "\"settings\":[1]", "settings[0]"),
            ("\"replication\":0", "\"replication\":-1", "replication"),
        ] {
            let bad = text.replacingOccurrences(of: from, with: into)
            #expect(bad != text, "\(from)")
            let alone = try #require(throws: RunTicketError.self) { try RunTicket(text: bad, source: "t.json") }
            #expect(alone.problem.hasPrefix("`\(field)` "), "\(alone)")
            let inRun = try #require(throws: RunTicketError.self) {
                try RunTicket(text: "{\"ticket\":\(bad)}", source: "t.json")
            }
            #expect(inRun.problem.hasPrefix("`ticket.\(field)` "), "\(inRun)")
        }
    }

    @Test("A run's object tells its trace hash, and a ticket alone does not")
    func traceHashes() throws {
        let ticket = RunTicket(try ScenarioFolder.short(), seed: 9)
        #expect(try RunTicket.read(ticket.text, source: "t.json").traceHash == nil)
        let run = "{\"ticket\":\(ticket.text),\"trace_hash\":\"00000000000000af\"}"
        #expect(try RunTicket.read(run, source: "t.json").traceHash == 0xAF)
        for digits in ["\"af\"", "\"zz000000000000af\"", "7"] {
            let bad = run.replacingOccurrences(of: "\"00000000000000af\"", with: digits)
            let error = try #require(throws: RunTicketError.self) { try RunTicket.read(bad, source: "t.json") }
            #expect(error.problem.hasPrefix("`trace_hash` "), "\(error)")
        }
    }

    @Test("A ticket of another format, or with decisions that none can be, is refused by name")
    func damage() throws {
        let text = RunTicket(
            try ScenarioFolder.short(), schedule: .shuffle, decisions: DecisionLog([1])
        ).text
        for (from, into, problem) in [
            ("\"format\":1", "\"format\":7", "it has the format 7"), ("\"AQ==\"", "\"/w==\"", "in `decisions`"),
            ("\"shuffle\"", "\"chance\"", "`schedule` is chance"),
            ("\"shuffle\"", "\"fifo\"", "`fifo` makes no decisions"),
            ("\"scenario\":\"name", "\"scenario\":\"nome", "in its scenario"),
        ] {
            let bad = text.replacingOccurrences(of: from, with: into)
            #expect(bad != text, "\(from)")
            let error = try #require(throws: RunTicketError.self) { try RunTicket(text: bad, source: "t.json") }
            #expect(error.problem.contains(problem), "\(error)")
        }
    }

    @Test("The decisions of a shuffled run replay to the same findings, and another ticket's do not")
    func replay() throws {
        let ticket = RunTicket(try ScenarioFolder.short(["duration=20min"]), seed: 4, schedule: .shuffle)
        let ending = try TwinRun(ticket).run()
        #expect(ending.findings.decisions.count > 100)
        let stored = try reread(ending.replayTicket)
        #expect(try TwinRun(stored).run().findings == ending.findings)
        var other = stored
        other.seed = 5
        let diverged = try TwinRun(other).run().findings
        #expect(diverged.verdict == .crashed && diverged.crash?.cause == .notRepeatable)
    }

    @Test("A run that makes no decisions has the ticket that it was given")
    func nothingDecided() throws {
        let ticket = RunTicket(try ScenarioFolder.short(["duration=20min"]), seed: 4)
        #expect(try TwinRun(ticket).run().replayTicket == ticket)
    }
}
