import Foundation
import Scenarios

/// Findings as GitLab's code quality report, which shows them beside the lines of a merge request.
package struct CodeQualityJSON {
    /// From the mildest.
    package enum Severity: String, Sendable { case info, minor, major, critical, blocker }

    /// Something that is wrong, and where.
    package struct Issue: Sendable {
        /// A sentence.
        package var description: String
        /// The rule that it broke.
        package var checkName: String
        /// How much it weighs.
        package var severity: Severity
        /// Of a file, from the repository's root.
        package var path: String
        /// From 1.
        package var line: Int
        /// What makes it the same issue in another pipeline, whatever its figures are there.
        package var identity: String

        /// An issue at its line.
        package init(
            _ description: String, checkName: String, _ severity: Severity, path: String, line: Int, identity: String
        ) {
            self.description = description
            self.checkName = checkName
            self.severity = severity
            self.path = path
            self.line = line
            self.identity = identity
        }
    }

    private let issues: [Issue]

    /// A report of these issues; of none it is an empty list, which tells GitLab that they are resolved.
    package init(_ issues: [Issue]) { self.issues = issues }

    /// The whole document.
    package var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let lines = try issues.map {
                TerminalText.escapedJSON(String(decoding: try encoder.encode(Form($0)), as: UTF8.self))
            }
            return "[" + lines.map { "\n" + $0 }.joined(separator: ",") + "\n]\n"
        } catch {
            preconditionFailure("An issue has nothing that JSON cannot say: \(error)")
        }
    }

    /// The fields that GitLab asks for.
    private struct Form: Encodable {
        struct Location: Encodable {
            struct Lines: Encodable { var begin: Int }
            var path: String
            var lines: Lines
        }

        var description, checkName, fingerprint, severity: String
        var location: Location

        init(_ issue: Issue) {
            description = issue.description
            checkName = issue.checkName
            severity = issue.severity.rawValue
            location = Location(path: issue.path, lines: .init(begin: issue.line))
            fingerprint = Self.hash("\(issue.checkName)\n\(issue.path)\n\(issue.identity)")
        }

        enum CodingKeys: String, CodingKey {
            case description, fingerprint, severity, location
            case checkName = "check_name"
        }

        /// FNV-1a, 64 bits.
        private static func hash(_ text: String) -> String {
            let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            return traceHashText(hash)
        }
    }
}
