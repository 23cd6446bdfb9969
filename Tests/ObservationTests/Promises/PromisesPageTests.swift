import Foundation
import Testing

@testable import Observation

/// The page that tells of the promises, beside the promises.
@Suite("The page of promises")
struct PromisesPageTests {
    private static func page() throws -> String {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Sources/Observation/Observation.docc/Promises.md")
        return try String(contentsOf: page, encoding: .utf8)
    }

    /// Name and grade of each row.
    private static func rows() throws -> [[String]] {
        try page().split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 5, cells[0].hasPrefix("I") else { return nil }
            return [cells[0], cells[2]]
        }
    }

    @Test("It states each promise in order, with its grade")
    func statesAll() throws {
        #expect(try Self.rows() == Invariant.allCases.map { [$0.rawValue, $0.grade.rawValue] })
    }

    @Test("Each promise has its section, to which its page leads")
    func sections() throws {
        let sections = try Self.page().split(separator: "\n").filter { $0.hasPrefix("### I") }.map { $0.dropFirst(4) }
        #expect(Set(sections) == Set(Invariant.allCases.map { Substring($0.rawValue) }))
        #expect(sections.count == Invariant.allCases.count)
        #expect(Invariant.paidOnce.page == "Promises#I3")
    }
}
