import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

/// Ends the service at one moment, as a crash there would.
private final class EndingListener: MomentListener {
    private let end: Moment?

    init(end: Moment?) { self.end = end }

    func reached(_ moment: Moment) throws { if moment == end { throw CancellationError() } }
}

@Suite("At a moment everything before it is done, and nothing after it")
struct ServiceMomentTests {
    private let fakes = FakeSurroundings()

    private func surroundings(endingAt moment: Moment?) -> Surroundings {
        var surroundings = fakes.surroundings
        surroundings.moments = EndingListener(end: moment)
        return surroundings
    }

    @Test("No two moments have one name")
    func names() { #expect(Set(Moment.ofServices).count == Moment.ofServices.count) }

    @Test(
        "A creation asks the intermediary, stores the payment and its iuv, publishes and commits",
        arguments: [
            (Moment.proxyBeforeCreate, 0, 0, 0, 0), (.proxyAfterCreate, 1, 0, 0, 0), (.proxyAfterPut, 1, 2, 0, 0),
            (.proxyPublished, 1, 2, 1, 0), (.proxyAfterProduce, 1, 2, 1, 0), (.proxyBeforeCommit, 1, 2, 1, 0),
            (nil, 1, 2, 1, 1),
        ] as [(Moment?, Int, Int, Int, Int)])
    func creation(_ end: Moment?, _ created: Int, _ puts: Int, _ published: Int, _ commits: Int) async throws {
        let store = FakeStore()
        let intermediary = FakeIntermediary()
        let producer = FakeProducer<PaymentEvent>()
        let new = Sample.payment(.creationPending, appID: "payment-dispatcher:2.0.0")
        let consumer = FakeConsumer([[.event(new)]])
        let proxy = PaymentProxy(
            configuration: PaymentProxyConfiguration(intermediary: "efil", collections: [Sample.collection()]),
            server: FakeServer.idle, caller: FakeCaller { _, _ in HTTPReply(.notFound) }, consumer: consumer,
            producer: producer, store: store, intermediary: intermediary, surroundings: surroundings(endingAt: end))
        try await runUntilCancelled { try await proxy.run() }
        #expect(await intermediary.created.count == created)
        #expect(await store.puts.count == puts)
        #expect(await producer.events.count == published)
        #expect(await consumer.commits.count == commits)
    }

    @Test(
        "A dispatch asks the view, publishes and commits",
        arguments: [
            (Moment.dispatcherAfterQuery, 1, 0, 0), (.dispatcherAfterProduce, 1, 1, 0),
            (.dispatcherBeforeCommit, 1, 1, 0), (nil, 1, 1, 1),
        ] as [(Moment?, Int, Int, Int)])
    func dispatch(_ end: Moment?, _ queries: Int, _ published: Int, _ commits: Int) async throws {
        let consumer = FakeConsumer<ApplicationEvent>([[.event(Sample.application())]])
        let producer = FakeProducer<PaymentEvent>()
        let caller = FakeCaller { _, _ in Sample.ksqlRows([]) }
        let dispatcher = PaymentDispatcher(
            configuration: DispatcherConfiguration(), consumer: consumer, producer: producer, caller: caller,
            surroundings: surroundings(endingAt: end))
        try await runUntilCancelled { try await dispatcher.run() }
        #expect(await caller.calls.count == queries)
        #expect(await producer.events.count == published)
        #expect(await consumer.commits.count == commits)
    }

    @Test(
        "An outcome is reported, then committed",
        arguments: [
            (Moment.updaterBeforeReport, 0, 0), (.updaterAfterReport, 1, 0), (.updaterBeforeCommit, 1, 0), (nil, 1, 1),
        ] as [(Moment?, Int, Int)])
    func outcome(_ end: Moment?, _ reports: Int, _ commits: Int) async throws {
        let consumer = FakeConsumer<PaymentEvent>([[.event(Sample.payment(.complete))]])
        let caller = FakeCaller { _, _ in HTTPReply(.ok) }
        let updater = PaymentUpdater(
            configuration: UpdaterConfiguration(), consumer: consumer, caller: caller,
            surroundings: surroundings(endingAt: end))
        try await runUntilCancelled { try await updater.run() }
        #expect(await caller.calls.count == reports)
        #expect(await consumer.commits.count == commits)
    }

    @Test("A payment that the dispatcher API has published is not yet remembered under its key")
    func api() async throws {
        let producer = FakeProducer<PaymentEvent>()
        let store = FakeStore()
        let endpoint = CreationEndpoint(
            DispatcherAPIConfiguration(), caller: FakeCaller { _, _ in Sample.ksqlRows([]) }, producer: producer,
            store: store, surroundings: surroundings(endingAt: .dispatcherAPIAfterProduce))
        let request = HTTPRequestHead(
            method: .post, scheme: "http", authority: "api.test", path: "/payments",
            headerFields: [.idempotencyKey: "key"])
        let body = Payload.value(PaymentCreation(payment: Sample.payment(.creationPending).payment))
        await #expect(throws: CancellationError.self) { try await endpoint.respond(to: request, body: body) }
        #expect(await producer.events.count == 1)
        #expect(await store.puts.isEmpty)
    }
}
