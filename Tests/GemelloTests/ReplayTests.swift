import Foundation
import GRDB
import Results
import Testing
import Twin

/// The line that a run prints repeats it, whatever has become of its file.
@Suite struct ReplayTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    /// The line that the last summary gives, run by a shell as a user would.
    private func repeated(_ ending: BuiltProgram.Ending) throws -> BuiltProgram.Ending {
        let line = try #require(ending.output.split(separator: "\n").first { $0.hasPrefix("repeat      gemello ") })
        let words = line.dropFirst("repeat      gemello ".count)
        return try program.run(command: ["/bin/sh", "-c", "exec \"$0\" \(words)", BuiltProgram.path])
    }

    private func hash(of ending: BuiltProgram.Ending) throws -> Substring {
        try #require(ending.output.split(separator: "\n").first { $0.hasPrefix("trace_hash  ") }).prefix(28)
    }

    @Test("A run is repeated from what is stored when its file was edited or is gone")
    func aRunIsRepeatedFromWhatIsStored() throws {
        let first = try program.run(
            "run", "small.yaml", "--seed", "3", "--set", "services.poller.loop_time=45s", "--replication", "2")
        try program.write("name: other\n", to: "small.yaml")
        let again = try repeated(first)
        #expect(again.errorLines == [])
        #expect(again.exitCode == first.exitCode)
        #expect(try hash(of: again) == hash(of: first))
        #expect(again.output.contains("the same as run 1 of Reports/gemello.sqlite, to the last event\n"))
        try FileManager.default.removeItem(atPath: program.file("small.yaml"))
        #expect(try hash(of: repeated(again)) == hash(of: first))
        #expect(try program.runs().count == 1)
    }

    @Test("The choices of a shuffled run are made again")
    func theChoicesOfAShuffledRun() throws {
        let first = try program.run("run", "small.yaml", "--schedule", "shuffle", "--seed", "6")
        #expect(
            try ResultStore(reading: program.file("Reports/gemello.sqlite")).run(1).ending.findings.decisions.count > 0)
        let again = try repeated(first)
        #expect(again.errors.contains("schedule shuffle as decided before"))
        #expect(try hash(of: again) == hash(of: first))
    }

    @Test("What was verified is verified again, in the database that was named")
    func whatWasVerifiedIsVerifiedAgain() throws {
        let first = try program.run(
            "run", "small.yaml", "--verify", "--db", "./-odd name.sqlite", "--set", "duration=10min")
        #expect(first.output.contains("gemello replay --run 1 --db './-odd name.sqlite' --verify\n"))
        let again = try repeated(first)
        #expect(again.output.contains(", the same twice\n"))
        #expect(try hash(of: again) == hash(of: first))
    }

    @Test("A file whose name begins with a dash is run, named and repeated")
    func aFileWhoseName() throws {
        try program.write(smallScenario, to: "-odd.yaml")
        let first = try program.run("run", "--seed", "2", "--", "-odd.yaml")
        #expect(first.errorLines == [])
        #expect(try hash(of: repeated(first)) == hash(of: first))
        let stopped = try program.interrupt("run", "--set", "duration=400d", "--", "-odd.yaml")
        #expect(stopped.errors.contains("repeat it with `gemello run ./-odd.yaml --seed 1 --set duration=400d`"))
    }

    @Test("What a run prints with --json is a ticket")
    func whatARunPrintsWithJson() throws {
        let first = try program.run("run", "small.yaml", "--json", "--quiet", "--schedule", "shuffle", "--seed", "9")
        try program.write(first.output, to: "run.json")
        try program.write("name: other\n", to: "small.yaml")
        let again = try program.run("replay", "--ticket", "run.json", "--json", "--quiet")
        #expect(again.errorLines == [])
        let hashes = try [first, again].map {
            let object = try JSONSerialization.jsonObject(with: Data($0.output.utf8)) as? [String: Any]
            return try #require(object?["trace_hash"] as? String)
        }
        #expect(hashes[0] == hashes[1])
        #expect(try program.runs().count == 1)
    }

    @Test("A replay of a run's JSON object is compared with the trace hash that stands in it")
    func aReplayOfARunsJSONObject() throws {
        let first = try program.run("run", "small.yaml", "--json", "--quiet", "--set", "duration=10min")
        try program.write(first.output, to: "run.json")
        let same = try program.run("replay", "--ticket", "run.json")
        #expect(same.exitCode == first.exitCode)
        #expect(same.output.contains("of the same trace hash as the ticket in run.json"))
        let other = try program.run("replay", "--ticket", "run.json", "--seed", "2")
        #expect(other.output.contains("of the ticket in run.json, which does not tell what its run came to"))
        let hash = try #require(first.output.firstMatch(of: /"trace_hash":"([0-9a-f]{16})"/)).1
        try program.write(first.output.replacingOccurrences(of: hash, with: "0000000000000007"), to: "run.json")
        let crashed = try program.run("replay", "--ticket", "run.json")
        #expect(crashed.exitCode == 5)
        #expect(
            crashed.errors.contains("not repeatable: the ticket in run.json has the trace hash 0000000000000007"))
    }

    @Test("The seeds of a range have each its line, which repeats it")
    func theSeedsOfARangeHaveEach() throws {
        let ending = try program.run("run", "small.yaml", "--seeds", "4..<6", "--db", "s.sqlite")
        let line = try #require(ending.output.split(separator: "\n").first { $0.contains("  gemello replay ") })
        #expect(line.hasSuffix("gemello replay --run 1 --db s.sqlite"))
        #expect(try program.run("replay", "--run", "2", "--db", "s.sqlite").output.contains("(seed 5)"))
    }

    @Test("A replay that comes to something else is a crash of the same program, and a remark about another")
    func aReplayThatComesToSomething()
        throws
    {
        _ = try program.run("run", "small.yaml", "--set", "duration=10min")
        let database = try DatabaseQueue(path: program.file("Reports/gemello.sqlite"))
        try database.write { try $0.execute(sql: "UPDATE stored_run SET trace_hash = 7") }
        let crashed = try program.run("replay")
        #expect(crashed.exitCode == 5)
        #expect(
            crashed.errors.contains(
                "not repeatable: run 1 of Reports/gemello.sqlite has the trace hash 0000000000000007"))
        try database.write { try $0.execute(sql: "UPDATE stored_run SET code_version = '0.0.1+other'") }
        let other = try program.run("replay")
        #expect(other.exitCode == 0)
        #expect(other.errors.contains("was made by program 0.0.1+other, this is "))
        #expect(other.output.contains("other than before: run 1"))
    }
}
