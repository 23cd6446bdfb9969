import Observation

/// A story as a Mermaid sequence diagram.
package struct StoryMermaid {
    private let story: RecordedStory

    /// Of one payment.
    package init(_ story: RecordedStory) { self.story = story }

    /// A `sequenceDiagram`, to stand in a block of its own.
    package func text() -> String {
        var lines = ["sequenceDiagram"]
        lines += story.places.enumerated().map { "    participant p\($0) as \(Self.escaped($1))" }
        for event in story.events { lines += self.lines(of: event) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(of event: StoryEvent) -> [String] {
        let words = Self.escaped("\(StoryClock.text(event.instant)) \(event.text)")
        var lines: [String]
        if let arrow = event.arrow {
            let head = event.kind == .answer || event.kind == .read ? "-->>" : "->>"
            lines = ["    \(name(of: arrow.from))\(head)\(name(of: arrow.to)): \(words)"]
        } else {
            lines = ["    Note over \(name(of: event.place)): \(words)"]
        }
        if !event.changes.isEmpty {
            let changes = event.changes.map { Self.escaped($0.text) }.joined(separator: "<br/>")
            lines.append("    Note over \(name(of: event.place)): \(changes)")
        }
        return lines
    }

    private func name(of place: String) -> String { "p\(story.places.firstIndex(of: place) ?? 0)" }

    /// What ends a statement, begins a comment or is markup stands as its character code, as Mermaid reads it.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "#", ";", "<", ">", "&", "\"", "%", "{", "}", "\\", "`": escaped += "#\(scalar.value);"
            case _ where scalar.properties.generalCategory == .control: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
