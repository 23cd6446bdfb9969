import Testing

/// What cannot be compared costs one line on standard error and the code 2.
@Suite("What cannot be compared is refused with the way out") struct CompareRefusalTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
        for (db, setting) in [("a.sqlite", "name=small"), ("b.sqlite", "name=other")] {
            let run = ["run", "small.yaml", "--set", setting, "--set", "duration=5min", "--db", db, "--quiet"]
            _ = try program.run(command: [BuiltProgram.path] + run)
        }
        try program.write("minutes of a meeting\n", to: "notes.txt")
    }

    @Test("Each is one line with code 2, and nothing on standard output")
    func refusals() throws {
        let cases: [(arguments: [String], says: String)] = [
            (["a.sqlite"], "a.sqlite: both sides are the same runs; name a second file, or say with --base and --new"),
            (["a.sqlite", "a.sqlite"], "both sides are the same runs"),
            (["a.sqlite", "b.sqlite"], "a.sqlite has runs of small, and b.sqlite of other: different scenarios"),
            (
                ["a.sqlite", "none.sqlite"],
                "none.sqlite: there is no such file; give the path of a database or a baseline"
            ),
            (["a.sqlite", "notes.txt"], "notes.txt: this is neither a database of runs nor a baseline"),
            (["a.sqlite", "b.sqlite", "--base", "fast"], "--base 'fast' says of no runs which are meant"),
            (["a.sqlite", "b.sqlite", "--new", "code=zzz"], "b.sqlite: none of its runs has code=zzz"),
            (["a.sqlite", "b.sqlite", "--fail-on", "poler.calls worse"], "did you mean `poller.calls`?"),
            (["a.sqlite", "b.sqlite", "--junit", "no/x.xml"], "no/x.xml: cannot be written (there is no folder"),
            (["a.sqlite", "b.sqlite", "--junit", "x", "--csv", "x"], "two reports cannot be one file"),
            (["a.sqlite", "b.sqlite", "--write-baseline", "x.tsv"], "--write-baseline compares nothing"),
            (["a.sqlite", "--write-baseline", "no/x.tsv"], "no/x.tsv: cannot be written"),
            (["a.sqlite", "b.sqlite", "--on-undecided", "maybe"], "--on-undecided"),
        ]
        for (arguments, says) in cases {
            let ending = try program.run(command: [BuiltProgram.path, "compare"] + arguments)
            #expect(ending.exitCode == 2, "\(arguments)")
            #expect(ending.output == "" && ending.errorLines.count == 1, "\(arguments): \(ending.errors)")
            #expect(ending.errors.hasPrefix("gemello: ") && ending.errors.contains(says), "\(ending.errors)")
        }
    }
}
