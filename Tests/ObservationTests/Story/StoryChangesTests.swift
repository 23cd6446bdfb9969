import ServicePorts
import Testing

@testable import Observation

@Suite("What changed from one body to the next")
struct StoryChangesTests {
    private func event(_ json: String, series: String? = "payments 1") -> StoryEvent {
        StoryEvent(
            at: 0, order: 0, .record, at: "proxy", "record", body: .bytes(Array(json.utf8)), series: series)
    }

    private func marked(_ bodies: [StoryEvent]) -> [[String]] {
        var changes = StoryChanges()
        return bodies.map { event in
            var event = event
            changes.mark(&event)
            return event.changes.map(\.text)
        }
    }

    @Test("A first body tells where things stand, a later one what it says otherwise; status comes first")
    func changesAreTold() {
        let texts = marked([
            event(#"{"event_id":"1","status":"A","iuv":null,"links":{"url":"x","gone":1}}"#),
            event(#"{"event_id":"2","status":"B","iuv":"7","links":{"url":"x"}}"#),
        ])
        #expect(texts == [["status: A"], ["status: A -> B", "iuv: 7", "links.gone: gone"]])
    }

    @Test("Series do not mix, and what is no JSON changes nothing")
    func seriesAreApart() {
        let texts = marked([
            event(#"{"status":"A"}"#), event(#"{"status":"B"}"#, series: "payments 2"),
            event("{", series: "payments 1"),
            event(#"{"status":"A"}"#), event(#"{"status":"Z"}"#, series: nil),
        ])
        #expect(texts == [["status: A"], ["status: B"], [], [], []])
    }
}
