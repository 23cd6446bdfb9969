import ServicePorts
import Synchronization

/// Makes a view whose tables begin empty read each partition from its first record, whatever its group has committed;
/// a partition that comes back to the same view is read on from there.
final class FirstReading<Event: WireValue>: RebalanceListener {
    private let consumer: any EventConsumer<Event>
    private let wholeness: Wholeness?
    private let known = Mutex<[TopicPartition]>([])

    /// - Parameter wholeness: learns what there is to read; nil when nobody asks for it.
    init(_ consumer: any EventConsumer<Event>, _ wholeness: Wholeness?) {
        self.consumer = consumer
        self.wholeness = wholeness
    }

    func partitionsAssigned(_ partitions: [TopicPartition]) async {
        let new = known.withLock { known in
            let new = partitions.filter { !known.contains($0) }
            known += new
            return new
        }
        // Only a consumer that has ended by now cannot seek, and it reads nothing more.
        guard !new.isEmpty else { return }
        try? await consumer.seekToBeginning(new)
        await wholeness?.begin(new, of: consumer)
    }

    func partitionsRevoked(_ partitions: [TopicPartition]) async {}
    func partitionsLost(_ partitions: [TopicPartition]) async {}
}
