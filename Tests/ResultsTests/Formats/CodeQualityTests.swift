import Foundation
import Testing

@testable import Results

@Suite("The code quality report has what GitLab asks for")
struct CodeQualityTests {
    private func issue(_ description: String, line: Int = 3, identity: String = "a") -> CodeQualityJSON.Issue {
        .init(description, checkName: "gate_missed", .major, path: "Scenarios/a.yaml", line: line, identity: identity)
    }

    private func read(_ issues: [CodeQualityJSON.Issue]) throws -> [[String: Any]] {
        let text = CodeQualityJSON(issues).text
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    @Test("Every required field is there, with its type")
    func fields() throws {
        let issue = try #require(try read([issue("it was \"1\" < 2\u{7}")]).first)
        #expect(issue.keys.sorted() == ["check_name", "description", "fingerprint", "location", "severity"])
        #expect(issue["description"] as? String == "it was \"1\" < 2\u{7}")
        #expect(issue["check_name"] as? String == "gate_missed" && issue["severity"] as? String == "major")
        let location = try #require(issue["location"] as? [String: Any])
        #expect(location["path"] as? String == "Scenarios/a.yaml")
        #expect((location["lines"] as? [String: Int]) == ["begin": 3])
    }

    @Test(
        "An issue is the same one when its figures and its line have moved, and another when it is about another gate")
    func fingerprints() throws {
        let issues = try read([issue("it was 1"), issue("it was 2", line: 9), issue("it was 1", identity: "b")])
        let prints = issues.compactMap { $0["fingerprint"] as? String }
        #expect(prints.count == 3 && prints[0] == prints[1] && prints[0] != prints[2])
    }

    @Test("Without an issue it is an empty list")
    func empty() throws { #expect(try read([]).isEmpty) }
}
