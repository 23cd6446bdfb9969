import Observation

/// A story as a drawing that needs nothing else: a column for each place, time from top to bottom, an event a row.
package struct StorySVG {
    private static let columnWidth = 130
    private static let rowHeight = 20
    private static let timeWidth = 150
    private static let wordsWidth = 900
    private static let style = """
        text { font: 12px monospace; fill: #222 }
        line.lane { stroke: #ccc } line.arrow { stroke: #246; marker-end: url(#head) }
        line.back { stroke-dasharray: 4 3 }
        circle { fill: #246 } .fault, .hold, .process { fill: #b60 } .finding { fill: #c00; font-weight: bold }
        .changed { fill: #073; font-weight: bold } .money, .citizen { fill: #06a }
        """

    private let story: RecordedStory

    /// Of one payment.
    package init(_ story: RecordedStory) { self.story = story }

    /// One picture that needs no other file.
    package func text() -> String {
        let heading = StoryHeading(story: story)
        let top = (heading.subject.count + 4) * Self.rowHeight
        let height = top + (story.events.count + 1) * Self.rowHeight
        let width = Self.timeWidth + story.places.count * Self.columnWidth + Self.wordsWidth
        var parts = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\">",
            "<title>\(Self.escaped(heading.title))</title>",
            "<style>\(Self.style)</style>",
            "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
                + "orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"#246\"/></marker></defs>",
            "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
        ]
        for (row, line) in ([heading.run] + heading.subject).enumerated() {
            parts.append(Self.words(line, x: 10, y: (row + 1) * Self.rowHeight))
        }
        for (column, place) in story.places.enumerated() {
            let x = self.x(ofColumn: column)
            parts.append(
                "<text x=\"\(x)\" y=\"\(top - Self.rowHeight)\" text-anchor=\"middle\">\(Self.escaped(place))</text>"
                    + "<line class=\"lane\" x1=\"\(x)\" y1=\"\(top - 10)\" x2=\"\(x)\" y2=\"\(height)\"/>")
        }
        for (row, event) in story.events.enumerated() {
            parts.append(drawing(of: event, y: top + (row + 1) * Self.rowHeight - 6))
        }
        return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private func x(ofColumn column: Int) -> Int { Self.timeWidth + column * Self.columnWidth + Self.columnWidth / 2 }
    private func x(of place: String) -> Int { x(ofColumn: story.places.firstIndex(of: place) ?? 0) }

    private func drawing(of event: StoryEvent, y: Int) -> String {
        let mark: String
        if let arrow = event.arrow {
            let back = event.isOutward ? "" : " back"
            mark =
                "<line class=\"arrow\(back)\" x1=\"\(x(of: arrow.from))\" y1=\"\(y)\" x2=\"\(x(of: arrow.to))\" "
                + "y2=\"\(y)\"/>"
        } else {
            mark = "<circle class=\"\(event.kind.rawValue)\" cx=\"\(x(of: event.place))\" cy=\"\(y)\" r=\"4\"/>"
        }
        let changes = event.changes.map(\.text).joined(separator: "; ")
        let changed = changes.isEmpty ? "" : " <tspan class=\"changed\">\(Self.escaped(changes))</tspan>"
        let x = self.x(ofColumn: story.places.count) - Self.columnWidth / 2
        return "<g>" + "<title>\(Self.escaped(event.way + event.text))"
            + (event.bodyText.map { "\n\(Self.escaped($0))" } ?? "") + "</title>"
            + Self.words(StoryClock.text(event.instant), x: 10, y: y + 4) + mark
            + "<text class=\"\(event.kind.rawValue)\" x=\"\(x)\" y=\"\(y + 4)\">"
            + "\(Self.escaped(event.way + event.text))\(changed)</text></g>"
    }

    private static func words(_ text: String, x: Int, y: Int) -> String {
        "<text x=\"\(x)\" y=\"\(y)\">\(escaped(text))</text>"
    }

    /// What XML would read, and what it does not allow at all.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value): escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
