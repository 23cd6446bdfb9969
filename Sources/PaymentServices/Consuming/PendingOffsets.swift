import ServicePorts
import Synchronization

/// The offsets that a consumer has finished with and not committed yet. It listens to rebalances, since an offset
/// committed for a partition that has moved on would throw its new owner back.
final class PendingOffsets: RebalanceListener {
    private struct NextOffset {
        var partition: TopicPartition
        var offset: Int64
    }

    private let state = Mutex<[NextOffset]>([])
    private let commit: @Sendable ([TopicPartition: Int64]) async throws -> Void

    init(commit: @escaping @Sendable ([TopicPartition: Int64]) async throws -> Void) { self.commit = commit }

    /// The record at `offset` needs no second reading.
    func finished(_ partition: TopicPartition, through offset: Int64) {
        state.withLock { pending in
            if let place = pending.firstIndex(where: { $0.partition == partition }) {
                pending[place].offset = offset + 1
            } else {
                pending.append(NextOffset(partition: partition, offset: offset + 1))
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
        state.withLock { pending in
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
