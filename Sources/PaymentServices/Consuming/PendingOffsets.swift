import ServicePorts
import Synchronization

/// The offsets that a consumer has finished with and not committed yet. It listens to rebalances, since an offset
/// committed for a partition that has moved on would throw its new owner back.
final class PendingOffsets: RebalanceListener {
    private struct NextOffset {
        var partition: TopicPartition
        var offset: Int64
    }

    /// One for each partition, which are few.
    private let nextOffsets = Mutex<[NextOffset]>([])
    private let commit: @Sendable ([TopicPartition: Int64]) async throws -> Void

    init(commit: @escaping @Sendable ([TopicPartition: Int64]) async throws -> Void) { self.commit = commit }

    /// These records need no second reading.
    func finished<Event>(_ records: ArraySlice<ConsumerRecord<Event>>) {
        nextOffsets.withLock { pending in
            for record in records {
                let next = NextOffset(partition: record.topicPartition, offset: record.offset + 1)
                if let place = pending.firstIndex(where: { $0.partition == next.partition }) {
                    pending[place] = next
                } else {
                    pending.append(next)
                }
            }
        }
    }

    /// Commits everything pending. What cannot be committed is dropped: another member reads on from there.
    func commitAll() async throws {
        let offsets = take { _ in true }
        if !offsets.isEmpty { try await commit(offsets) }
    }

    func partitionsAssigned(_ partitions: [TopicPartition]) async {}

    func partitionsRevoked(_ partitions: [TopicPartition]) async {
        let offsets = take(partitions.contains)
        // A failure here means that the group has moved on; the next owner reads these records again.
        if !offsets.isEmpty { try? await commit(offsets) }
    }

    func partitionsLost(_ partitions: [TopicPartition]) async { _ = take(partitions.contains) }

    private func take(_ isWanted: (TopicPartition) -> Bool) -> [TopicPartition: Int64] {
        nextOffsets.withLock { pending in
            var taken: [TopicPartition: Int64] = [:]
            pending.removeAll { next in
                guard isWanted(next.partition) else { return false }
                taken[next.partition] = next.offset
                return true
            }
            return taken
        }
    }
}
