import Foundation
import Observation

/// A story in the Trace Event Format that Perfetto and `chrome://tracing` read: each place a process, each call an
/// asynchronous slice at its caller, each record and call an arrow to whom it came.
package struct StoryTrace {
    /// One entry of the format; its members have the format's names.
    private struct Entry: Encodable {
        var name: String
        var cat: String?
        var ph: String
        /// Microseconds.
        var ts: Double?
        var dur: Double?
        var pid: Int
        var tid = 1
        var id: String?
        var bp: String?
        var args: [String: String]?
    }

    private struct File: Encodable {
        var displayTimeUnit = "ms"
        var otherData: [String: String]
        var traceEvents: [Entry]
    }

    private let story: RecordedStory

    /// Of one payment.
    package init(_ story: RecordedStory) { self.story = story }

    /// JSON that Perfetto opens.
    package func text() throws -> String {
        let heading = StoryHeading(story: story)
        let names = story.places.enumerated().map { place, name in
            Entry(name: "process_name", ph: "M", pid: place + 1, args: ["name": name])
        }
        let file = File(
            otherData: ["run": heading.run, "subject": heading.subject.joined(separator: "; ")],
            traceEvents: names + story.events.flatMap(slices) + asynchronous + arrows)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(file), as: UTF8.self) + "\n"
    }

    private func pid(of place: String) -> Int { (story.places.firstIndex(of: place) ?? 0) + 1 }
    private static func microseconds(_ event: StoryEvent) -> Double { Double(event.instant) / 1_000 }

    /// What happened, at its place; a microsecond long, so that it can be pointed at.
    private func slices(of event: StoryEvent) -> [Entry] {
        var args = ["way": event.way]
        if !event.changes.isEmpty { args["changed"] = event.changes.map(\.text).joined(separator: "; ") }
        if let body = event.bodyText { args["body"] = body }
        return [
            Entry(
                name: event.text, cat: event.kind.rawValue, ph: "X", ts: Self.microseconds(event), dur: 1,
                pid: pid(of: event.place), args: args)
        ]
    }

    /// From the request to what its caller heard of it.
    private var asynchronous: [Entry] {
        flows.flatMap { flow, events -> [Entry] in
            guard let begin = events.first(where: { $0.isCall }), let end = events.last(where: { $0.kind == .answer })
            else { return [] }
            let at = pid(of: begin.place)
            return [
                Entry(name: begin.text, cat: "call", ph: "b", ts: Self.microseconds(begin), pid: at, id: flow),
                Entry(name: begin.text, cat: "call", ph: "e", ts: Self.microseconds(end), pid: at, id: flow),
            ]
        }
    }

    /// From a record to each of its reads.
    private var arrows: [Entry] {
        flows.flatMap { flow, events -> [Entry] in
            guard let record = events.first(where: { $0.kind == .record }) else { return [] }
            return events.filter { $0.kind == .read }.enumerated().flatMap { number, read in
                [("s", record), ("f", read)].map { phase, event in
                    Entry(
                        name: flow, cat: "flow", ph: phase, ts: Self.microseconds(event), pid: pid(of: event.place),
                        id: "\(flow) \(number)", bp: phase == "f" ? "e" : nil)
                }
            }
        }
    }

    /// By the first of each.
    private var flows: [(flow: String, events: [StoryEvent])] {
        var positions: [String: Int] = [:]
        var flows: [(flow: String, events: [StoryEvent])] = []
        for event in story.events {
            guard let flow = event.flow else { continue }
            if let position = positions[flow] {
                flows[position].events.append(event)
            } else {
                positions[flow] = flows.count
                flows.append((flow, [event]))
            }
        }
        return flows
    }
}

extension StoryEvent {
    fileprivate var isCall: Bool { kind == .call || kind == .poll || kind == .notification }
}
