import Foundation
import Testing
import Twin

/// A run with `--json` leaves its ticket before it has begun, so that whatever ends it, it can be run again.
@Suite struct TicketBeforeRunTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    /// Of the runs; what all of them came to has none.
    private func hashes(_ output: String) throws -> [String] {
        try output.split(separator: "\n").compactMap {
            let object = try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            return object["intervals"] == nil ? try #require(object["trace_hash"] as? String) : nil
        }
    }

    @Test("A run that is killed in its middle leaves a ticket that replay takes")
    func aRunThatIsKilled() throws {
        let killed = try program.interrupt(
            by: SIGKILL, "run", "small.yaml", "--json", "--quiet", "--seed", "3", "--set", "duration=400d")
        #expect(killed.exitCode == -SIGKILL)
        #expect(killed.output == "")
        #expect(killed.errors.split(separator: "\n").count == 1)
        try program.write(killed.errors, to: "killed.txt")
        let ticket = try RunTicket(text: killed.errors, source: "killed.txt")
        #expect(ticket.seed == 3 && ticket.settings == ["duration=400d"] && ticket.file == "small.yaml")
        let again = try program.interrupt("replay", "--ticket", "killed.txt")
        #expect(again.exitCode == 130)
        #expect(again.errors.contains("gemello: ticket: small (\(ticket.scenario.identity.hash)), seed 3, "))
        #expect(again.errors.contains("interrupted: repeat it with `gemello replay --ticket killed.txt`"))
    }

    @Test("The ticket gives the run again, from what standard error told as a whole", arguments: [[], ["--quiet"]])
    func theTicketGivesTheRunAgain(quiet: [String]) throws {
        let first = try program.run(
            command: [BuiltProgram.path, "run", "small.yaml", "--json", "--schedule", "shuffle"] + quiet)
        #expect(first.output.split(separator: "\n").count == 1)
        #expect(first.errors.split(separator: "\n").count == (quiet.isEmpty ? 2 : 1))
        try program.write(first.errors, to: "log.txt")
        let again = try program.run("replay", "--ticket", "log.txt", "--json", "--quiet")
        #expect(try hashes(again.output) == hashes(first.output))
        #expect(try RunTicket(text: again.errors, source: "again").seed == 1)
    }

    @Test("Of several seeds the ticket is told once, and gives each of them")
    func ofSeveralSeeds() throws {
        let series = try program.run("run", "small.yaml", "--json", "--quiet", "--seeds", "4..<7", "--jobs", "2")
        #expect(series.errors.split(separator: "\n").count == 1)
        try program.write("\u{FEFF}" + series.errors, to: "series.txt")
        let expected = try hashes(series.output)
        #expect(expected.count == 3)
        for (index, seed) in [[], ["--seed", "5"], ["--seed", "6"]].enumerated() {
            let again = try program.run(
                command: [BuiltProgram.path, "replay", "--ticket", "series.txt", "--json", "--quiet"] + seed)
            #expect(try hashes(again.output) == [expected[index]])
        }
        let told = try program.run("replay", "--ticket", "series.txt", "--seed", "6", "--quiet")
        #expect(told.output.contains("repeat      gemello replay --ticket series.txt --seed 6\n"))
    }

    @Test("A file with several tickets, and a seed that did not make the choices, are refused")
    func aFileWithSeveralTickets() throws {
        let run = try program.run("run", "small.yaml", "--json", "--quiet", "--schedule", "shuffle")
        try program.write(run.errors + run.output, to: "two.txt")
        let two = try program.run("replay", "--ticket", "two.txt")
        #expect(two.exitCode == 2)
        #expect(two.errors.hasPrefix("gemello: two.txt: there are 2 lines that may be a ticket; give a file"))
        try program.write(run.output, to: "run.json")
        let other = try program.run("replay", "--ticket", "run.json", "--seed", "2")
        #expect(other.exitCode == 2)
        #expect(other.errors.hasPrefix("gemello: run.json: this ticket has the choices that seed 1 made; "))
        #expect(try program.run("replay", "--ticket", "run.json", "--seed", "1", "--quiet").exitCode == 0)
    }

    @Test("A ticket may come through a pipe", arguments: ["-", "/dev/stdin"])
    func aTicketMayComeThroughAPipe(path: String) throws {
        let first = try program.run("run", "small.yaml", "--json", "--quiet")
        try program.write(first.errors, to: "ticket.json")
        let line = "cat ticket.json | \"$0\" replay --ticket \(path) --json --quiet"
        let again = try program.run(command: ["/bin/sh", "-c", line, BuiltProgram.path])
        #expect(try hashes(again.output) == hashes(first.output))
    }

    @Test("Without --json, and quiet, nothing is told")
    func withoutJson() throws {
        #expect(try program.run("run", "small.yaml", "--quiet").errors == "")
    }
}
