import KafkaSimulation
import NetworkSimulation
import Observation

/// Reads the counters of what a run runs on, which only grow, and tells as facts by how much they have grown.
struct CounterReading {
    private struct Totals {
        var kafka: KafkaCounters
        var timedOut: UInt64 = 0
        var refused: UInt64 = 0
        var reset: UInt64 = 0
        var serverErrors: UInt64 = 0
    }

    private let kafka: SimulatedKafka
    private let network: SimulatedNetwork
    /// Of every authority.
    private let hosts: [String]
    private var told: Totals

    init(of kafka: SimulatedKafka, _ network: SimulatedNetwork, hosts: [String]) {
        self.kafka = kafka
        self.network = network
        self.hosts = hosts
        told = Totals(kafka: kafka.counters)
    }

    /// What has happened since the last reading.
    mutating func growth() -> [Fact] {
        let now = totals()
        defer { told = now }
        var facts: [Fact] = []
        func tell(_ total: KeyPath<Totals, UInt64>, _ fact: (Int) -> Fact) {
            let growth = now[keyPath: total] - told[keyPath: total]
            if growth > 0 { facts.append(fact(Int(growth))) }
        }
        tell(\.kafka.redelivered) { .redelivered(records: $0) }
        tell(\.kafka.rebalances) { .rebalanced(times: $0) }
        tell(\.kafka.produceRetries) { .produceRetried(requests: $0) }
        tell(\.kafka.elections) { .leadersElected(partitions: $0) }
        tell(\.kafka.recordsLost) { .recordsLost($0) }
        tell(\.timedOut) { .callsFailed(.timedOut, calls: $0) }
        tell(\.refused) { .callsFailed(.refused, calls: $0) }
        tell(\.reset) { .callsFailed(.reset, calls: $0) }
        tell(\.serverErrors) { .callsFailed(.serverError, calls: $0) }
        return facts
    }

    private func totals() -> Totals {
        var totals = Totals(kafka: kafka.counters)
        for host in hosts.compactMap(network.host) {
            let counters = network.counters(of: host)
            totals.timedOut += counters.timedOut
            totals.refused += counters.refused
            totals.reset += counters.reset
            totals.serverErrors += counters.serverErrors
        }
        return totals
    }
}
