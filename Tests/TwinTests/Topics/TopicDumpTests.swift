import Foundation
import PaymentModel
import ShippedScenarios
import Testing

@testable import Twin

@Suite("Topics are written as kcat writes them")
struct TopicDumpTests {
    @Test("Every record stands on one line with kcat's fields, and its payload is the event's own text")
    func recordsAreReadable() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("topics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = RunOptions(topicsDirectory: folder.appendingPathComponent("new/folder").path)
        let outcome = try TwinRun(scenario: ScenarioFolder.short(), seed: 1, options: options).run()
        var records = 0
        for topic in ["applications", "payments"] {
            let file = folder.appendingPathComponent("new/folder/\(topic).ndjson")
            var nextOffsets: [Int: Int] = [:]
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let object = try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                #expect(
                    object.keys.sorted()
                        == ["broker", "key", "offset", "partition", "payload", "topic", "ts", "tstype"])
                #expect(object["topic"] as? String == topic)
                let partition = try #require(object["partition"] as? Int)
                #expect(object["offset"] as? Int == nextOffsets[partition, default: 0])
                nextOffsets[partition, default: 0] += 1
                let payload = try #require(object["payload"] as? String)
                if topic == "payments" {
                    let event = try PaymentEvent(wireBytes: Array(payload.utf8))
                    #expect(object["key"] as? String == event.kafkaKey)
                }
                records += 1
            }
        }
        let measured = try #require(outcome.measures.first { $0.name == "kafka.records" })
        #expect(measured.figure == .value(Double(records)))
    }

    @Test("Text is escaped so that any JSON reader gives it back, and a tombstone is null")
    func escaping() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("topics-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = "a\"b\\c\nd\u{1}e\tè€😀/"
        var file = try TopicFile(topic: "t", directory: folder.path)
        try file.append(partition: 0, offset: 0, timestamp: 7, broker: 0, key: text, payload: Array(text.utf8))
        try file.append(partition: 0, offset: 1, timestamp: 7, broker: 0, key: nil, payload: nil)
        file.flush()
        let lines = try String(contentsOfFile: file.path, encoding: .utf8).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.map { $0["payload"] as? String } == [text, nil])
        #expect(lines.map { $0["key"] as? String } == [text, nil])
        #expect(lines.allSatisfy { $0.keys.contains("payload") && $0.keys.contains("key") })
    }

    @Test("A record that a failover lost does not stand there, and no offset stands twice")
    func afterAFailover() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("topics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let scenario = try ScenarioFolder.load("faults/broker-failover-loses-records")
        let ending = try TwinRun(scenario: scenario, seed: 3, options: RunOptions(topicsDirectory: folder.path)).run()
        func value(_ name: String) -> Double? {
            let measure = ending.measures.first { $0.name == name }
            guard case .value(let value)? = measure?.figure else { return nil }
            return value
        }
        let lost = try #require(value("kafka.lost"))
        #expect(lost > 0)
        var places: [String] = []
        var brokers: Set<Int> = []
        for topic in ["applications", "payments"] {
            let text = try String(contentsOf: folder.appendingPathComponent("\(topic).ndjson"), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                places.append("\(topic)/\(record["partition"] ?? "")@\(record["offset"] ?? "")")
                brokers.insert(try #require(record["broker"] as? Int))
            }
        }
        #expect(Set(places).count == places.count)
        #expect(Double(places.count) == (value("kafka.records") ?? 0) - lost)
        #expect(brokers.count > 1)
    }

    @Test("A folder that cannot be made is named")
    func badFolder() throws {
        let options = RunOptions(topicsDirectory: "/dev/null/topics")
        let error = try #require(throws: TwinRunError.self) {
            try TwinRun(scenario: ScenarioFolder.short(), seed: 1, options: options).run()
        }
        #expect(error.description.contains("/dev/null/topics"))
    }

    @Test("A disk that is full costs the topics and not the run, which names the file and the reason")
    func fullDisk() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("topics-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("payments.ndjson").path
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/dev/full")
        func run(_ options: RunOptions) throws -> RunEnding {
            try TwinRun(scenario: ScenarioFolder.short(), seed: 1, options: options).run()
        }
        let ending = try run(RunOptions(topicsDirectory: folder.path))
        #expect(ending.topicsTrouble == .topicDump(path: file, reason: "No space left on device"))
        let other = try run(RunOptions())
        #expect(other.topicsTrouble == nil && other.findings == ending.findings)
    }
}
