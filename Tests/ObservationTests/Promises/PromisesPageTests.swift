import Foundation
import Testing

@testable import Observation

/// The page that tells of the sixteen promises, beside the promises that are judged.
@Suite("The page of promises")
struct PromisesPageTests {
    private struct Row {
        let name: String
        let isSafety: Bool
        let isJudged: Bool
    }

    private static func rows() throws -> [Row] {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Sources/Observation/Observation.docc/Promises.md")
        return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 6, cells[0].hasPrefix("I") else { return nil }
            return Row(name: cells[0], isSafety: cells[2] == "safety", isJudged: cells[5] == "yes")
        }
    }

    @Test("It states all sixteen, in order")
    func sixteen() throws {
        #expect(try Self.rows().map(\.name) == (1...16).map { "I\($0)" })
    }

    @Test("It says that a promise is judged exactly when one is, and of which kind")
    func judged() throws {
        let judged = try Self.rows().filter(\.isJudged)
        #expect(Set(judged.map(\.name)) == Set(Invariant.allCases.map(\.rawValue)))
        for row in judged {
            let invariant = try #require(Invariant(rawValue: row.name))
            #expect((invariant.kind == .safety) == row.isSafety, "\(row.name)")
        }
    }
}
