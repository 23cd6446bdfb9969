import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Synchronization
import Testing

@testable import PaymentServices

@Suite("How a payment's next state gets into the store and onto the topic")
struct PublicationTests {
    private let fakes = FakeSurroundings()
    private let store = FakeStore()
    private let paid = FakeIntermediary(found: .success(.paid(at: Sample.now, transactionID: "t-1")))

    private func payments(
        _ publication: ProxyPolicies.Publication, _ producer: any EventProducer<PaymentEvent>
    ) -> ProxyPayments {
        var configuration = PaymentProxyConfiguration(intermediary: "efil", collections: [Sample.collection()])
        configuration.policies.publication = publication
        configuration.policies.staleWriteGuard = .compareAndSwap
        return ProxyPayments(configuration, producer: producer, store: store, surroundings: fakes.surroundings)
    }

    /// A proxy with a payment that has been paid, of which nobody has heard.
    private func endpoints(
        _ publication: ProxyPolicies.Publication, _ producer: any EventProducer<PaymentEvent>
    ) async throws -> ProxyEndpoints {
        let payments = payments(publication, producer)
        _ = try await payments.stored.add(Sample.payment(nextCheckAt: Sample.now))
        return ProxyEndpoints(payments, intermediary: paid, caller: FakeCaller(replies: []))
    }

    private let update = "/update/\(Sample.paymentID)"

    @Test("As deployed a state whose event Kafka does not take is stored and never said")
    func storeThenPublish() async throws {
        let producer = FakeProducer<PaymentEvent>(failures: 1)
        let endpoints = try await endpoints(.storeThenPublish, producer)
        await #expect(throws: KafkaError.self) { try await endpoints.get(update) }
        #expect(try await store.payment(Sample.paymentID)?.status == .complete)
        #expect(try await endpoints.get(update).status == .ok)
        #expect(await producer.attempts == 1)
    }

    @Test("Published first, nothing is stored that was not said; the next check says it")
    func publishThenStore() async throws {
        let producer = FakeProducer<PaymentEvent>(failures: 1)
        let endpoints = try await endpoints(.publishThenStore, producer)
        await #expect(throws: KafkaError.self) { try await endpoints.get(update) }
        #expect(try await store.payment(Sample.paymentID)?.status == .paymentPending)
        #expect(try await endpoints.get(update).status == .ok)
        #expect(try await store.payment(Sample.paymentID)?.status == .complete)
        #expect(await producer.events.map(\.status) == [.complete])
    }

    @Test("Published first, what the store does not take has been said all the same")
    func saidBeforeItIsSo() async throws {
        let producer = FakeProducer<PaymentEvent>()
        let endpoints = try await endpoints(.publishThenStore, producer)
        await store.failPuts(to: "payments/", times: 1)
        await #expect(throws: ObjectStoreError.self) { try await endpoints.get(update) }
        #expect(await producer.events.map(\.status) == [.complete])
        #expect(try await store.payment(Sample.paymentID)?.status == .paymentPending)
    }

    @Test("Published until it is taken, it is said within the same request, each time as another event")
    func publishUntilTaken() async throws {
        let producer = FakeProducer<PaymentEvent>(failures: 2)
        let endpoints = try await endpoints(.publishUntilTaken, producer)
        #expect(try await endpoints.get(update).status == .ok)
        #expect(await producer.attempts == 3)
        #expect(await producer.events.map(\.status) == [.complete])
        let stored = try await store.payment(Sample.paymentID)
        #expect(await producer.events.first?.envelope.eventID != stored?.envelope.eventID)
        #expect(fakes.clock.now.offset == .seconds(1 + 2))
    }

    @Test("From an outbox, what was left unsaid is said by whoever reads the payment next, and once")
    func outbox() async throws {
        let producer = FakeProducer<PaymentEvent>(failures: 1)
        let endpoints = try await endpoints(.outbox, producer)
        await #expect(throws: KafkaError.self) { try await endpoints.get(update) }
        #expect(try await payments(.outbox, producer).stored.load(Sample.paymentID)?.publication != nil)
        #expect(try await endpoints.get(update).status == .ok)
        #expect(await producer.events.map(\.status) == [.complete])
        #expect(try await payments(.outbox, producer).stored.load(Sample.paymentID)?.publication == nil)
        #expect(try await endpoints.get(update).status == .ok)
        #expect(await producer.attempts == 2)
    }

    @Test("From an outbox, who writes while another publishes leaves his event to that one, and it comes second")
    func orderOfVersions() async throws {
        let producer = NestingProducer()
        let endpoints = try await endpoints(.outbox, producer)
        producer.meanwhile = { () async throws in
            let reply = try await endpoints.get("/landing/\(Sample.paymentID)")
            #expect(reply.status == .found)
            #expect(producer.events.isEmpty)
        }
        #expect(try await endpoints.get(update).status == .ok)
        #expect(producer.events.map(\.status) == [.complete, .complete])
        #expect(producer.events.map { $0.state.links.onlinePaymentLanding.lastOpenedAt == nil } == [true, false])
        let stored = try await payments(.outbox, producer).stored.load(Sample.paymentID)
        #expect(stored?.publication == nil)
        #expect(stored?.event == producer.events.last)
    }

    @Test("From an outbox, a creation that was never said is said when its publisher counts as dead")
    func creation() async throws {
        let producer = FakeProducer<PaymentEvent>()
        let payments = payments(.outbox, producer)
        let creator = DebtPositionCreator(payments, intermediary: paid)
        let created = Sample.payment()
        let mark = payments.publication(beginningWith: created, now: payments.now())
        #expect(try await payments.stored.add(created, mark) == nil)
        let asked = Sample.payment(.creationPending, appID: "payment-dispatcher:2.0.0")
        await #expect(throws: PublicationUnderWay.self) { try await creator.handle(asked) }
        fakes.clock.advance(by: .seconds(180))
        try await creator.handle(asked)
        #expect(await producer.events.map(\.status) == [.paymentPending])
        try await creator.handle(asked)
        #expect(await producer.attempts == 1)
        #expect(await paid.created.isEmpty)
    }

    @Test("From an outbox, a creation is stored as unsaid, said, and then stored as said", arguments: [0, 2])
    func newPayment(_ failures: Int) async throws {
        let producer = FakeProducer<PaymentEvent>(failures: failures)
        let payments = payments(.outbox, producer)
        try await DebtPositionCreator(payments, intermediary: paid).handle(
            Sample.payment(.creationPending, appID: "payment-dispatcher:2.0.0"))
        #expect(await producer.events.map(\.status) == [.paymentPending])
        #expect(try await payments.stored.load(Sample.paymentID)?.publication == nil)
    }

    @Test("What an outbox stores reads back from its bytes")
    func form() throws {
        let stored = OutboxPayment(
            event: Sample.payment(), publication: PendingPublication(publisher: Sample.userID, until: Sample.now))
        let again = try OutboxPayment(wireBytes: stored.wireBytes())
        #expect(again.event == stored.event)
        #expect(again.publication == stored.publication)
        #expect(try OutboxPayment(wireBytes: OutboxPayment(event: stored.event).wireBytes()).publication == nil)
    }
}

/// Lets something happen while its first record is on its way.
private final class NestingProducer: EventProducer {
    private struct State {
        var events: [PaymentEvent] = []
        var meanwhile: (@Sendable () async throws -> Void)?
    }

    private let state = Mutex(State())

    var events: [PaymentEvent] { state.withLock { $0.events } }
    var meanwhile: (@Sendable () async throws -> Void)? {
        get { state.withLock { $0.meanwhile } }
        set { state.withLock { $0.meanwhile = newValue } }
    }

    func send(_ record: ProducerRecord<PaymentEvent>) async throws -> RecordMetadata {
        if let act = meanwhile {
            meanwhile = nil
            try await act()
        }
        let count = state.withLock { state in
            if let event = record.value { state.events.append(event) }
            return state.events.count
        }
        return RecordMetadata(
            topicPartition: TopicPartition(topic: record.topic, partition: 0), offset: Int64(count), timestamp: 0)
    }
}
