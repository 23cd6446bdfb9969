import ServicePorts
import Synchronization

/// The offsets that a consumer has finished with and not committed yet. It listens to rebalances, since an offset
/// committed for a partition that has moved on would throw its new owner back.
final class PendingOffsets: RebalanceListener {
    private let nextOffsets = Mutex<[TopicPartition: Int64]>([:])
    private let commit: @Sendable ([TopicPartition: Int64]) async throws -> Void

    init(commit: @escaping @Sendable ([TopicPartition: Int64]) async throws -> Void) { self.commit = commit }

    /// The record at `offset` needs no second reading.
    func finished(_ partition: TopicPartition, through offset: Int64) {
        nextOffsets.withLock { $0[partition] = offset + 1 }
    }

    /// Commits everything pending. What cannot be committed is dropped: another member reads on from there.
    func commitAll() async throws {
        let offsets = nextOffsets.withLock { pending in
            defer { pending = [:] }
            return pending
        }
        if !offsets.isEmpty { try await commit(offsets) }
    }

    func partitionsAssigned(_ partitions: [TopicPartition]) async {}

    func partitionsRevoked(_ partitions: [TopicPartition]) async {
        let offsets = take(partitions)
        // A failure here means that the group has moved on; the next owner reads these records again.
        if !offsets.isEmpty { try? await commit(offsets) }
    }

    func partitionsLost(_ partitions: [TopicPartition]) async { _ = take(partitions) }

    private func take(_ partitions: [TopicPartition]) -> [TopicPartition: Int64] {
        nextOffsets.withLock { pending in
            var taken: [TopicPartition: Int64] = [:]
            for partition in partitions { taken[partition] = pending.removeValue(forKey: partition) }
            return taken
        }
    }
}
