import Foundation
import GRDB
import Results
import Testing

/// What breaks a run off from outside costs that run and none before it.
@Suite struct InterruptionTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    @Test("Ctrl-C ends with code 130, says what was kept and keeps the runs before")
    func ctrlcEndsWithCode() throws {
        #expect(try program.run("run", "small.yaml", "--seed", "5").errorLines == [])
        let ending = try program.interrupt("run", "small.yaml", "--set", "duration=400d")
        #expect(ending.exitCode == 130)
        #expect(ending.output == "")
        #expect(ending.errorLines.count == 1, "\(ending.errors)")
        #expect(
            ending.errors.contains("gemello: interrupted: nothing of this run was kept, the 1 run before it is whole"))
        #expect(try program.runs().map(\.seed) == [5])
    }

    @Test("SIGTERM ends a run as Ctrl-C does, with code 143")
    func sigtermEndsARun() throws {
        let ending = try program.interrupt(by: SIGTERM, "run", "small.yaml", "--set", "duration=400d")
        #expect(ending.exitCode == 143)
        #expect(ending.errors.contains("gemello: interrupted: nothing of this run was kept"))
    }

    @Test("Ctrl-C ends a report that has no end, and the run is kept")
    func ctrlcEndsAReport() throws {
        try FileManager.default.createDirectory(atPath: program.file("Reports"), withIntermediateDirectories: true)
        try program.write(
            "-- title: T\n-- unit: s\n-- chart: line\n"
                + "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
            to: "Reports/endless.sql")
        let ending = try program.interrupt(
            onceStored: "Reports/gemello.sqlite", "run", "small.yaml", "--csv", "out", "--seed", "8")
        #expect(ending.exitCode == 130)
        #expect(ending.errors.contains("gemello: interrupted when the run was over: all of it is kept"))
        #expect(ending.output.contains("not all CSV files in out"))
        #expect(try program.runs().map(\.seed) == [8])
    }

    @Test("Ctrl-C of the first run speaks of no runs before")
    func ctrlcOfTheFirstRun() throws {
        let ending = try program.interrupt("run", "small.yaml", "--set", "duration=400d")
        #expect(ending.exitCode == 130)
        #expect(ending.errors.contains("nothing of this run was kept; repeat it with `gemello run small.yaml"))
    }

    @Test("What repeats a run that was broken off keeps it where it was to be kept")
    func whatRepeatsARunThatWasBrokenOff() throws {
        let ending = try program.interrupt(
            by: SIGTERM, "run", "small.yaml", "--set", "duration=400d", "--db", "my runs.sqlite", "--verify")
        #expect(
            ending.errors.contains(
                "repeat it with `gemello run small.yaml --seed 1 --set duration=400d --db 'my runs.sqlite' --verify`"),
            "\(ending.errors)")
    }

    @Test("Runs before that cannot be read are told, and not taken for none")
    func runsBeforeThatCannotBeRead() throws {
        #expect(try program.run("run", "small.yaml", "--set", "duration=10min").errorLines == [])
        let database = try DatabaseQueue(path: program.file("Reports/gemello.sqlite"))
        try database.write { try $0.execute(sql: "UPDATE stored_run SET seed = 'x'") }
        let ending = try program.interrupt("run", "small.yaml", "--set", "duration=400d")
        #expect(ending.exitCode == 130)
        #expect(
            ending.errors.contains("kept, the runs before it cannot be read (Reports/gemello.sqlite: a run cannot"),
            "\(ending.errors)")
    }

    /// The limit of a file's size stands for a full disk: the second run does not fit behind the first.
    @Test("A full disk ends with code 2 after the summary and keeps the runs before")
    func aFullDiskEnds() throws {
        #expect(try program.run("run", "small.yaml", "--seed", "5").errorLines == [])
        let attributes = try FileManager.default.attributesOfItem(atPath: program.file("Reports/gemello.sqlite"))
        let size = try #require(attributes[.size] as? Int)
        let limited = "ulimit -f \(size / 1_024 + 1); exec \"$0\" run small.yaml --seed 6 --quiet"
        let ending = try program.run(command: ["/bin/bash", "-c", limited, BuiltProgram.path])
        #expect(ending.exitCode == 2)
        #expect(ending.output.contains("trace_hash"))
        #expect(ending.output.contains("not all were kept, see the error"))
        #expect(ending.errorLines.count == 1, "\(ending.errors)")
        #expect(ending.errors.contains("Reports/gemello.sqlite: "))
        #expect(ending.errors.hasSuffix("; this run is not kept in Reports/gemello.sqlite\n"), "\(ending.errors)")
        #expect(try program.runs().map(\.seed) == [5])
        #expect(try program.run("run", "small.yaml", "--seed", "7", "--quiet").errors == "")
        #expect(try program.runs().map(\.seed) == [5, 7])
    }
}
