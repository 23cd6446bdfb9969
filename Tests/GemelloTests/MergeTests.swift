import Foundation
import GRDB
import Results
import Testing

/// `gemello merge`, as a user runs it after shards have run elsewhere.
@Suite struct MergeTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    private let grid = [
        "--vary", "services.poller.loop_time=30s,90s", "--set", "duration=10min", "--set", "healing=20min", "--seeds",
        "0..<5",
    ]
    private let shards = ["1.sqlite", "2.sqlite", "3.sqlite"]

    private func sweep(_ options: String...) throws -> BuiltProgram.Ending {
        try program.run(command: [BuiltProgram.path, "sweep", "small.yaml", "--quiet"] + options + grid)
    }

    private func merge(_ words: [String]) throws -> BuiltProgram.Ending {
        try program.run(command: [BuiltProgram.path, "merge"] + words)
    }

    /// Ten cells, of which the shards have four, three and three.
    private func sweepShards() throws {
        for number in 1...3 { _ = try sweep("--shard", "\(number)/3", "--db", "\(number).sqlite") }
    }

    private func change(_ database: String, _ sql: String) throws {
        try DatabaseQueue(path: program.file(database)).write { try $0.execute(sql: sql) }
    }

    /// All rows of all tables, in the order of their keys.
    private func content(of database: String) throws -> [String] {
        try DatabaseQueue(path: program.file(database)).read { db in
            try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").flatMap {
                table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { "\(table) \($0)" }
            }
        }
    }

    @Test("Shards merged in any order are the same database, from which the whole sweep is told without a run")
    func anyOrder() throws {
        try sweepShards()
        let orders = [[0, 1, 2], [2, 0, 1], [1, 2, 0]]
        for (number, order) in orders.enumerated() {
            let ending = try merge(["all\(number).sqlite"] + order.map { shards[$0] })
            #expect(ending.exitCode == 0 && ending.errors == "")
            let lines = ending.output.split(separator: "\n")
            #expect(lines[0] == "merged      3 databases: 10 runs of 10 cells")
            #expect(lines[1] == "sweep       all of its 10 cells")
            #expect(lines.last == "results     all\(number).sqlite")
        }
        #expect(try content(of: "all1.sqlite") == content(of: "all0.sqlite"))
        #expect(try content(of: "all2.sqlite") == content(of: "all0.sqlite"))
        let whole = try sweep("--db", "whole.sqlite")
        let told = try program.run(
            command: [BuiltProgram.path, "sweep", "small.yaml", "--db", "all0.sqlite"] + grid)
        #expect(told.errors.contains("10 of 10 cells were in the database and need not run"))
        #expect(told.output == whole.output.replacingOccurrences(of: "whole.sqlite", with: "all0.sqlite"))
        let hashes = try ["all0.sqlite", "whole.sqlite", "1.sqlite"].map { database in
            let json = try merge(["again-\(database)", database, "--json"]).output
            let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
            return try #require(object?["cells_hash"] as? String)
        }
        #expect(hashes[0] == hashes[1] && hashes[0] != hashes[2] && hashes[0].count == 16)
    }

    @Test("A merged run is read as it was where it ran")
    func wholeRuns() throws {
        try sweepShards()
        _ = try merge(["all.sqlite"] + shards)
        var found: [UInt64: [String]] = [:]
        for database in shards + ["all.sqlite"] {
            let store = try ResultStore(reading: program.file(database))
            for heading in try store.headings() {
                let ending = try store.run(heading.id).ending
                let text = "\(ending.ticket.text) \(ending.findings) \(ending.cost) \(heading.started)"
                found[heading.traceHash, default: []].append(text)
            }
        }
        #expect(found.count == 10)
        for texts in found.values { #expect(texts.count == 2 && texts[0] == texts[1]) }
    }

    @Test("A lost shard and one that was broken off are named with the command that runs what is missing")
    func gaps() throws {
        try sweepShards()
        try change("3.sqlite", "DELETE FROM stored_run WHERE id > 1")
        let ending = try merge(["some.sqlite", "3.sqlite", "1.sqlite"])
        #expect(ending.exitCode == 1)
        let lines = ending.output.split(separator: "\n").map(String.init)
        #expect(lines[0] == "merged      2 databases: 5 runs of 5 cells")
        #expect(lines[1] == "sweep       5 of its 10 cells are missing")
        #expect(lines[2] == "            shard 2/3 is in none of the databases: 3 of 3 cells are missing; run")
        #expect(lines[4] == "            shard 3/3 was broken off: 2 of 3 cells are missing; run")
        for (line, missing) in [(lines[3], 3), (lines[5], 2)] {
            let words = line.split(separator: " ").map { $0.replacingOccurrences(of: "'", with: "") }
            #expect(words[0] == "gemello")
            let again = try program.run(command: [BuiltProgram.path] + words.dropFirst())
            #expect(again.errors.contains("\(missing) of \(missing) runs ended after"))
        }
        let whole = try merge(["all.sqlite", "some.sqlite"])
        #expect(whole.exitCode == 0 && whole.output.contains("sweep       all of its 10 cells\n"))
    }

    @Test("What is there twice is kept once when both found the same, and refused by both names when not")
    func twice() throws {
        try sweepShards()
        try FileManager.default.copyItem(atPath: program.file("2.sqlite"), toPath: program.file("copy.sqlite"))
        let ending = try merge(["all.sqlite", "copy.sqlite"] + shards)
        #expect(ending.output.contains("left out: 3 runs of cells that another run has, which found the same\n"))
        #expect(ending.output.contains("4 databases: 10 runs of 10 cells\n"))
        try change("copy.sqlite", "UPDATE stored_run SET trace_hash = trace_hash + 1 WHERE id = 2")
        let refused = try merge(["other.sqlite"] + shards + ["copy.sqlite"])
        #expect(refused.exitCode == 2 && refused.output == "")
        #expect(refused.errors.contains("run 2 of 2.sqlite and run 2 of copy.sqlite are the same cell (seed "))
        #expect(!program.exists("other.sqlite") && !program.exists("other.sqlite.partial"))
    }

    @Test("Cells of another program, another sweep or another scenario are refused by name, in any order")
    func strangers() throws {
        try sweepShards()
        func refusal(_ databases: [String]) throws -> String {
            let endings = try [databases, databases.reversed()].map { try merge(["all.sqlite"] + $0) }
            #expect(endings[0].exitCode == 2 && endings[0].errors == endings[1].errors)
            #expect(!program.exists("all.sqlite"))
            return endings[0].errors
        }
        _ = try program.run(
            "sweep", "small.yaml", "--vary", "services.poller.concurrency=2", "--quiet", "--db", "sweep.sqlite")
        #expect(try refusal(["1.sqlite", "sweep.sqlite"]).contains("sweep.sqlite has a part of `gemello sweep "))
        let run = ["run", "small.yaml", "--set", "duration=9min", "--quiet", "--db"]
        _ = try program.run(command: [BuiltProgram.path] + run + ["run.sqlite"])
        #expect(try refusal(["1.sqlite", "run.sqlite"]).contains("run 1 of run.sqlite has scenario "))
        _ = try program.run("run", "small.yaml", "--set", "duration=8min", "--quiet", "--db", "more.sqlite")
        #expect(try refusal(["run.sqlite", "more.sqlite"]).contains("they are runs of different scenarios"))
        try change("3.sqlite", "UPDATE stored_run SET code_version = 'older' WHERE id = 3")
        #expect(try refusal(shards).contains("run 3 of 3.sqlite is of program older, and run 1 of 1.sqlite of "))
    }

    @Test("Runs of one scenario that no sweep has planned are joined as well")
    func seeds() throws {
        for (seeds, database) in [("0..<2", "a.sqlite"), ("2..<4", "b.sqlite")] {
            _ = try program.run(
                "run", "small.yaml", "--set", "duration=9min", "--seeds", seeds, "--quiet", "--db", database)
        }
        let ending = try merge(["all.sqlite", "b.sqlite", "a.sqlite"])
        #expect(ending.exitCode == 0)
        #expect(ending.output.hasPrefix("merged      2 databases: 4 runs of 4 cells\ncells hash"))
        #expect(try program.runs(in: "all.sqlite").map(\.seed) == [0, 1, 2, 3])
    }

    @Test("A file that is there, a database named twice and one that is none are refused, and nothing is made")
    func refused() throws {
        _ = try sweep("--shard", "1/3", "--db", "1.sqlite")
        try program.write("text", to: "there.sqlite")
        let there = try merge(["there.sqlite", "1.sqlite"])
        #expect(there.exitCode == 2 && there.errors.contains("there.sqlite: there is such a file; remove it"))
        #expect(try program.read("there.sqlite") == "text")
        let twice = try merge(["all.sqlite", "1.sqlite", "./1.sqlite"])
        #expect(twice.exitCode == 2)
        #expect(twice.errors.contains("./1.sqlite: the database is there twice, also as 1.sqlite"))
        let none = try merge(["all.sqlite", "1.sqlite", "there.sqlite"])
        #expect(none.exitCode == 2 && none.errors.contains("there.sqlite: this is not an SQLite database"))
        #expect(try merge(["all.sqlite", "gone.sqlite"]).errors.contains("gone.sqlite: there is no such database"))
        #expect(!program.exists("all.sqlite"))
        #expect(try merge(["no/folder/all.sqlite", "1.sqlite"]).output.contains("4 runs of 4 cells"))
        #expect(program.exists("no/folder/all.sqlite"))
    }
}
