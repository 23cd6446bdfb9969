import Foundation
import Results
import Testing

/// `gemello report` on a database of a few runs.
@Suite struct ReportCommandTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario.replacingOccurrences(of: "30min", with: "10min"), to: "small.yaml")
        let strict = ["--set", "expect=[\"checkout.asked value < 0\"]"]
        for arguments in [
            ["--seed", "1"], ["--seed", "2"] + strict, ["--seed", "3"], ["--seed", "2", "--wire", "bytes"],
        ] {
            let ending = try program.run(command: [BuiltProgram.path, "run", "small.yaml", "--quiet"] + arguments)
            #expect(ending.errors == "")
        }
    }

    private func listed(_ ending: BuiltProgram.Ending) -> [String] {
        ending.output.split(separator: "\n").prefix { !$0.contains("one run (") }.dropFirst(2).map {
            String($0.split(separator: " ")[0])
        }
    }

    @Test(
        "The runs that are meant are listed, and the last of them is shown",
        arguments: [
            ([], ["1", "2", "3", "4"]), (["--seed", "2"], ["2", "4"]), (["--verdict", "gate_missed"], ["2"]),
            (["--scenario", "small"], ["1", "2", "3", "4"]), (["--since", "2020-01-01"], ["1", "2", "3", "4"]),
            (["--seed", "2", "--verdict", "held"], ["4"]), (["--last", "2"], ["3", "4"]),
        ] as [([String], [String])])
    func theRunsThatAreMeantAreListed(filter: [String], ids: [String]) throws {
        let ending = try program.run(command: [BuiltProgram.path, "report"] + filter)
        #expect(ending.exitCode == 0)
        #expect(listed(ending) == ids)
        #expect(ending.output.contains("gemello replay --run \(ids[ids.count - 1])\n"))
    }

    @Test("Runs that nobody made are not found")
    func runsThatNobodyMade() throws {
        let filters = [
            (["--scenario", "other"], "the scenario `other`"), (["--verdict", "crashed"], "the verdict crashed"),
            (["--since", "2149-01-01T00:00:00Z"], "a start from 2149-01-01T00:00:00Z on"),
            (["--seed", "1", "--scenario", "x"], "the scenario `x` and seed 1"),
        ]
        for (filter, words) in filters {
            for more in [[], ["--json"], ["--keep", "0"], ["--csv", "out"]] {
                let ending = try program.run(command: [BuiltProgram.path, "report"] + filter + more)
                #expect(ending.exitCode == 2)
                #expect(ending.output == "")
                #expect(
                    ending.errors == "gemello: Reports/gemello.sqlite: holds 4 runs, and none has \(words); "
                        + "`gemello report` without filters lists them\n")
            }
        }
    }

    @Test("A run that is asked for by its number fits the filters or is refused")
    func aRunThatIsAskedForByItsNumber() throws {
        for more in [[], ["--json"]] {
            let report = [BuiltProgram.path, "report", "--run"]
            let other = try program.run(command: report + ["1", "--scenario", "x"] + more)
            #expect(other.exitCode == 2)
            #expect(other.errors.contains("holds run 1, which does not have the scenario `x`; leave out --run or"))
            let absent = try program.run(command: report + ["9", "--scenario", "x"] + more)
            #expect(absent.exitCode == 2)
            #expect(absent.errors.contains("holds no run 9; `gemello report` lists those it has"))
            #expect(try program.run(command: report + ["1", "--scenario", "small"] + more).exitCode == 0)
        }
    }

    @Test("The database is named as `gemello run` names it, or alone")
    func theDatabaseIsNamed() throws {
        try FileManager.default.moveItem(
            atPath: program.file("Reports/gemello.sqlite"), toPath: program.file("other.sqlite"))
        let alone = try program.run("report", "other.sqlite")
        #expect(alone.exitCode == 0)
        #expect(alone.output.contains("repeat      gemello replay --run 4 --db other.sqlite\n"))
        #expect(try program.run("report", "--db", "other.sqlite").output == alone.output)
    }

    @Test("What was set against the file is shown")
    func whatWasSetAgainstTheFile() throws {
        let ending = try program.run("report", "--run", "2")
        #expect(ending.output.contains("set         against small.yaml: expect=[\"checkout.asked value < 0\"]\n"))
        #expect(
            try program.run("report", "--run", "4").output.contains("set         against small.yaml: --wire bytes\n"))
        #expect(ending.output.contains("  expect=[\"checkout.asked value < 0\"]\n  3 "))
    }

    @Test("With --json each run is the object that it was")
    func withJsonEachRun() throws {
        let first = try program.run("run", "small.yaml", "--json", "--quiet", "--seed", "7")
        let all = try program.run("report", "--json").output.split(separator: "\n")
        #expect(all.count == 5)
        #expect(try program.run("report", "--json", "--seed", "7").output == first.output)
        #expect(try program.run("report", "--json", "--run", "5").output == first.output)
        #expect(try program.run("report", "--json", "--last", "1").output == first.output)
    }

    @Test("Pruning keeps the last of the runs that are meant")
    func pruningKeepsTheLast() throws {
        let ending = try program.run("report", "--keep", "1", "--seed", "2")
        #expect(ending.exitCode == 0)
        #expect(ending.output == "1 run removed, 3 left in Reports/gemello.sqlite\n")
        #expect(listed(try program.run("report")) == ["1", "3", "4"])
        #expect(try program.run("report", "--keep", "0").output.hasPrefix("3 runs removed, 0 left"))
        #expect(try program.run("report", "--keep", "0").output == "0 runs removed, 0 left in Reports/gemello.sqlite\n")
        for more in [[], ["--json"]] {
            let empty = try program.run(command: [BuiltProgram.path, "report"] + more)
            #expect(empty.exitCode == 2)
            #expect(empty.output == "" && empty.errors.contains("gemello.sqlite: holds no run; `gemello run SCENARIO"))
        }
    }
}
