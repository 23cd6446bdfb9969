import KafkaSimulation
import Scenarios

/// A fault of the Kafka cluster that lasts: of requests, replication or a coordinator.
final class KafkaEffect: FaultEffect {
    private let kafka: SimulatedKafka
    private let fault: FaultSpecification
    private let names: [String]
    private var ended: [KafkaFaultID] = []
    private var current: [KafkaFaultID] = []

    /// - Parameter names: of whom the fault befalls; of a broker its number.
    init(_ fault: FaultSpecification, names: [String], kafka: SimulatedKafka) {
        self.fault = fault
        self.kafka = kafka
        self.names = names
    }

    func begin(until end: Int64) { current += names.map(begin) }

    private func begin(on name: String) -> KafkaFaultID {
        let share = fault.share ?? .always
        switch fault.kind {
        case .kafkaReplicationLag:
            let broker = Int(name) ?? 0
            guard let delay = fault.delay else { return kafka.beginClog(ofReplicationOn: broker) }
            return kafka.beginSlowReplication(on: broker, by: delay.distribution)
        case .kafkaProduceLost: return kafka.begin(ProduceFaults(requestLost: share), topics: name)
        case .kafkaAcknowledgementLost: return kafka.begin(ProduceFaults(acknowledgementLost: share), topics: name)
        case .kafkaDelay:
            return kafka.beginSlowRequests(by: fault.delay?.distribution ?? .constant(.zero), clients: name)
        case .kafkaCoordinatorDown: return kafka.beginCoordinatorOutage(ofGroups: name)
        default: preconditionFailure("\(fault.kind) is no lasting fault of a cluster.")
        }
    }

    func end() {
        for fault in current { kafka.end(fault) }
        ended += current
        current = []
    }

    var hits: UInt64 { (ended + current).reduce(0) { $0 + kafka.hits(of: $1) } }
}

/// Takes brokers down.
final class BrokerDownEffect: FaultEffect {
    private let kafka: SimulatedKafka
    private let brokers: [Int]
    private var down: [Int] = []
    private(set) var hits: UInt64 = 0

    init(_ brokers: [Int], kafka: SimulatedKafka) {
        self.brokers = brokers
        self.kafka = kafka
    }

    func begin(until end: Int64) {
        for broker in brokers where kafka.isRunning(broker: broker) {
            kafka.stopBroker(broker)
            down.append(broker)
            hits += 1
        }
    }

    func end() {
        for broker in down { kafka.startBroker(broker) }
        down = []
    }
}

/// Moves the leadership of topics' partitions to another broker. It stays there.
final class LeaderFailoverEffect: FaultEffect {
    private let kafka: SimulatedKafka
    private let topics: [String]
    private let partitions: Int32
    private let broker: Int
    private(set) var hits: UInt64 = 0

    init(_ topics: [String], partitions: Int32, to broker: Int, kafka: SimulatedKafka) {
        self.topics = topics
        self.partitions = partitions
        self.broker = broker
        self.kafka = kafka
    }

    func begin(until end: Int64) {
        for topic in topics {
            for partition in 0..<partitions {
                let moved = try? kafka.moveLeadership(of: topic, partition: partition, to: broker)
                if moved == true { hits += 1 }
            }
        }
    }

    func end() {}
}
