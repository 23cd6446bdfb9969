import Foundation
import ServicePorts
import Testing
import VirtualTime

@testable import KafkaSimulation

/// The documentation's tables against the code.
@Suite struct ConfigurationTests {
    enum Section: String, CaseIterable { case producer = "Producer", topic = "Topic", broker = "Broker" }

    private struct Row {
        var key: String
        var fallback: String
        var isModelled: Bool
    }

    private func rows(of section: Section) throws -> [Row] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Sources/KafkaSimulation/KafkaSimulation.docc/KafkaConfiguration.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let part = text.components(separatedBy: "\n## ").first { $0.hasPrefix(section.rawValue + "\n") }
        return try #require(part).split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
            }
            #expect(cells[3] == "modelled" || cells[3] == "refused")
            return Row(key: cells[1], fallback: cells[2], isModelled: cells[3] == "modelled")
        }
    }

    /// What the code says when a setting without a field is given.
    private func refusal(of key: String, in section: Section) -> KafkaError? {
        do {
            switch section {
            case .producer:
                let play = BrokerPlay()
                _ = try play.producer { $0.others = [key: "x"] }
            case .topic:
                var topic = TopicModel("t")
                topic.others = [key: "x"]
                try KafkaModel(topics: [topic]).check()
            case .broker:
                var model = KafkaModel(topics: [])
                model.others = [key: "x"]
                try model.check()
            }
            return nil
        } catch { return error as? KafkaError }
    }

    @Test("The documented defaults are those of the fields", arguments: Section.allCases)
    func theDocumentedDefaultsAreThose(section: Section) throws {
        var expected: [String: String] =
            switch section {
            case .producer: ProducerSettings().properties
            case .topic: TopicModel("t").properties
            case .broker: KafkaModel(topics: []).properties
            }
        if section == .producer {
            // The flow's own default differs from Kafka's.
            #expect(expected["enable.idempotence"] == "false")
            expected["enable.idempotence"] = "true"
        }
        let documented = try rows(of: section).filter(\.isModelled).map { "\($0.key)=\($0.fallback)" }
        #expect(documented.sorted() == expected.map { "\($0.key)=\($0.value)" }.sorted())
    }

    @Test("The keys documented as refused are refused by name", arguments: Section.allCases)
    func theKeysDocumentedAsRefused(section: Section) throws {
        let rows = try rows(of: section)
        for row in rows where !row.isModelled {
            #expect(refusal(of: row.key, in: section) == .notModelled(setting: row.key))
        }
        for row in rows where row.isModelled {
            #expect(
                refusal(of: row.key, in: section)
                    == .invalidSetting(setting: row.key, reason: "it has a field of its own"))
        }
        let refused =
            switch section {
            case .producer: SettingNames.producer.refused
            case .topic: SettingNames.topic.refused
            case .broker: SettingNames.broker.refused
            }
        #expect(rows.filter { !$0.isModelled }.map(\.key).sorted() == refused.sorted())
    }

    @Test("What Kafka does not know is called unknown", arguments: Section.allCases)
    func whatKafkaDoesNotKnowIsCalled(section: Section) {
        #expect(refusal(of: "linger.minutes", in: section) == .unknownSetting(setting: "linger.minutes"))
    }

    @Test("Values that no cluster can have are refused")
    func valuesThatNoClusterCan() {
        func refusal(_ change: (inout KafkaModel) -> Void) -> String? {
            var model = KafkaModel(topics: [TopicModel("t")])
            change(&model)
            do { try model.check() } catch KafkaError.invalidSetting(let setting, _) { return setting } catch {}
            return nil
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.brokers = 0 } == "brokers")
        #expect(refusal { $0.topics[0].replicationFactor = 2 } == "replication.factor")
        #expect(refusal { $0.topics.append(TopicModel("t")) } == "topics")
        #expect(refusal { $0.topics[0].minCleanableDirtyRatio = 1.5 } == "min.cleanable.dirty.ratio")
        #expect(refusal { $0.topics[0].segmentBytes = 13 } == "segment.bytes")
        #expect(refusal { $0.topics[0].minInsyncReplicas = 0 } == "min.insync.replicas")
    }

    @Test("Time outs that contradict each other are refused")
    func timeOutsThatContradict() {
        let play = BrokerPlay()
        #expect(throws: KafkaError.self) { _ = try play.producer { $0.deliveryTimeout = .seconds(29) } }
        #expect(throws: KafkaError.self) { _ = try play.producer { $0.maxInFlightRequestsPerConnection = 0 } }
    }
}
