import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation

/// Retention (`UnifiedLog.deleteOldSegments`) and compaction (KIP-534), seen from outside. A note without a key takes
/// 121 bytes and each batch 61 more are the wire's, not the log's.
@Suite struct UpkeepTests {
    private func play(_ change: @escaping (inout TopicModel) -> Void) -> BrokerPlay { BrokerPlay(change) }

    private func produce(_ texts: [String], key: RecordKey? = nil, on play: BrokerPlay) throws {
        for text in texts {
            try play.kafka.produceFromWorld(
                topic: BrokerPlay.topic, key: key, payload: text == "-" ? .empty : .value(Note(text)))
        }
    }

    @Test("Segments older than retention go at the next check")
    func segmentsOlderThan() throws {
        let play = play {
            $0.retention = .seconds(60)
            $0.segmentTime = .seconds(10)
        }
        try produce(["a", "b"], on: play)
        play.at(20_000) { try self.produce(["c"], on: play) }
        // Checks come at 30 s and every 300 s from there; `a` and `b` expire at 60 s, `c` at 80 s.
        play.run(until: 329_999)
        #expect(try play.texts() == ["a", "b", "c"])
        play.at(329_999) { try self.produce(["d"], on: play) }
        play.run(until: 330_000)
        #expect(try play.texts() == ["d"])
        #expect(play.kafka.counters.deleted == 3)
        #expect(try play.kafka.endOffset(of: BrokerPlay.topic, partition: 0) == 4)
    }

    @Test("Retention by size leaves the active segment")
    func retentionBySizeLeaves() throws {
        let play = play {
            $0.retentionBytes = 300
            $0.segmentBytes = 250
        }
        try produce(["a", "b", "c", "d", "e", "f", "g"], on: play)
        #expect(try play.texts().count == 7)
        play.run(until: 30_000)
        // Segments of two: without [a b] and [c d], [e f] and [g] are 363 bytes, and 363 - 242 is below the limit.
        #expect(try play.texts() == ["e", "f", "g"])
    }

    @Test("A consumer before the start of the log is reset")
    func aConsumerBeforeTheStart() throws {
        let play = play {
            $0.retention = .seconds(1)
            $0.segmentBytes = 14
        }
        try produce(["a", "b"], on: play)
        play.run(until: 31_000)
        play.at(31_000) { try self.produce(["c"], on: play) }
        try play.startReader()
        play.run(until: 40_000)
        #expect(play.log == ["read c@2"])
    }

    @Test("Compaction keeps the last record of each key and its offset")
    func compactionKeepsTheLast() throws {
        let play = play {
            $0.cleanupPolicy = .compact
            $0.segmentBytes = 250
        }
        try produce(["a1"], key: "a", on: play)
        try produce(["b1"], key: "b", on: play)
        try produce(["a2", "a3"], key: "a", on: play)
        try produce(["active"], key: "c", on: play)
        #expect(try play.offsets() == [0, 1, 2, 3, 4])
        play.run(until: 15_000)
        #expect(try play.texts() == ["b1", "a3", "active"])
        #expect(try play.offsets() == [1, 3, 4])
        try play.startReader()
        play.run(until: 30_000)
        #expect(play.log == ["read b1@1", "read a3@3", "read active@4"])
    }

    @Test("A tombstone stays for `delete.retention.ms` after its first cleaning")
    func aTombstoneStaysForDelete() throws {
        let play = play {
            $0.cleanupPolicy = .compact
            $0.segmentBytes = 130
            $0.minCleanableDirtyRatio = 0
            $0.deleteRetention = .seconds(100)
        }
        try produce(["a1", "-"], key: "a", on: play)
        try produce(["x1", "x2"], key: "x", on: play)
        play.run(until: 15_000)
        #expect(try play.texts() == ["-", "x1", "x2"] || play.texts() == ["-", "x2"])
        play.at(100_000) { try self.produce(["x3", "x4"], key: "x", on: play) }
        play.run(until: 114_000)
        #expect(try play.texts().contains("-"))
        play.at(120_000) { try self.produce(["x5", "x6"], key: "x", on: play) }
        play.run(until: 136_000)
        #expect(try !play.texts().contains("-"))
    }

    @Test("A compacted topic takes no record without a key")
    func aCompactedTopicTakes() throws {
        let play = play { $0.cleanupPolicy = .compact }
        play.send(["a"], by: try play.producer())
        play.run(until: 100)
        #expect(play.log == ["a: invalidRecord(topic: \"notes\") at 2"])
    }

    @Test("The dirty ratio decides whether the cleaner comes")
    func theDirtyRatioDecides() throws {
        var topic = TopicModel("t")
        topic.minCleanableDirtyRatio = 0.5
        var cleaner = LogCleaner(topic)
        let segments = [LogUpkeep.Segment(baseOffset: 0, bytes: 100), .init(baseOffset: 2, bytes: 100)]
        #expect(cleaner.isDirty([segments[0], segments[1]]))
        var log = PartitionLog()
        for offset in 0..<4 {
            let record = try ProducedRecord(key: "\(offset)", payload: .empty, wire: .typed, timestamp: 0)
            _ = log.append(StoredRecord(content: record, timestamp: 0, readableSinceNanoseconds: 0))
        }
        #expect(cleaner.clean(log, below: 2, atMilliseconds: 0) == [])
        #expect(cleaner.firstDirtyOffset == 2)
        #expect(!cleaner.isDirty([segments[0], segments[1]]), "Half is not above the ratio.")
    }

    @Test(
        "Timestamps are the producer's or the broker's",
        arguments: [TopicModel.TimestampType.createTime, .logAppendTime])
    func timestampsAreTheProducersOrTheBrokers(type: TopicModel.TimestampType) throws {
        let play = play { $0.messageTimestampType = type }
        let (process, producer) = try play.producer()
        process.wallClock.step(by: .seconds(3600), at: .start)
        process.start {
            guard let metadata = try? await producer.send(BrokerPlay.record("a")) else { return }
            play.log.append("\(metadata.timestamp)")
        }
        play.run(until: 100)
        let expected: Int64 = type == .createTime ? 3_600_000 : 1
        #expect(try play.kafka.records(of: BrokerPlay.topic, partition: 0).map(\.timestamp) == [expected])
        #expect(play.log == ["\(expected)"])
    }
}
