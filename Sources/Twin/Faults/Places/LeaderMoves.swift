import KafkaSimulation
import VirtualTime

/// The leadership of topics' partitions, which a fault moves to another broker. It stays there.
///
/// Used by one thread.
final class LeaderMoves {
    private let kafka: SimulatedKafka
    private let partitions: Int32
    private var ledger = FaultLedger()

    /// - Parameter partitions: of each topic.
    init(_ kafka: SimulatedKafka, partitions: Int32) {
        self.kafka = kafka
        self.partitions = partitions
    }

    /// Moves what `broker` may lead.
    /// - Parameter name: who injects it.
    func inject(_ topics: [String], to broker: BrokerID, named name: String) -> FaultID {
        let fault = ledger.open(name)
        for topic in topics {
            for partition in 0..<partitions {
                do {
                    if try kafka.moveLeadership(of: topic, partition: partition, to: broker) { ledger.hit(fault) }
                } catch { preconditionFailure("A fault is aimed at topics that the cluster has: \(error).") }
            }
        }
        return fault
    }

    /// Does nothing: an election has no end.
    func remove(_ fault: FaultID) {}

    /// What a fault has moved.
    func hits(of fault: FaultID) -> FaultHits { ledger[fault] }
}
