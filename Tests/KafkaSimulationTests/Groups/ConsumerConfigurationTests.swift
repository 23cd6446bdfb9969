import Foundation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation

@Suite struct ConsumerConfigurationTests {
    private struct Row {
        var key: String
        var fallback: String
        var treatment: String
    }

    /// The rows of the table on the documentation's page.
    private func rows() throws -> [Row] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Sources/KafkaSimulation/KafkaSimulation.docc/KafkaConsumerConfiguration.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
            }
            return Row(key: cells[1], fallback: cells[2], treatment: cells[3])
        }
    }

    private func refusal(_ change: (inout ConsumerSettings) -> Void) -> KafkaError? {
        let cluster = Cluster()
        var settings = Cluster.settings()
        change(&settings)
        do {
            _ = try cluster.kafka.makeConsumer(
                for: cluster.simulation.makeProcess(named: "reader"), settings, of: Note.self)
            return nil
        } catch { return error as? KafkaError }
    }

    @Test("The documented defaults are those of the settings")
    func theDocumentedDefaultsAreThose() throws {
        var defaults = ConsumerSettings(groupID: "").properties.map { "\($0.key)=\($0.value)" }
        defaults.sort()
        let documented = try rows().filter { $0.treatment == "modelled" }.map { "\($0.key)=\($0.fallback)" }
        #expect(documented.sorted() == defaults)
    }

    @Test("The keys that are documented as refused are refused by name")
    func theKeysThatAreDocumentedAsRefused() throws {
        let refused = try rows().filter { $0.treatment == "refused" }.map(\.key)
        #expect(refused.count > 50)
        for key in refused {
            #expect(refusal { $0.others = [key: "x"] } == .notModelled(setting: key))
        }
        #expect(Set(refused) == Set(ConsumerSettings.keysNotModelled))
    }

    @Test("What Kafka does not know is called unknown")
    func whatKafkaDoesNotKnowIsCalled() {
        #expect(refusal { $0.others = ["fetch.minimum": "1"] } == .unknownSetting(setting: "fetch.minimum"))
        #expect(refusal { $0.others = ["group.protocol": "consumer"] } == .notModelled(setting: "group.protocol"))
    }

    @Test(
        "Values that Kafka would not take are refused",
        arguments: [
            "heartbeat.interval.ms", "group.instance.id", "max.poll.records", "partition.assignment.strategy",
            "retry.backoff.max.ms", "fetch.min.bytes", "max.poll.interval.ms",
        ])
    func valuesThatKafkaWould(key: String) {
        let error = refusal { settings in
            switch key {
            case "heartbeat.interval.ms": settings.heartbeatInterval = settings.sessionTimeout
            case "group.instance.id": settings.groupInstanceID = ""
            case "max.poll.records": settings.maxPollRecords = 0
            case "partition.assignment.strategy": settings.partitionAssignmentStrategy = [.range, .range]
            case "retry.backoff.max.ms": settings.retryBackoffMax = .milliseconds(1)
            case "fetch.min.bytes": settings.fetchMinBytes = -1
            default: settings.maxPollInterval = .zero
            }
        }
        guard case .invalidSetting(let named, _) = error else {
            Issue.record("\(key) was taken: \(String(describing: error))")
            return
        }
        #expect(named == key)
    }
}
