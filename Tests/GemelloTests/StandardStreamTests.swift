import Foundation
import Results
import Testing

/// What a run says may be lost; what it found is not, and nobody is told that all is well when nothing arrived.
@Suite struct StandardStreamTests {
    let program: BuiltProgram

    init() throws {
        program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
    }

    private func shell(_ line: String) throws -> BuiltProgram.Ending {
        try program.run(command: ["/bin/sh", "-c", line, BuiltProgram.path])
    }

    @Test(
        "A run ends and is kept whatever has become of standard error",
        arguments: ["2>&-", "2>/dev/full", "2>&- <&-", "2>&- --topics topics"])
    func aRunEndsAndIsKept(redirection: String) throws {
        let ending = try shell("exec \"$0\" run small.yaml --set duration=10min \(redirection)")
        #expect(ending.exitCode == 0)
        #expect(ending.output.contains("run 1 of Reports/gemello.sqlite\n"))
        #expect(try program.runs().count == 1)
        if program.exists("topics") {
            for topic in ["payments", "applications"] {
                #expect(try !program.read("topics/\(topic).ndjson").contains("gemello: "))
            }
        }
    }

    @Test(
        "An answer that does not arrive ends with code 2 and a message, and the run is kept",
        arguments: ["--json >/dev/full", ">/dev/full", ">&-", "--json >&-", "--seeds 0..1 >/dev/full"])
    func anAnswerThatDoesNotArriveEnds(
        redirection: String
    ) throws {
        let arguments = redirection.replacingOccurrences(of: "0..1", with: "0...1")
        let ending = try shell("exec \"$0\" run small.yaml --quiet --set duration=10min \(arguments)")
        #expect(ending.exitCode == 2)
        #expect(ending.errorLines.count == 1)
        let error = ending.errorLines.first ?? ""
        #expect(error.hasPrefix("gemello: standard output: cannot be written ("), "\(error)")
        #expect(error.hasSuffix("); run 1 is kept in Reports/gemello.sqlite"), "\(error)")
        #expect(try program.runs().count == 1)
    }

    @Test(
        "No command is content when nobody can hear it",
        arguments: [
            "report", "scenario show small.yaml", "scenario check small.yaml", "--help", "--version", "run --help",
        ])
    func noCommandIsContentWhenNobody(command: String) throws {
        _ = try program.run("run", "small.yaml", "--quiet", "--set", "duration=10min")
        #expect(try shell("exec \"$0\" \(command) >/dev/full").exitCode == 2)
        #expect(try shell("exec \"$0\" \(command) >/dev/null").exitCode == 0)
    }

    @Test("A reader that has enough ends the program as any other in a pipe")
    func aReaderThatHasEnoughEnds() throws {
        let short = ["--quiet", "--set", "duration=10min"]
        let one = try program.runIntoClosedPipe("run", "small.yaml", short[0], short[1], short[2])
        let many = try program.runIntoClosedPipe(
            "run", "small.yaml", "--seeds", "0..<50", short[0], short[1], short[2])
        #expect(try program.runs().count == 2)
        for ending in [one, many, try program.runIntoClosedPipe("report")] {
            #expect(ending.exitCode == -SIGPIPE)
            #expect(ending.errors == "")
        }
    }

    @Test("A log is told the ticket before the run and one line after it")
    func aLogIsToldTheTicket() throws {
        let ending = try program.run("run", "small.yaml", "--seed", "3", "--set", "measure.life_lines=7")
        let lines = ending.errors.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("gemello: ticket: small ("))
        #expect(lines[0].contains("), seed 3, replication 0, wire typed, schedule fifo, program "))
        #expect(lines[0].hasSuffix(", set measure.life_lines=7"))
        #expect(lines[1].hasPrefix("gemello: the run ended after "))
        let many = try program.run("run", "small.yaml", "--seeds", "0..<4", "--jobs", "2")
        #expect(many.errors.split(separator: "\n").count == 2)
        #expect(many.errors.contains("gemello: 4 of 4 runs ended after "))
    }
}
