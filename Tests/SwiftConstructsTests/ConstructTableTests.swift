import Foundation
import Testing

@testable import SwiftConstructs

@Suite struct ConstructTableTests {
    @Test("Every row of the page is a construct that is tried, in its order and with its verdict, and the reverse")
    func thePageAndTheTableAgree() throws {
        let rows = try ConstructPage.rows()
        #expect(rows.map(\.name) == Construct.all.map(\.name))
        #expect(rows.map(\.verdict) == Construct.all.map(\.verdict.text))
        #expect(Set(rows.map(\.name)).count == rows.count && rows.count >= 60)
        let fixed = rows.filter { $0.remark.hasSuffix("Fixed by deterministic hashing.") }.map(\.name)
        #expect(fixed == Construct.all.filter { $0.verdict == .notSeenButFixedByHashing }.map(\.name))
    }

    @Test("Each construct does what its row says, in three processes under fifo and 200 shuffles")
    func eachConstructDoesWhatItsRowSays() throws {
        let outcomes = try ConstructProgram.runs(3)
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
            case .refused: #expect(lines.allSatisfy { $0 == first } && first.seen == "refused", "\(lines)")
            case .notSeen, .notSeenButFixedByHashing:
                #expect(lines.allSatisfy { $0.seen == "no leak" }, "\(lines)")
                #expect(Set(lines.map(\.log)).count > 1, "\(construct.name) is the same in all processes")
            }
        }
        // What depends on the schedule shows it: a table that always met one order would hold nothing.
        #expect(outcomes[0].filter { (Int($0.orders) ?? 0) > 1 }.count >= 60)
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
        let started = try (0..<count).map { number in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
                .deletingLastPathComponent().appendingPathComponent("SwiftConstructs")
            process.arguments = names
            var environment = ProcessInfo.processInfo.environment
            environment["SWIFT_DETERMINISTIC_HASHING"] = hashingDeterministically ? "1" : nil
            environment["SWIFT_CONSTRUCTS_RUN"] = "\(number)"
            process.environment = environment
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            return (process, output)
        }
        return try started.map { process, output in
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
            return text.split(separator: "\n").compactMap { Line($0) }
        }
    }
}
