import Foundation
import GRDB
import Results
import Testing
import Twin

/// `gemello run --seeds` computes no cell twice.
@Suite struct CellTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    private func run(_ options: String...) throws -> BuiltProgram.Ending {
        try program.run(command: [BuiltProgram.path, "run", "small.yaml", "--set", "duration=10min"] + options)
    }

    private func known(_ ending: BuiltProgram.Ending) -> String? {
        ending.errors.split(separator: "\n").first { $0.contains("were in the database") || $0.contains("was in the") }
            .map { String($0.dropFirst("gemello: ".count)) }
    }

    @Test("The second time nothing is run, and all that is said of the findings is the same")
    func theSecondTime() throws {
        let first = try run("--seeds", "3..<6", "--json", "--schedule", "shuffle")
        #expect(known(first) == nil)
        let second = try run("--seeds", "3..<6", "--json", "--schedule", "shuffle")
        #expect(known(second) == "3 of 3 cells were in the database and need not run")
        #expect(!second.errors.contains(" ended after "))
        #expect(second.output == first.output)
        #expect(try program.runs().count == 3)
    }

    @Test("Only what is missing is run, and the order is that of the seeds")
    func onlyWhatIsMissing() throws {
        _ = try run("--seeds", "4..<6", "--quiet")
        let wider = try run("--seeds", "3..<8", "--jobs", "2")
        #expect(known(wider) == "2 of 5 cells were in the database and need not run")
        #expect(wider.errors.contains("gemello: 3 of 3 runs ended after "))
        let lines = wider.output.split(separator: "\n").filter { $0.hasPrefix("seed ") }
        #expect(lines.map { $0.split(separator: " ")[1] } == ["3", "4", "5", "6", "7"])
        #expect(wider.output.contains("results     2 runs were in Reports/gemello.sqlite before\n"))
        #expect(wider.output.contains("            3 runs, 3 to 5, of Reports/gemello.sqlite\n"))
        #expect(try program.runs().map(\.seed) == [4, 5, 3, 6, 7])
        let alone = try run("--seeds", "3..<8", "--jobs", "1", "--db", "alone.sqlite")
        #expect(lines == alone.output.split(separator: "\n").filter { $0.hasPrefix("seed ") })
    }

    @Test("A setting, a schedule, a wire or a replication of its own is another cell; the words of a setting are not")
    func anotherCell() throws {
        _ = try run("--seeds", "0..<2", "--quiet")
        for options in [
            ["--set", "services.poller.loop_time=91s"], ["--schedule", "shuffle"], ["--wire", "bytes"],
            ["--replication", "1"],
        ] {
            let other = try program.run(
                command: [BuiltProgram.path, "run", "small.yaml", "--set", "duration=10min", "--seeds", "0..<2"]
                    + options)
            #expect(known(other) == nil, "\(options)")
        }
        let same = try program.run(
            "run", "small.yaml", "--set", "services.poller.loop_time=1500ms", "--set", "services.poller.loop_time=90s",
            "--set", "duration=600s", "--seeds", "0..<2")
        #expect(known(same) == "2 of 2 cells were in the database and need not run")
    }

    @Test("Another program's runs are not taken, nor are runs that crashed")
    func anotherProgram() throws {
        _ = try run("--seeds", "0..<3", "--quiet")
        let database = try DatabaseQueue(path: program.file("Reports/gemello.sqlite"))
        try database.write {
            try $0.execute(sql: "UPDATE stored_run SET code_version = '0.1.0+other' WHERE seed = '0'")
            try $0.execute(
                sql: """
                    UPDATE stored_run SET crash_cause = 'serviceEnded', crash_reason = 'x', exit_code = 5
                    WHERE seed = '1'
                    """)
        }
        #expect(known(try run("--seeds", "0..<3")) == "1 of 3 cells was in the database and need not run")
        #expect(known(try run("--seeds", "0..<3")) == "3 of 3 cells were in the database and need not run")
    }

    @Test(
        "Who wants a run of its own gets it",
        arguments: [
            ["--again"], ["--verify"], ["--csv", "c"], ["--topics", "t"], ["--http", "h"],
            ["--story-of-findings", "s"],
        ])
    func again(_ options: [String]) throws {
        _ = try run("--seeds", "0..<1", "--quiet")
        let ending = try program.run(
            command: [BuiltProgram.path, "run", "small.yaml", "--set", "duration=10min", "--seeds", "0..<1"] + options)
        #expect(known(ending) == nil)
        #expect(try program.runs().count == 2)
        #expect(Set(try program.runs().map(\.traceHash)).count == 1)
    }

    @Test("A run alone always runs")
    func alone() throws {
        _ = try run("--seed", "1", "--quiet")
        _ = try run("--seed", "1", "--quiet")
        #expect(try program.runs().count == 2)
    }

    @Test("Replications are other runs of the same seeds, each as it is alone")
    func replications() throws {
        let ending = try run("--seeds", "1..<3", "--replications", "2", "--jobs", "2")
        let runs = try program.runs()
        #expect(runs.map(\.seed) == [1, 1, 2, 2] && runs.map(\.replication) == [0, 1, 0, 1])
        #expect(Set(runs.map(\.traceHash)).count == 4)
        let lines = ending.output.split(separator: "\n").filter { $0.hasPrefix("seed ") }
        #expect(lines[1].hasPrefix("seed 1 replication 1  held"))
        #expect(ending.output.contains("small: 4 runs (seeds 1..<3, 2 replications each); figures are means over runs"))
        _ = try run("--seed", "2", "--replication", "1", "--db", "alone.sqlite", "--quiet")
        #expect(try program.runs(in: "alone.sqlite").map(\.traceHash) == [runs[3].traceHash])
        let one = try run("--seed", "2", "--replications", "3", "--csv", "out")
        #expect(one.output.contains("seed 2 replication 2  "))
        #expect(program.exists("out/seed-2-replication-2"))
    }
}
