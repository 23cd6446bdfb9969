import Observation
import ServicePorts

/// A story made by hand: a call with its answer, a record with a reader, trouble, and texts that no form may take for
/// its own markup.
func sampleStory() -> RecordedStory {
    func event(
        _ instant: Int64, _ order: Int, _ kind: StoryEvent.Kind, at place: String, with other: String? = nil,
        _ text: String, body: String? = nil, series: String? = nil, flow: String? = nil
    ) -> StoryEvent {
        StoryEvent(
            at: instant, order: order, kind, at: place, with: other, text,
            body: body.map { .bytes(Array($0.utf8)) } ?? .empty, series: series, flow: flow)
    }
    let events = [
        event(
            1_500_000, 1, .call, at: "core-1", with: "view-1", "POST /query", body: "{\"ksql\":\"a < b\"}",
            flow: "call 1"),
        event(3_000_000, 2, .answer, at: "core-1", with: "view-1", "200 after 1.5 ms", flow: "call 1"),
        event(
            4_000_000, 3, .record, at: "core-1", with: "topic", "topic/0@1: A", body: "{\"status\":\"A\",\"n\":1}",
            series: "topic 1", flow: "record topic/0@1"),
        event(5_000_000, 4, .read, at: "view-1", with: "topic", "reads topic/0@1", flow: "record topic/0@1"),
        event(
            6_000_000, 5, .record, at: "core-1", with: "topic", "topic/0@2: B", body: "{\"status\":\"B\",\"n\":2}",
            series: "topic 1", flow: "record topic/0@2"),
        event(86_400_000_000_000, 6, .fault, at: "core-1", "loses #1; \"a\" <b> & `c` | %% \u{1B}[31m"),
    ]
    let finding = Violation(
        invariant: "I4", grade: .safety, instantNanoseconds: 6_000_000, subject: "payment 1", message: "A, then B")
    var subject = StorySubject()
    subject.tenant = "comune-1"
    return RecordedStory(
        RecordedStory.Run(scenario: "smoke", seed: 7, replication: 0, traceHash: 0xAB, startSeconds: 0), of: subject,
        events, findings: [finding])
}
