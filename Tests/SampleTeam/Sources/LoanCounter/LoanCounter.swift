import ServiceLifecycle
import ServicePorts

/// Keeps every loan under its reader, from a topic in which a loan may come more than once.
public struct LoanCounter: Service {
    /// When the group is told that a record has been read.
    public enum Commit: Sendable {
        /// A crash in between reads it again, and nothing comes of that.
        case afterWork
        /// A crash in between loses it.
        case beforeWork
    }

    private let consumer: any EventConsumer<Loan>
    private let loans: any ObjectStore
    private let commit: Commit

    public init(_ consumer: any EventConsumer<Loan>, keepingIn loans: any ObjectStore, commit: Commit = .afterWork) {
        self.consumer = consumer
        self.loans = loans
        self.commit = commit
    }

    public static var consumerSettings: ConsumerSettings {
        var settings = ConsumerSettings(groupID: "loan-counter")
        settings.autoOffsetReset = .earliest
        settings.enableAutoCommit = false
        return settings
    }

    public func run() async throws {
        try await consumer.subscribe(to: ["loans"], listener: nil)
        while !Task.isShuttingDownGracefully {
            for record in try await consumer.poll(timeout: .milliseconds(500)) {
                do { try await take(record) } catch KafkaError.commitFailed, KafkaError.rebalanceInProgress {
                    // Another one reads the partition from the last commit on.
                    break
                }
            }
        }
        await consumer.close()
    }

    private func take(_ record: ConsumerRecord<Loan>) async throws {
        let next = [record.topicPartition: record.offset + 1]
        if commit == .beforeWork { try await consumer.commit(next) }
        if case .event(let loan) = record.value {
            try await loans.put("\(loan.reader)/\(loan.id)", .value(loan), condition: .none)
        }
        if commit == .afterWork { try await consumer.commit(next) }
    }
}
