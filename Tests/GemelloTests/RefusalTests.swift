import Foundation
import Testing

/// A mistake costs nothing: one line on standard error that says where, what and the way out, exit code 2, no database.
@Suite struct RefusalTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    private func expectRefusal(_ ending: BuiltProgram.Ending, naming fragments: [String]) {
        #expect(ending.exitCode == 2)
        #expect(ending.output == "")
        #expect(ending.errorLines.count == 1, "\(ending.errors)")
        #expect(ending.errors.hasPrefix("gemello: "))
        for fragment in fragments { #expect(ending.errors.contains(fragment), "\(ending.errors)") }
        #expect(!program.exists("Reports/gemello.sqlite"))
    }

    @Test(
        "A mistake in a scenario is named with its place",
        arguments: [
            ("name: x\ndurations: 1h\n", ["bad.yaml:2:1: ", "unknown key `durations`", "did you mean `duration`?"]),
            ("name: x\nduration: 5kg\n", ["bad.yaml:2:11: ", "unknown unit `kg`"]),
            ("name: x\nduration: 5\n", ["bad.yaml:2:11: ", "no unit"]),
            ("name: x\ncitizens:\n  payments: -5/day\n", ["bad.yaml:3:13: ", "negative rate"]),
            ("name: [x\n", ["bad.yaml:"]),
            ("name: x\nfaults:\n  - crash: poller\n", ["bad.yaml:3:5: ", "without `kind`"]),
            ("name: x\nfaults:\n  - kind: crush\n    at: 1s\n", ["bad.yaml:3:", "did you mean `crash`?"]),
            ("name: x\nsometimes:\n  - a rebalance\n", ["bad.yaml:3:3: ", "not modelled"]),
            (
                "name: x\nexpect:\n  - poller.overun_share value < 5%\n",
                ["bad.yaml:3:", "did you mean `poller.overrun_share`?"]
            ),
            ("name: x\nextends: other.yaml\n", ["bad.yaml:2:10: ", "other.yaml"]),
        ])
    func aMistakeInAScenarioIsNamed(text: String, fragments: [String]) throws {
        try program.write(text, to: "bad.yaml")
        expectRefusal(try program.run("run", "bad.yaml"), naming: fragments)
        expectRefusal(try program.run("scenario", "check", "bad.yaml"), naming: fragments)
    }

    @Test("A missing scenario is named")
    func aMissingScenarioIsNamed() throws {
        expectRefusal(try program.run("run", "missing.yaml"), naming: ["missing.yaml: ", "no such file"])
    }

    @Test("A name of one character is a name like any other, for a scenario and for a database")
    func namesOfOneCharacter() throws {
        try program.write(program.read("small.yaml"), to: "s")
        try program.write("extends: s\nname: other\n", to: "w")
        #expect(try program.run("run", "w", "--db", "y", "--quiet").exitCode == 0)
        #expect(try program.runs(in: "y").map(\.scenario) == ["other"])
        expectRefusal(try program.run("run", "w", "--db", "-/"), naming: ["--db", "-/"])
    }

    @Test(
        "A setting that reaches nothing is named",
        arguments: [
            ("services.poler.loop_time=45s", "--set services.poler.loop_time=45s: unknown key"),
            ("services.poller.loop_time", "there is no `=`"), ("=3", "there is no path before the `=`"),
            ("services.poller.loop_time=45", "no unit"),
            ("services.poller=45s", "is a section"),
        ])
    func aSettingThatReachesNothing(setting: String, fragment: String) throws {
        expectRefusal(try program.run("run", "small.yaml", "--set", setting), naming: [fragment])
    }

    @Test(
        "Wrong usage ends with code 2, not with the parser's own",
        arguments: [
            [], ["frobnicate"], ["run"], ["run", "small.yaml", "--seed", "many"],
            ["run", "small.yaml", "--wire", "morse"],
            ["run", "small.yaml", "--html", "x.html"], ["run", "small.yaml", "--seeds", "3..<3"],
            ["run", "small.yaml", "--seeds", "3"], ["run", "small.yaml", "--seeds", "0..<3", "--seed", "1"],
            ["run", "small.yaml", "--seeds", "0..<3", "--jobs", "0"], ["run", "small.yaml", "--jobs", "2"],
            ["run", "small.yaml", "--seeds", "0..<300", "--jobs", "101"],
            ["run", "small.yaml", "--replications", "0"], ["run", "small.yaml", "--again"],
            ["run", "small.yaml", "--replications", "3", "--replication", "1"],
            ["run", "small.yaml", "--seeds", "0..<18000000000000000", "--replications", "1000"],
            ["report", "--run", "first"],
            ["run", "small.yaml", "--replication", "-1"], ["replay", "--ticket", "t.json", "--run", "1"],
            ["report", "--verdict", "good"], ["report", "--since", "yesterday"], ["report", "--keep", "-1"],
            ["report", "--keep", "1", "--json"], ["report", "--keep", "1", "--run", "1"],
            ["report", "--keep", "1", "--last", "1"], ["report", "--last", "0"], ["report", "--json", "--csv", "out"],
            ["report", "--json", "--run", "1", "--last", "1"], ["report", "a.sqlite", "--db", "b.sqlite"],
            ["replay", "--seed", "1"],
        ])
    func wrongUsageEnds(arguments: [String]) throws {
        guard !arguments.isEmpty else {
            #expect(try program.run(command: [BuiltProgram.path]).exitCode == 0)
            return
        }
        let command = ["run", "report", "replay"].contains(arguments[0]) ? arguments[0] + " " : ""
        expectRefusal(
            try program.run(command: [BuiltProgram.path] + arguments), naming: ["`gemello \(command)--help` tells"])
    }

    @Test(
        "What is no value of an option is told what is",
        arguments: [
            (["run", "small.yaml", "--seed", "-1"], "write a whole number from 0 to 18446744073709551615"),
            (["run", "small.yaml", "--seed", "x"], "write a whole number from 0 to 18446744073709551615"),
            (["run", "small.yaml", "--seed", "18446744073709551616"], "from 0 to 18446744073709551615"),
            (["run", "small.yaml", "--replication", "-1"], "write a whole number from 0 to 18446744073709551615"),
            (["run", "small.yaml", "--seeds", "0..<2", "--jobs", "0"], "write a whole number from 1 to 100"),
            (["run", "small.yaml", "--seeds", "-1..<2"], "a range is two whole numbers"),
            (["report", "--seed", "-1"], "write a whole number from 0"), (["report", "--last", "0"], "from 1"),
            (["report", "--keep", "-1"], "write a whole number from 0"), (["report", "--run", "0"], "from 1"),
            (["replay", "--run", "-1"], "write a whole number from 1"),
            (["report", "--since", "2026-02-30"], "write an instant of the calendar"),
            (["report", "--since", "2026-02-28T24:00:00Z"], "write an instant of the calendar"),
            (["report", "--since", "2026-2-28"], "write an instant of the calendar"),
        ])
    func whatIsNoValueOfAnOption(arguments: [String], says: String) throws {
        let ending = try program.run(command: [BuiltProgram.path] + arguments)
        expectRefusal(ending, naming: ["gemello: The value '", says])
        #expect(!ending.errors.contains("a path that begins"))
    }

    @Test(
        "A path that begins with a dash is told how to write it",
        arguments: [["run", "-x.yaml"], ["run", "small.yaml", "--db", "-x.yaml"], ["replay", "--ticket", "-x.yaml"]])
    func aPathThatBeginsWithADash(arguments: [String]) throws {
        expectRefusal(
            try program.run(command: [BuiltProgram.path] + arguments),
            naming: ["a path that begins with `-` is written `./-x.yaml`"])
    }

    @Test(
        "What is said twice is refused, and not taken from one of the two",
        arguments: [
            ["--seed", "1", "--set", "seed=4"], ["--seeds", "0..<2", "--set", "seed=4"],
            ["--wire", "typed", "--set", "wire=bytes"], ["--schedule", "fifo", "--set", "schedule=shuffle"],
        ])
    func whatIsSaidTwice(options: [String]) throws {
        expectRefusal(
            try program.run(command: [BuiltProgram.path, "run", "small.yaml"] + options),
            naming: ["gemello: \(options[0]) and --set \(options[3]) say the same thing twice; keep one of them"])
    }

    @Test("A database that cannot be made is refused before the run")
    func aDatabaseThatCannotBeMade() throws {
        expectRefusal(
            try program.run("run", "small.yaml", "--db", "/dev/null/runs.sqlite"),
            naming: ["/dev/null/runs.sqlite: cannot be opened", "choose another place"])
    }

    @Test(
        "A database that would keep nothing is refused before the run",
        arguments: ["", ":memory:", "file:runs.sqlite?mode=memory", "/dev/null"])
    func aDatabaseThatWouldKeep(db: String) throws {
        expectRefusal(
            try program.run("run", "small.yaml", "--db", db),
            naming: ["no run would be kept there", "give --db the path of a file"])
    }

    @Test("A folder that is given for a database is called one")
    func aFolderThatIsGivenForADatabase() throws {
        expectRefusal(
            try program.run("run", "small.yaml", "--db", "."), naming: [".: cannot be opened (it is a folder)"])
        expectRefusal(try program.run("report", "."), naming: [".: cannot be opened (it is a folder)"])
    }

    @Test("A text that is no ticket is refused by its name")
    func aTextThatIsNoTicketIsRefused() throws {
        try program.write("{}", to: "t.json")
        expectRefusal(try program.run("replay", "--ticket", "t.json"), naming: ["t.json: this is no ticket ("])
        expectRefusal(
            try program.run("replay", "--ticket", "no.json"),
            naming: ["no.json: there is no such file; give the path of a ticket"])
        expectRefusal(try program.run("replay"), naming: ["Reports/gemello.sqlite: there is no such database"])
    }

    @Test("A name with characters that a terminal obeys is shown with them written out")
    func aNameWithCharactersThatATerminal() throws {
        let ending = try program.run("run", "no\u{1B}[31m\u{7}.yaml")
        #expect(ending.exitCode == 2)
        #expect(!ending.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(ending.errors)")
        #expect(ending.errors.contains("no\\u{1B}[31m\\u{7}.yaml"))
        let odd = "\"a\\e[31mb\\0c\\x9Bd\""
        try program.write("name: \(odd)\n" + smallScenario.dropFirst(12), to: "odd.yaml")
        expectRefusal(
            try program.run("run", "odd.yaml"),
            naming: ["odd.yaml:1:7: name: `\"a", "31mb", "write 1 to 100 characters that a line can show"])
        let setting = ["--set", "description=\(odd)", "--set", "duration=10min"]
        try program.write(smallScenario, to: "a\nb\u{1B}[31mb.yaml")
        for arguments in [
            ["run", "a\nb\u{1B}[31mb.yaml"] + setting, ["report"], ["report", "--json"],
            ["scenario", "check", "a\nb\u{1B}[31mb.yaml"], ["run", "a\nb\u{1B}[31mb.yaml", "--json"] + setting,
        ] {
            let ending = try program.run(command: [BuiltProgram.path] + arguments)
            #expect(ending.exitCode == 0)
            let text = ending.output + ending.errors
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || 0x7F..<0xA0 ~= $0.value })
            #expect(text.contains("31mb"), "\(arguments)")
        }
    }

    @Test(
        "A folder for files that cannot be made is refused before the run",
        arguments: ["--csv", "--topics"], [[], ["--seeds", "0..<9"]])
    func aFolderForFiles(option: String, seeds: [String]) throws {
        let run = [BuiltProgram.path, "run", "small.yaml", option, "/dev/null/out"]
        expectRefusal(
            try program.run(command: run + seeds),
            naming: ["/dev/null/out: cannot be opened (the folder cannot be made)"])
    }

    @Test("A file that is no database is refused before the run and left as it is")
    func aFileThatIsNoDatabaseIsRefused() throws {
        let text = String(repeating: "minutes of a meeting\n", count: 100)
        try program.write(text, to: "notes.txt")
        expectRefusal(
            try program.run("run", "small.yaml", "--db", "notes.txt"),
            naming: ["notes.txt: this is not an SQLite database"])
        expectRefusal(try program.run("report", "notes.txt"), naming: ["notes.txt: this is not an SQLite database"])
        #expect(try program.read("notes.txt") == text)
    }

    @Test("A report on a database that is not there is refused and makes none")
    func aReportOnADatabaseThatIsNotThere() throws {
        expectRefusal(try program.run("report"), naming: ["Reports/gemello.sqlite: there is no such database"])
    }

    @Test("Help about a command that there is not is refused, and names those that there are")
    func helpAboutNothing() throws {
        let ending = try program.run("help", "stori")
        #expect(ending.exitCode == 2)
        #expect(ending.output == "")
        #expect(ending.errors.contains("no command `stori` to help with; there are run, sweep, size, merge, replay, "))
        for arguments in [["help"], ["help", "story"], ["help", "scenario", "check"]] {
            #expect(try program.run(command: [BuiltProgram.path] + arguments).exitCode == 0)
        }
    }

    @Test("Help goes to standard output with code 0")
    func helpGoesToStandard() throws {
        let ending = try program.run("run", "--help")
        #expect(ending.exitCode == 0)
        #expect(ending.errors == "")
        for option in [
            "--seed", "--seeds", "--replication", "--replications", "--again", "--jobs", "--set", "--wire",
            "--schedule", "--db", "--csv",
            "--topics", "--verify", "--json", "--quiet",
        ] {
            #expect(ending.output.contains(option), "\(option)")
        }
    }
}

/// Three municipalities for half an hour at noon: every part of the twin works, and little of it.
let smallScenario = """
    name: small
    start: 2025-03-03T12:00:00+01:00
    duration: 30min
    healing: 1h
    tenants:
      count: 3
    citizens:
      payments: 2000/day
    measure:
      life_lines: 20

    """
