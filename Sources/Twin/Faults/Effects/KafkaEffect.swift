import KafkaSimulation
import Scenarios
import VirtualTime

/// A fault of the Kafka cluster that lasts: of requests, replication, a coordinator or a broker.
final class KafkaEffect: FaultEffect {
    private let kafka: SimulatedKafka
    private let fault: FaultSpecification
    private let names: [String]
    private var injected = InjectedIDs()

    /// - Parameter names: of whom the fault befalls; of a broker its number.
    init(_ fault: FaultSpecification, names: [String], kafka: SimulatedKafka) {
        self.fault = fault
        self.kafka = kafka
        self.names = names
    }

    func begin(until end: Int64) {
        for name in names { injected.began(kafka.inject(fault.kafkaFault(on: name))) }
    }

    func end() { injected.ended { kafka.remove($0) } }
    var hits: UInt64 { injected.hits { kafka.hits(of: $0) } }
}

extension FaultSpecification {
    fileprivate func kafkaFault(on name: String) -> KafkaFault {
        let share = share ?? .always
        let pattern = NamePattern(name)
        switch kind {
        case .kafkaBrokerDown: return .brokerDown(Self.broker(name))
        case .kafkaReplicationLag:
            guard let delay else { return .cloggedReplication(on: Self.broker(name)) }
            return .slowReplication(on: Self.broker(name), by: delay.distribution)
        case .kafkaProduceLost: return .produce(ProduceFaults(requestLost: share), topics: pattern)
        case .kafkaAcknowledgementLost: return .produce(ProduceFaults(acknowledgementLost: share), topics: pattern)
        case .kafkaDelay: return .slowRequests(by: delay?.distribution ?? .constant(.zero), clients: pattern)
        case .kafkaCoordinatorDown: return .coordinatorOutage(groups: pattern)
        default: preconditionFailure("\(kind) is no lasting fault of a cluster.")
        }
    }

    private static func broker(_ name: String) -> BrokerID {
        guard let number = Int(name) else { preconditionFailure("A broker is meant by its number.") }
        return BrokerID(number)
    }
}

/// Moves the leadership of topics' partitions to another broker. It stays there.
final class LeaderFailoverEffect: FaultEffect {
    private let kafka: SimulatedKafka
    private let topics: [String]
    private let partitions: Int32
    private let broker: BrokerID
    private(set) var hits: UInt64 = 0

    init(_ topics: [String], partitions: Int32, to broker: BrokerID, kafka: SimulatedKafka) {
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
