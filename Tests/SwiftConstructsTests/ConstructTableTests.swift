import Foundation
import Testing

@testable import SwiftConstructs

@Suite struct ConstructTableTests {
    /// What the program has printed, three times, for all that is asked of it.
    private static let outcomes = Result { try ConstructProgram.runs(3) }

    @Test("Every row of the page is a construct that is tried, in its order and with its verdict, and the reverse")
    func thePageAndTheTableAgree() throws {
        let rows = try ConstructPage.rows()
        #expect(rows.map(\.name) == Construct.all.map(\.name))
        #expect(rows.map(\.verdict) == Construct.all.map(\.verdict.text))
        #expect(Set(rows.map(\.name)).count == rows.count && rows.count >= 180)
        let fixed = rows.filter { $0.remark.hasSuffix("Fixed by deterministic hashing.") }.map(\.name)
        #expect(fixed == Construct.all.filter { $0.verdict == .notSeenButFixedByHashing }.map(\.name))
    }

    @Test("Each construct does what its row says, in three processes under fifo and 200 shuffles")
    func eachConstructDoesWhatItsRowSays() throws {
        let outcomes = try Self.outcomes.get()
        for (place, construct) in Construct.all.enumerated() {
            let lines = outcomes.map { $0[place] }
            let first = lines[0]
            #expect(lines.allSatisfy { $0.name == construct.name })
            switch construct.verdict {
            case .deterministic:
                #expect(lines.allSatisfy { $0 == first } && first.seen == "no leak", "\(lines)")
            case .reported(let kinds):
                let names = kinds.map { "\($0)" }
                #expect(lines.allSatisfy { $0.seen == names.joined(separator: " ") }, "\(lines)")
                for name in names { #expect(lines.allSatisfy { $0.namesPlace(of: name) }, "\(lines)") }
            case .refused:
                // Whether a thread had to be waited for is the machine's to say.
                #expect(Set(lines.map { [$0.trace, $0.log] }).count == 1, "\(lines)")
                #expect(lines.allSatisfy { $0.seen == "refused" }, "\(lines)")
            case .notSeen, .notSeenButFixedByHashing:
                #expect(lines.allSatisfy { $0.seen == "no leak" }, "\(lines)")
                #expect(Set(lines.map(\.log)).count > 1, "\(construct.name) is the same in all processes")
            case .notSeenButOfTheMachine:
                #expect(lines.allSatisfy { $0 == first } && first.seen == "no leak", "\(lines)")
            }
        }
    }

    @Test("Each deterministic construct is tried where the schedule has a choice, and shows which one it made")
    func theScheduleHasAChoice() throws {
        let lines = zip(Construct.all, try Self.outcomes.get()[0]).filter { $0.0.verdict == .deterministic }.map(\.1)
        #expect(lines.count >= 100)
        #expect(lines.filter { (Int($0.orders) ?? 0) < 2 }.map(\.name) == [])
    }

    @Test("What a process asks of its machine is answered by the machine")
    func theMachineAnswers() {
        let answers = [
            "`ProcessInfo.hostName`": ProcessInfo.processInfo.hostName,
            "`ProcessInfo.activeProcessorCount`": "\(ProcessInfo.processInfo.activeProcessorCount)",
        ]
        let constructs = Construct.all.filter { $0.verdict == .notSeenButOfTheMachine }
        #expect(constructs.count == answers.count)
        for construct in constructs {
            let stage = Stage(.fifo, seed: 0, mainActor: .report)
            let body = construct.body
            stage.process.start { await body(stage) }
            stage.simulation.run()
            stage.simulation.close()
            #expect(stage.log == answers[construct.name].map { ["0: \($0)"] })
        }
    }

    @Test("A row names one construct, and its code has every name that its title has")
    func eachRowRunsWhatItNames() throws {
        let rows = try ConstructSource.rows()
        #expect(Set(rows.map(\.name)) == Set(Construct.all.map(\.name)))
        #expect(rows.filter { $0.prose.contains(",") }.map(\.name) == [])
        #expect(rows.flatMap { row in row.names.subtracting(row.code).map { "\($0) of \(row.name)" } } == [])
    }

    @Test("With deterministic hashing the walks that go by hashes are the same in three processes")
    func hashingIsFixed() throws {
        let fixed = Construct.all.filter { $0.verdict == .notSeenButFixedByHashing }.map(\.name)
        let outcomes = try ConstructProgram.runs(3, of: fixed, hashingDeterministically: true)
        #expect(outcomes[0].map(\.name) == fixed && fixed.count > 1)
        #expect(outcomes.allSatisfy { $0 == outcomes[0] })
    }
}

/// The table as the page prints it.
private enum ConstructPage {
    struct Row {
        var name: String
        var verdict: String
        var remark: String
    }

    static func rows() throws -> [Row] {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/VirtualTime/VirtualTime.docc/WhatIsDeterministic.md")
        return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| "), line != "| construct | what comes of it | remark |" else { return nil }
            let cells = line.dropFirst().dropLast().components(separatedBy: "|")
                .map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count == 3 ? Row(name: cells[0], verdict: cells[1], remark: cells[2]) : nil
        }
    }
}

/// The rows as their source has them.
private enum ConstructSource {
    struct Row {
        var name: String
        /// Its own, and what its file has beside the rows.
        var code: Set<Substring>

        /// The title without what is code in it.
        var prose: String { parts(from: 0).joined() }
        /// The words of the code in the title.
        var names: Set<Substring> { Set(parts(from: 1).flatMap(ConstructSource.words)) }

        private func parts(from first: Int) -> [Substring] {
            name.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == first }.map(\.element)
        }
    }

    static func words(of code: some StringProtocol) -> [Substring] {
        Substring(code).split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    }

    static func rows() throws -> [Row] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../SwiftConstructs/Rows")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "swift" }.flatMap { file in
            let pieces = try String(contentsOf: file, encoding: .utf8)
                .replacingOccurrences(of: "Construct(\n            \"", with: "Construct(\"")
                .components(separatedBy: "Construct(\"")
            // A list of rows ends with a bracket on a line of its own.
            let split = pieces.map { $0.components(separatedBy: "\n    ]\n") }
            let beside = split.flatMap { $0.dropFirst() }.flatMap(words)
            return split.dropFirst().map { piece in
                let title = piece[0].components(separatedBy: "\", .")
                return Row(name: title[0], code: Set(words(of: title.dropFirst().joined()) + beside))
            }
        }
    }
}

/// The program that tries the constructs; it stands beside the test bundle.
private enum ConstructProgram {
    struct Line: Equatable {
        var name: String
        var seen: String
        var trace: String
        var log: String
        var orders: String
        var places: [String]

        init?(_ text: Substring) {
            let columns = text.components(separatedBy: "\t")
            guard columns.count == 7 else { return nil }
            (name, seen, trace, log, orders) = (columns[0], columns[2], columns[3], columns[4], columns[5])
            places = columns[6].components(separatedBy: "; ")
        }

        func namesPlace(of kind: String) -> Bool {
            places.contains { $0.hasPrefix("\(kind) at ") && $0.contains(".swift:") }
        }
    }

    struct Failure: Error { var status: Int32 }

    /// Runs the program so often, at once.
    static func runs(
        _ count: Int, of names: [String] = [], hashingDeterministically: Bool = false
    ) throws -> [[Line]] {
        let shared = FileManager.default.temporaryDirectory.appendingPathComponent("constructs-\(UUID())")
        try Data().write(to: shared)
        defer { try? FileManager.default.removeItem(at: shared) }
        let started = try (0..<count).map { number in
            try ProgramRun(
                names,
                environment: [
                    "SWIFT_DETERMINISTIC_HASHING": hashingDeterministically ? "1" : nil,
                    "SWIFT_CONSTRUCTS_RUN": "\(number)", "SWIFT_CONSTRUCTS_FILE": shared.path,
                    "TZ": ["UTC", "Asia/Tokyo", "Europe/Rome"][number % 3],
                    "LANG": ["C", "ja_JP.UTF-8", "it_IT.UTF-8"][number % 3],
                ])
        }
        return try started.map { run in
            let end = run.end()
            guard end.status == 0 else { throw Failure(status: end.status) }
            return end.output.compactMap { Line($0) }
        }
    }
}
