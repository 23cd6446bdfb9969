import Foundation
import PaymentModel

/// Finds out what each body of a story says otherwise than the one before in its series.
package struct StoryChanges {
    /// Every event has another one: they tell nothing.
    private static let envelope: Set<String> = ["event_id", "event_created_at", "updated_at"]
    /// Where things stand comes first, and alone of a first body.
    private static let headline = "status"

    private var last: [String: [String: String]] = [:]

    package init() {}

    /// Marks what changed in one more event; they come in the order of the story.
    package mutating func mark(_ event: inout StoryEvent) {
        guard let series = event.series, let members = Self.members(of: event) else { return }
        defer { last[series] = members }
        guard let before = last[series] else {
            event.changes = members[Self.headline].map { [.init(path: Self.headline, before: nil, after: $0)] } ?? []
            return
        }
        let all = Set(before.keys).union(members.keys)
        let paths = (all.contains(Self.headline) ? [Self.headline] : []) + all.sorted().filter { $0 != Self.headline }
        event.changes = paths.compactMap { path in
            guard before[path] != members[path], !Self.envelope.contains(path) else { return nil }
            return StoryChange(path: path, before: before[path], after: members[path])
        }
    }

    /// By path, each as a short text; what is null is not there.
    private static func members(of event: StoryEvent) -> [String: String]? {
        guard let text = event.bodyText, let json = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        else { return nil }
        var members: [String: String] = [:]
        collect(json, at: "", into: &members)
        return members
    }

    private static func collect(_ json: JSONValue, at path: String, into members: inout [String: String]) {
        func inner(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
        switch json {
        case .null: break
        case .bool(let flag): members[path] = "\(flag)"
        case .number(let number): members[path] = number.description
        case .string(let text): members[path] = text
        case .array(let elements):
            for (position, element) in elements.enumerated() {
                collect(element, at: inner("\(position)"), into: &members)
            }
        case .object(let fields):
            for name in fields.keys.sorted() { collect(fields[name] ?? .null, at: inner(name), into: &members) }
        }
    }
}
