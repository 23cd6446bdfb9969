import KafkaSimulation
import VirtualTime

/// The leadership of topics' partitions, which a fault moves to another broker. It stays there.
///
/// Used by one thread.
final class LeaderMoves {
    private var ledger = FaultLedger()

    /// Moves what `broker` may lead.
    /// - Parameter name: who injects it.
    func inject(
        _ topics: [(name: String, partitions: Int32)], of kafka: SimulatedKafka, to broker: BrokerID, named name: String
    ) -> FaultID {
        let fault = ledger.open(name)
        for topic in topics {
            for partition in 0..<topic.partitions {
                do {
                    if try kafka.moveLeadership(of: topic.name, partition: partition, to: broker) { ledger.hit(fault) }
                } catch { preconditionFailure("A fault is aimed at topics that the cluster has: \(error).") }
            }
        }
        return fault
    }

    /// What a fault has moved.
    func hits(of fault: FaultID) -> FaultHits { ledger[fault] }
}
