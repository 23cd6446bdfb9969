import Scenarios

/// A report of tests in the XML that JUnit's Ant task began and that GitLab, Jenkins and GitHub's actions read: suites
/// of cases, each passed, failed, in error or skipped. It has no time and no host: the same runs give the same bytes.
///
/// Written by hand: five elements need no library, and what they hold is escaped in one place.
package struct JUnitXML {
    /// How one case ended.
    package enum Outcome: Equatable, Sendable {
        /// With what there is to say of it all the same.
        case passed(note: String = "")
        /// What was asserted does not hold: its kind, a line, and the rest.
        case failure(type: String, message: String, text: String = "")
        /// It could not be told whether it holds.
        case error(type: String, message: String, text: String = "")
        /// It was not judged, and why.
        case skipped(message: String)
    }

    /// Something that was judged.
    package struct Case: Sendable {
        /// The group within its suite.
        package var className: String
        /// By which a viewer finds it in the report before.
        package var name: String
        /// How it ended.
        package var outcome: Outcome

        /// A case and how it ended.
        package init(_ name: String, in className: String, _ outcome: Outcome) {
            self.name = name
            self.className = className
            self.outcome = outcome
        }
    }

    /// Cases that belong together.
    package struct Suite: Sendable {
        /// What was tested.
        package var name: String
        /// What it was tested with, in order.
        package var properties: [(name: String, value: String)]
        /// In order.
        package var cases: [Case]

        /// A suite of these cases.
        package init(_ name: String, properties: [(name: String, value: String)] = [], _ cases: [Case]) {
            self.name = name
            self.properties = properties
            self.cases = cases
        }
    }

    private let suites: [Suite]

    /// A report of these suites.
    package init(_ suites: [Suite]) { self.suites = suites }

    /// The whole document.
    package var text: String {
        let all = suites.flatMap(\.cases)
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites" + Self.attributes([("name", "gemello")] + Self.counts(all)) + ">")
        for suite in suites { lines += Self.lines(suite) }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func lines(_ suite: Suite) -> [String] {
        let skipped = suite.cases.count { if case .skipped = $0.outcome { true } else { false } }
        let head = [("name", suite.name)] + counts(suite.cases) + [("skipped", "\(skipped)")]
        var lines = ["  <testsuite" + attributes(head) + ">"]
        if !suite.properties.isEmpty {
            lines.append("    <properties>")
            lines += suite.properties.map {
                "      <property" + attributes([("name", $0.name), ("value", $0.value)]) + "/>"
            }
            lines.append("    </properties>")
        }
        return lines + suite.cases.flatMap(self.lines) + ["  </testsuite>"]
    }

    private static func lines(_ one: Case) -> [String] {
        let start = "    <testcase" + attributes([("classname", one.className), ("name", one.name)])
        func around(_ element: String, _ parts: [(String, String)], _ text: String) -> [String] {
            let begin = "      <\(element)" + attributes(parts)
            let line = text.isEmpty ? begin + "/>" : begin + ">" + escaped(text) + "</\(element)>"
            return [start + ">", line, "    </testcase>"]
        }
        switch one.outcome {
        case .passed(let note): return note.isEmpty ? [start + "/>"] : around("system-out", [], note)
        case .failure(let type, let message, let text):
            return around("failure", [("type", type), ("message", message)], text)
        case .error(let type, let message, let text):
            return around("error", [("type", type), ("message", message)], text)
        case .skipped(let message): return around("skipped", [("message", message)], "")
        }
    }

    private static func counts(_ cases: [Case]) -> [(String, String)] {
        let failures = cases.count { if case .failure = $0.outcome { true } else { false } }
        let errors = cases.count { if case .error = $0.outcome { true } else { false } }
        return [("tests", "\(cases.count)"), ("failures", "\(failures)"), ("errors", "\(errors)")]
    }

    private static func attributes(_ attributes: [(String, String)]) -> String {
        attributes.map { " \($0.0)=\"\(escaped(TerminalText.onOneLine($0.1)))\"" }.joined()
    }

    /// Control characters, which XML cannot hold at all, are told as Swift writes them.
    private static func escaped(_ text: String) -> String {
        TerminalText.escapedLines(text).reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}
