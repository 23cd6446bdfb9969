import PaymentModel
import PortFakes
import ServiceLifecycle
import ServicePorts
import Synchronization
import Testing

@testable import PaymentServices

/// What all consumers have in common: at-least-once, and no record that could stop them.
struct ConsumerLoopTests {
    /// Handles complete payments, failing as often as told first.
    private final class Handler: EventHandler {
        private let state: Mutex<(handled: [EntityID], failures: Int)>

        private let failingFrom: Int
        private let shutDown: @Sendable () async -> Void

        /// - Parameters:
        ///   - failingFrom: after how many events none can be handled any more.
        ///   - shutDown: called while the first event is handled.
        init(failures: Int = 0, failingFrom: Int = .max, _ shutDown: @escaping @Sendable () async -> Void = {}) {
            state = Mutex(([], failures))
            self.failingFrom = failingFrom
            self.shutDown = shutDown
        }

        var handled: [EntityID] { state.withLock { $0.handled } }

        func concerns(_ event: PaymentEvent) -> Bool { event.status == .complete }

        func handle(_ event: PaymentEvent) async throws {
            if handled.isEmpty {
                await shutDown()
                // The group hears of it in a task of its own.
                while failingFrom < .max, !Task.isShuttingDownGracefully { await Task.yield() }
            }
            try state.withLock { state in
                if state.handled.count >= failingFrom { throw KafkaError.brokerUnavailable }
                guard state.failures == 0 else {
                    state.failures -= 1
                    throw KafkaError.brokerUnavailable
                }
                state.handled.append(event.id)
            }
        }
    }

    private let fakes = FakeSurroundings()

    private func run(_ handler: Handler, _ consumer: FakeConsumer<PaymentEvent>) async throws {
        let loop = ConsumerLoop(
            handler, consumer: consumer, topic: "payments", settings: .manuallyCommitted(groupID: "g"),
            backOff: BackOff(), service: "test:1", surroundings: fakes.surroundings)
        try await runUntilCancelled { try await loop.run() }
    }

    @Test("One commit follows a batch with work in it, one past the last record of each partition")
    func commitsPerBatch() async throws {
        let done = RecordValue.event(Sample.payment(.complete))
        let consumer = FakeConsumer<PaymentEvent>([
            [
                .record(done, partition: 0, offset: 7), .record(done, partition: 0, offset: 8),
                .record(done, partition: 1, offset: 3),
            ]
        ])
        let handler = Handler()
        try await run(handler, consumer)
        #expect(handler.handled.count == 3)
        let expected: [TopicPartition: Int64] = [
            TopicPartition(topic: "payments", partition: 0): 9, TopicPartition(topic: "payments", partition: 1): 4,
        ]
        #expect(await consumer.commits == [expected])
        #expect(await consumer.isClosed)
    }

    @Test("Batches without work are committed at the automatic commit's pace")
    func skippedBatches() async throws {
        let open = RecordValue.event(Sample.payment(.paymentPending))
        let consumer = FakeConsumer<PaymentEvent>([
            [.record(open, offset: 0, timestamp: 10_000)], [.record(open, offset: 1, timestamp: 12_000)],
            [.record(open, offset: 2, timestamp: 14_999)], [.record(open, offset: 3, timestamp: 15_000)],
        ])
        try await run(Handler(), consumer)
        #expect(await consumer.commits.map { $0.values.first } == [1, 4])
    }

    @Test("An idle consumer commits what it has passed over")
    func idle() async throws {
        let open = RecordValue.event(Sample.payment(.paymentPending))
        let consumer = FakeConsumer<PaymentEvent>([
            [.record(open, offset: 0, timestamp: 10_000)], [.record(open, offset: 1, timestamp: 10_001)], [],
        ])
        try await run(Handler(), consumer)
        #expect(await consumer.commits.map { $0.values.first } == [1, 2])
    }

    @Test("A malformed record is counted and passed over; one of another version is not even counted")
    func malformed() async throws {
        let consumer = FakeConsumer<PaymentEvent>([
            [
                .record(.malformed(reason: "payment.split[0].amount missing"), offset: 0),
                .record(.malformed(reason: UnsupportedEventVersion(version: .text("3.0")).description), offset: 1),
                .record(.tombstone, offset: 2), .event(Sample.payment(.complete), offset: 3),
            ]
        ])
        let handler = Handler()
        try await run(handler, consumer)
        #expect(handler.handled.count == 1)
        #expect(fakes.count("payment_events_errors_total", ("error", "internal")) == 1)
        #expect(await consumer.commits.map { $0.values.first } == [4])
    }

    @Test("An event that fails is tried again after 1 s, 2 s, 4 s, and committed only then")
    func retries() async throws {
        let consumer = FakeConsumer<PaymentEvent>([[.event(Sample.payment(.complete))]])
        let handler = Handler(failures: 3)
        try await run(handler, consumer)
        #expect(handler.handled.count == 1)
        #expect(fakes.clock.now.offset == .seconds(7))
        #expect(await consumer.commits.count == 1)
    }

    /// A consumer as a service of a group.
    private struct Consuming: Service {
        let loop: ConsumerLoop<Handler>
        func run() async throws { try await loop.run() }
    }

    @Test("Asked to shut down, a consumer finishes its batch, commits and closes; what fails is not committed")
    func shutdown() async throws {
        let done = RecordValue.event(Sample.payment(.complete))
        let batch = (0..<3).map { ConsumerRecord<PaymentEvent>.record(done, offset: Int64($0)) }
        for (failsFrom, handled) in [(3, 3), (2, 2), (1, 1)] {
            let consumer = FakeConsumer<PaymentEvent>([batch, batch])
            let place = Mutex<ServiceGroup?>(nil)
            let handler = Handler(failingFrom: failsFrom) { await place.withLock { $0 }?.triggerGracefulShutdown() }
            let loop = ConsumerLoop(
                handler, consumer: consumer, topic: "payments", settings: .manuallyCommitted(groupID: "g"),
                backOff: BackOff(), service: "test:1", surroundings: fakes.surroundings)
            let group = ServiceGroup(services: [Consuming(loop: loop)], logger: fakes.surroundings.logger)
            place.withLock { $0 = group }
            try await group.run()
            #expect(handler.handled.count == handled)
            #expect(await consumer.commits.map { $0.values.first } == [Int64(handled)])
            #expect(await consumer.isClosed)
        }
    }

    @Test("A broker that does not answer is polled again after a pause")
    func brokerUnavailable() async throws {
        let consumer = FakeConsumer<PaymentEvent>(
            [[.event(Sample.payment(.complete))]], pollFailures: [.brokerUnavailable, .brokerUnavailable])
        let handler = Handler()
        try await run(handler, consumer)
        #expect(handler.handled.count == 1)
        #expect(fakes.clock.now.offset == .seconds(3))
    }

    @Test("A setting that Kafka refuses ends the consumer with that error")
    func refusedSetting() async throws {
        let consumer = FakeConsumer<PaymentEvent>([], pollFailures: [.notModelled(setting: "isolation.level")])
        await #expect(throws: KafkaError.notModelled(setting: "isolation.level")) {
            try await run(Handler(), consumer)
        }
    }

    @Test("A partition that is revoked is committed, and one that is lost is not")
    func rebalance() async throws {
        let commits = Mutex<[[TopicPartition: Int64]]>([])
        let pending = PendingOffsets { offsets in commits.withLock { $0.append(offsets) } }
        let first = TopicPartition(topic: "payments", partition: 0)
        let second = TopicPartition(topic: "payments", partition: 1)
        let records: [ConsumerRecord<PaymentEvent>] = [
            .record(.tombstone, partition: 0, offset: 4), .record(.tombstone, partition: 1, offset: 5),
        ]
        pending.finished(records[...])
        await pending.partitionsRevoked([first])
        await pending.partitionsLost([second])
        try await pending.commitAll()
        #expect(commits.withLock { $0 } == [[first: 5]])
    }

    @Test("Waits double up to the longest", arguments: [(1, 1), (2, 2), (6, 32), (7, 60), (100, 60)])
    func backOff(failures: Int, seconds: Int) {
        #expect(BackOff().wait(afterFailures: failures) == .seconds(seconds))
    }
}
