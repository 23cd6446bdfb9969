import InfrastructureSimulation
import ShippedScenarios
import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

@Suite("A scenario's faults and those of a test are one list")
struct FaultWordsTests {
    /// What needs more than what services run on.
    private static let ofTheDomain: [(kind: FaultKind, reason: String)] = [
        (.hold, "holds the work that passes a named moment of a service"),
        (.delay, "delays the work that passes a named moment of a service"),
        (.gatewayCutOff, "befalls the gateway between Core and Kafka"),
    ]

    private func fault(_ text: String) throws -> FaultSpecification {
        let scenario = try ScenarioFolder.short([
            "duration=30min", "kafka.brokers=2", "kafka.replication_factor=2", "faults=[\(text)]",
        ])
        return try #require(scenario.faults.first)
    }

    @Test("Every kind of a scenario is a kind of the infrastructure with the same word, or of the domain with a reason")
    func words() {
        let others = Self.ofTheDomain.map(\.kind)
        #expect(
            InfrastructureFault.Kind.allCases.map(\.rawValue)
                == FaultKind.allCases.filter { !others.contains($0) }.map(\.rawValue))
    }

    @Test("Each becomes the fault of its own word, with its target, and lasts as long", arguments: FaultExample.all)
    func translation(_ example: FaultExample) throws {
        let fault = try fault(example.fault)
        let victim = if case .kafka = fault.effect { fault.target } else { String?.none }
        guard let translated = fault.infrastructureFault(on: victim) else {
            #expect(Self.ofTheDomain.contains { $0.kind == fault.kind })
            return
        }
        #expect(translated.kind.rawValue == example.kind)
        #expect(translated.kind.lasts == fault.definition.lasts)
        #expect(translated.target == fault.target)
    }

    @Test("What is not said is the same in a scenario and in a test")
    func defaults() throws {
        let pairs: [(String, InfrastructureFault)] = [
            ("{kind: crash, target: core-1, at: 1min}", .crash("core-1")),
            ("{kind: crash, target: core-1, at: 1min, restart: never}", .crash("core-1", restart: nil)),
            ("{kind: rolling_restart, target: core-1, at: 1min}", .rollingRestart("core-1")),
            ("{kind: rolling_crash, target: core-1, at: 1min}", .rollingCrash("core-1")),
            (
                "{kind: out_of_memory, target: core-1, lifetime: 1min}",
                .outOfMemory("core-1", lifetime: .seconds(60))
            ),
            ("{kind: link_loss, target: \"core-1 -> ksqldb.test\"}", .linkLoss(from: "core-1", to: "ksqldb.test")),
            ("{kind: link_partition, target: \"* -> silfi.test\"}", .linkPartition(to: "silfi.test")),
            ("{kind: host_error, target: silfi.test}", .hostError("silfi.test")),
            ("{kind: host_slow, target: silfi.test, factor: 3}", .hostSlow("silfi.test", factorPercent: 300)),
            (
                "{kind: host_rate_limit, target: silfi.test, limit: 5/s}",
                .hostRateLimit("silfi.test", .init(5))
            ),
            ("{kind: store_stale_read, target: core}", .storeStaleRead(bucket: "core")),
            ("{kind: kafka_produce_lost, target: payments}", .kafkaProduceLost("payments")),
        ]
        for (text, expected) in pairs { #expect(try fault(text).infrastructureFault() == expected) }
    }
}
