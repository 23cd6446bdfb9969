import Observation
import Scenarios

/// A story for a terminal: a line an event, with a column for each service, and below it what changed.
package struct StoryText {
    private static let changesShown = 8

    private let story: RecordedStory
    private let isColoured: Bool
    private let showsBodies: Bool

    /// Of one payment, with the colours of a terminal or without, and with what requests and records say or without.
    package init(_ story: RecordedStory, isColoured: Bool, showsBodies: Bool) {
        self.story = story
        self.isColoured = isColoured
        self.showsBodies = showsBodies
    }

    /// The heading, the columns, and each event in a line with what it changed below.
    package func text() -> String {
        let heading = StoryHeading(story: story)
        let lines = [heading.run] + heading.subject + [""] + columns + [""] + story.events.flatMap(lines)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Which column is whose.
    private var columns: [String] {
        story.places.enumerated().map { "  \(Self.right(String($0 + 1), 2)) \(TerminalText.escaped($1))" }
    }

    private var timeWidth: Int { story.events.last.map { StoryClock.text($0.instant).count } ?? 0 }

    private func lines(of event: StoryEvent) -> [String] {
        let time = Self.right(StoryClock.text(event.instant), timeWidth)
        let words = "\(Self.left(event.kind.rawValue, 12)) \(event.way)\(event.text)"
        var lines = ["\(time)  \(lanes(of: event))  \(coloured(TerminalText.escaped(words), event.kind))"]
        let indent = String(repeating: " ", count: timeWidth + 2 + 2 * story.places.count + 3)
        for change in event.changes.prefix(Self.changesShown) {
            lines.append(indent + coloured("* \(TerminalText.escaped(change.text))", nil))
        }
        let rest = event.changes.count - Self.changesShown
        if rest > 0 { lines.append(indent + coloured("* and \(rest) more", nil)) }
        if showsBodies, let body = event.bodyText { lines.append(indent + TerminalText.escaped(body)) }
        return lines
    }

    /// Two characters a place, the arrow drawn through those between.
    private func lanes(of event: StoryEvent) -> String {
        var lanes = [Character](repeating: " ", count: 2 * story.places.count)
        for lane in story.places.indices { lanes[2 * lane] = "." }
        func position(_ place: String) -> Int { 2 * (story.places.firstIndex(of: place) ?? 0) }
        guard let arrow = event.arrow else {
            lanes[position(event.place)] = "o"
            return String(lanes)
        }
        let (from, to) = (position(arrow.from), position(arrow.to))
        for place in min(from, to)...max(from, to) { lanes[place] = "-" }
        lanes[from] = "o"
        lanes[to] = to > from ? ">" : "<"
        return String(lanes)
    }

    /// Nil for what changed.
    private func coloured(_ text: String, _ kind: StoryEvent.Kind?) -> String {
        guard isColoured, let code = Self.colour(of: kind) else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    private static func colour(of kind: StoryEvent.Kind?) -> String? {
        switch kind {
        case nil: "32"
        case .finding: "1;31"
        case .fault, .hold, .process: "33"
        case .citizen, .money: "1;36"
        case .record, .row, .storeWrite: "1"
        case .call, .poll, .notification, .answer, .read, .commit, .storeRead: nil
        }
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
