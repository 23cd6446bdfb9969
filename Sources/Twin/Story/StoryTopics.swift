import KafkaSimulation
import Observation
import PaymentModel
import ServicePorts

/// Which records of the topics belong to stories, and how far each group has got with them.
struct StoryTopics {
    struct Place: Hashable {
        var partition: TopicPartition
        var offset: Int64
    }

    private struct Reading: Hashable {
        var group: String
        var partition: TopicPartition
    }

    /// Of the records that are there.
    private var stories: [Place: UInt64] = [:]
    /// Offsets that a group was handed and has not committed.
    private var open: [Reading: [(offset: Int64, stories: UInt64)]] = [:]
    private var times: [Reading: [Int64: Int]] = [:]

    mutating func appended(_ place: Place, _ found: UInt64) { stories[place] = found }

    /// - Returns: how often the group was handed the record, this time included.
    mutating func handedOut(_ place: Place, to group: String, _ found: UInt64) -> Int {
        let reading = Reading(group: group, partition: place.partition)
        open[reading, default: []].append((place.offset, found))
        times[reading, default: [:]][place.offset, default: 0] += 1
        return times[reading]?[place.offset] ?? 1
    }

    /// - Returns: the stories of which the offset commits a record.
    mutating func committed(_ offset: Int64, of partition: TopicPartition, by group: String) -> UInt64 {
        let reading = Reading(group: group, partition: partition)
        guard let pending = open[reading], !pending.isEmpty else { return 0 }
        var found: UInt64 = 0
        for entry in pending where entry.offset < offset { found |= entry.stories }
        if found != 0 { open[reading] = pending.filter { $0.offset >= offset } }
        return found
    }

    /// - Returns: the lost records that belong to stories, in order.
    mutating func lost(from offset: Int64, of partition: TopicPartition) -> [(offset: Int64, stories: UInt64)] {
        let lost = stories.filter { $0.key.partition == partition && $0.key.offset >= offset }
        for place in lost.keys { stories[place] = nil }
        return lost.map { ($0.key.offset, $0.value) }.sorted { $0.offset < $1.offset }
    }
}

extension StoryRecorder: KafkaRecorder {
    func appended(_ offset: Int64, of partition: TopicPartition, by client: String, payload: Payload) {
        let stories = keys.stories(inBody: payload)
        guard stories != 0 else { return }
        let place = StoryTopics.Place(partition: partition, offset: offset)
        topics.appended(place, stories)
        keep(
            event(
                .record, at: client, with: partition.topic, "\(place.text): \(Self.words(of: payload))",
                body: payload, series: series(partition.topic, of: payload), flow: "record \(place.text)"),
            in: stories)
    }

    func handedOut(
        _ offset: Int64, of partition: TopicPartition, to client: String, group: String, payload: Payload
    ) {
        let stories = keys.stories(inBody: payload)
        guard stories != 0 else { return }
        let place = StoryTopics.Place(partition: partition, offset: offset)
        let times = topics.handedOut(place, to: group, stories)
        let again = times > 1 ? ", again: read \(times) times" : ""
        keep(
            event(
                .read, at: client, with: partition.topic,
                "reads \(place.text) (\(Self.words(of: payload))) for \(group)\(again)",
                flow: "record \(place.text)"),
            in: stories)
    }

    func committed(_ offset: Int64, of partition: TopicPartition, by client: String, group: String) {
        let stories = topics.committed(offset, of: partition, by: group)
        guard stories != 0 else { return }
        keep(
            event(
                .commit, at: client, with: partition.topic,
                "commits \(partition.topic)/\(partition.partition) up to \(offset) for \(group)"),
            in: stories)
    }

    func lost(from offset: Int64, of partition: TopicPartition) {
        for record in topics.lost(from: offset, of: partition) {
            let place = StoryTopics.Place(partition: partition, offset: record.offset)
            keep(
                event(.fault, at: partition.topic, "\(place.text) is lost: its new leader does not have it"),
                in: record.stories)
        }
    }

    private static func words(of payload: Payload) -> String {
        if payload.isEmpty { return "tombstone" }
        if let event = try? payload.decode(as: PaymentEvent.self) { return event.status.rawValue }
        if let event = try? payload.decode(as: ApplicationEvent.self) { return "status \(event.state.status.code)" }
        return "not readable"
    }
}

extension StoryTopics.Place {
    /// `payments/3@17`.
    fileprivate var text: String { "\(partition.topic)/\(partition.partition)@\(offset)" }
}
