import ServicePorts
import Synchronization

/// Whether a view shows all that its topic had when it began to read.
final class Wholeness: Sendable {
    /// By partition, the offset behind the last record that must be shown; nil before there are partitions.
    private let missing = Mutex<[TopicPartition: Int64]?>(nil)

    var isWhole: Bool { missing.withLock { $0?.isEmpty ?? false } }

    /// The view begins to read these partitions, and has to show what is in them now.
    func begin<Event: WireValue>(_ partitions: [TopicPartition], of consumer: any EventConsumer<Event>) async {
        guard let (firsts, ends) = await bounds(of: partitions, consumer) else { return }
        missing.withLock { missing in
            var all = missing ?? [:]
            for partition in partitions {
                guard let first = firsts[partition], let end = ends[partition], end > first else { continue }
                all[partition] = end
            }
            missing = all
        }
    }

    /// All that was polled is shown now.
    func look<Event: WireValue>(at consumer: any EventConsumer<Event>) async {
        let left = missing.withLock { $0 } ?? [:]
        for (partition, end) in left.sorted(by: { $0.key < $1.key }) {
            guard let position = try? await consumer.position(of: partition), position >= end else { continue }
            missing.withLock { _ = $0?.removeValue(forKey: partition) }
        }
    }

    /// Asks the partitions' leaders until they answer; nil when the consumer has ended.
    private func bounds<Event: WireValue>(
        of partitions: [TopicPartition], _ consumer: any EventConsumer<Event>
    ) async -> (firsts: [TopicPartition: Int64], ends: [TopicPartition: Int64])? {
        while true {
            do {
                return (try await consumer.beginningOffsets(partitions), try await consumer.endOffsets(partitions))
            } catch KafkaError.timedOut {
                continue
            } catch {
                return nil
            }
        }
    }
}
