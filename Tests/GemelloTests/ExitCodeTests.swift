import Foundation
import GRDB
import Observation
import Testing

/// The exit codes are an interface: what the pages say of them is what happens.
@Suite struct ExitCodeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The codes in the first column of the table under `heading`.
    private static func codes(in page: String, under heading: String) throws -> [Int32] {
        let lines = try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("#") }
        return section.compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return line.hasPrefix("|") ? cells.first.flatMap { Int32($0) } : nil
        }
    }

    @Test("The README, the tour and --help name the same codes, and each of them is seen")
    func eachCodeIsSeen() throws {
        let seen = try seen()
        #expect(try Self.codes(in: "README.md", under: "## Exit codes") == seen.keys.sorted())
        let tour = try Self.codes(in: "Sources/gemello/gemello.docc/Tour.md", under: "## How a run ends")
        #expect(tour == seen.keys.sorted())
        let help = try BuiltProgram().run("--help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let sentence = try #require(help.range(of: "Exit codes: ").map { help[$0.upperBound...].prefix { $0 != "." } })
        let named = sentence.split(separator: ",").compactMap { Int32($0.split(separator: " ")[0]) }
        #expect(named == seen.keys.sorted())
        for (code, ending) in seen {
            // A shell gives 128 more for the signal that ended a program.
            #expect((ending.exitCode < 0 ? 128 - ending.exitCode : ending.exitCode) == code, "\(ending)")
        }
    }

    @Test("Every verdict has its code in the table")
    func everyVerdict() throws {
        let codes = try Self.codes(in: "README.md", under: "## Exit codes")
        for verdict in Verdict.allCases { #expect(codes.contains(verdict.rawValue)) }
    }

    /// An ending for each code there is.
    private func seen() throws -> [Int32: BuiltProgram.Ending] {
        let program = try BuiltProgram()
        try program.write(smallScenario, to: "small.yaml")
        func run(_ options: String...) throws -> BuiltProgram.Ending {
            try program.run(command: [BuiltProgram.path, "run", "small.yaml", "--quiet"] + options)
        }
        var seen: [Int32: BuiltProgram.Ending] = [
            0: try run("--set", "duration=10min"),
            1: try run("--set", "expect=[\"checkout.asked value < 0\"]"),
            2: try run("--set", "duration=10kg"),
            3: try run("--set", "measure.deadlines.application=1ms"),
            4: try program.run(
                "run", Self.root.appendingPathComponent("Scenarios/faults/crash-after-create.yaml").path, "--quiet"),
            6: try run(
                "--set", "duration=10min", "--set", "expect=[{threshold: checkout.asked value < 999, over: mean}]",
                "--on-undecided", "6"),
            130: try program.interrupt("run", "small.yaml", "--set", "duration=400d"),
            141: try program.runIntoClosedPipe("report"),
            143: try program.interrupt(by: SIGTERM, "run", "small.yaml", "--set", "duration=400d"),
        ]
        let database = try DatabaseQueue(path: program.file("Reports/gemello.sqlite"))
        try database.write { try $0.execute(sql: "UPDATE stored_run SET trace_hash = 7") }
        seen[5] = try program.run("replay", "--run", "1")
        return seen
    }
}
