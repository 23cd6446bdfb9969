import Observation

/// A story as Markdown: the diagram, then every event with what changed and what was said.
package struct StoryMarkdown {
    private let story: RecordedStory

    /// Of one payment.
    package init(_ story: RecordedStory) { self.story = story }

    /// What the story is of, the diagram, and a list of the events.
    package func text() -> String {
        let heading = StoryHeading(story: story)
        var lines = ["# \(heading.title)", "", Self.escaped(heading.run), ""]
        lines += heading.subject.map { "- \(Self.escaped($0))" }
        for finding in story.events where finding.kind == .finding {
            lines.append("- **\(Self.escaped(finding.text))**")
        }
        lines += ["", "```mermaid", StoryMermaid(story).text() + "```", "", "## What happened", ""]
        for event in story.events { lines += self.lines(of: event) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(of event: StoryEvent) -> [String] {
        let mark = event.kind == .finding ? "**" : ""
        var lines = [
            "- `\(StoryClock.text(event.instant))` *\(event.kind.rawValue)* "
                + "\(mark)\(Self.escaped(event.way + event.text))\(mark)"
        ]
        lines += event.changes.map { "  - \(Self.escaped($0.text))" }
        if let body = event.bodyText {
            let fence = Self.fence(around: body)
            lines += ["", "  \(fence)json"] + body.split(separator: "\n").map { "  \($0)" } + ["  \(fence)", ""]
        }
        return lines
    }

    /// Longer than any in the text.
    private static func fence(around text: String) -> String {
        let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
        return String(repeating: "`", count: max(3, longest + 1))
    }

    /// Markup characters of the text stand for themselves.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if "\\`*_[]<>|#".contains(character) { escaped += "\\" }
            escaped.append(character.isNewline ? " " : character)
        }
        return escaped
    }
}
