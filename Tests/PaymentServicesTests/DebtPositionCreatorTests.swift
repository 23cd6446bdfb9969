import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

/// The proxy as a consumer of the topic (<doc:/PaymentModel/LifeOfAPayment>, step 4).
struct DebtPositionCreatorTests {
    private let fakes = FakeSurroundings()
    private let store = FakeStore()
    private let intermediary = FakeIntermediary()

    /// Feeds events to a proxy; returns what it publishes.
    private func run(
        _ records: [ConsumerRecord<PaymentEvent>], kafkaFailures: Int = 0,
        collections: [CollectionConfiguration] = [Sample.collection()],
        _ change: (inout PaymentProxyConfiguration) -> Void = { _ in }
    ) async throws -> [PaymentEvent] {
        var configuration = PaymentProxyConfiguration(intermediary: "efil", collections: collections)
        change(&configuration)
        let producer = FakeProducer<PaymentEvent>(failures: kafkaFailures)
        let proxy = PaymentProxy(
            configuration: configuration, server: FakeServer.idle,
            caller: FakeCaller { _, _ in HTTPReply(.notFound) }, consumer: FakeConsumer([records]),
            producer: producer, store: store, intermediary: intermediary, surroundings: fakes.surroundings)
        try await runUntilCancelled { try await proxy.run() }
        #expect(await producer.records.allSatisfy { $0.key?.text == Sample.serviceID.description })
        return await producer.events
    }

    private let new = Sample.payment(.creationPending, appID: "payment-dispatcher:2.0.0")

    @Test("A new payment gets a debt position, is stored and published as PAYMENT_PENDING in the proxy's envelope")
    func creation() async throws {
        let events = try await run([.event(new)])
        let event = try #require(events.first)
        #expect(events.count == 1)
        #expect(event.status == .paymentPending)
        #expect(event.envelope.appID == "efil-payment-proxy:1.5.0")
        #expect(event.envelope.eventID != new.envelope.eventID)
        #expect(try await store.payment(new.id) == event)
        #expect(await store.keys("iuv/") == ["iuv/00000000000/01000000000000019"])
        #expect(fakes.count("oc_payment_success_events_total") == 1)
    }

    @Test("A refusal is stored and published as CREATION_FAILED")
    func refusal() async throws {
        await intermediary.answerCreation(.failure(.refused(reason: "no such service")))
        let events = try await run([.event(new)])
        #expect(events.map(\.status) == [.creationFailed])
        #expect(try await store.payment(new.id)?.status == .creationFailed)
        #expect(fakes.count("oc_payment_failed_events_total") == 1)
        #expect(fakes.count("oc_payment_provider_errors_total") == 1)
    }

    @Test("A creation without an answer fails as deployed, although the debt position may exist")
    func unansweredFails() async throws {
        await intermediary.answerCreation(.failure(.unanswered(reason: "time-out")))
        #expect(try await run([.event(new)]).map(\.status) == [.creationFailed])
    }

    @Test("A creation that was not let in fails as deployed, and by policy is made when the proxy is let in")
    func unauthorized() async throws {
        await intermediary.answerCreation(.failure(.unauthorized(status: 401)))
        #expect(try await run([.event(new)]).map(\.status) == [.creationFailed])
        await intermediary.answerCreation(.failure(.unauthorized(status: 401)))
        let other = Sample.payment(.creationPending, id: Sample.userID, appID: "payment-dispatcher:2.0.0")
        let events = try await run([.event(other)]) { $0.policies.unauthorizedCreation = .retry }
        #expect(events.map(\.status) == [.paymentPending])
    }

    @Test("A creation that comes too early is made later, whatever becomes of one without an answer")
    func notNow() async throws {
        await intermediary.answerCreation(.failure(.notNow(after: .seconds(20))))
        #expect(try await run([.event(new)]).map(\.status) == [.paymentPending])
        #expect(await intermediary.created.count == 2)
    }

    @Test("By policy it is tried again until the intermediary answers")
    func unansweredRetried() async throws {
        await intermediary.answerCreation(.failure(.unanswered(reason: "time-out")))
        let events = try await run([.event(new)]) { $0.policies.unansweredCreation = .retry }
        #expect(events.map(\.status) == [.paymentPending])
        #expect(await intermediary.created.count == 2)
        #expect(fakes.clock.now.offset == .seconds(1))
    }

    @Test("A creation delivered twice creates one debt position")
    func redelivery() async throws {
        let events = try await run([.event(new, offset: 0), .event(new, offset: 1)])
        #expect(events.count == 1)
        #expect(await intermediary.created.count == 1)
    }

    @Test("Without a guard it creates two")
    func unguarded() async throws {
        _ = try await run([.event(new, offset: 0), .event(new, offset: 1)]) { $0.policies.creationGuard = .none }
        #expect(await intermediary.created.count == 2)
    }

    @Test("With the republishing guard the second delivery makes up for a publication that was lost")
    func republish() async throws {
        _ = try await store.put("payments/\(new.id)", .value(Sample.payment(.paymentPending)), condition: .none)
        let events = try await run([.event(new)]) { $0.policies.creationGuard = .republishStored }
        #expect(events.map(\.status) == [.paymentPending])
        #expect(await intermediary.created.isEmpty)
    }

    @Test(
        "Whatever put fails, done or not, a new payment is whole, published once and created once",
        arguments: ["payments/", "iuv/"], [true, false])
    func storeFails(_ prefix: String, isDone: Bool) async throws {
        for policy in ProxyPolicies.StaleWriteGuard.allCases {
            let creator = DebtPositionCreatorTests()
            await creator.store.failPuts(to: prefix, times: 2, isDone: isDone)
            let events = try await creator.run([.event(new)]) { $0.policies.staleWriteGuard = policy }
            #expect(events.map(\.status) == [.paymentPending])
            #expect(await creator.intermediary.created.count == 1)
            #expect(try await creator.store.payment(new.id) == events.first)
            #expect(await creator.store.keys("iuv/").count == 1)
        }
    }

    @Test("As deployed, a payment that is stored without its index is skipped for ever")
    func unindexed() async throws {
        await store.failPuts(to: "iuv/", times: 1)
        let events = try await run([.event(new)]) { $0.policies.creationWrite = .paymentThenIndex }
        #expect(events.isEmpty)
        #expect(try await store.payment(new.id)?.status == .paymentPending)
        #expect(await store.keys("iuv/").isEmpty)
    }

    @Test("A due that is adopted while the store fails is found by its iuv; as deployed it is not")
    func adoptionWhileStoreFails() async throws {
        let due = Sample.payment(.paymentPending, appID: "payment-dispatcher-api:1.0.0")
        for (policy, indexed) in [(ProxyPolicies.CreationWrite.indexThenPayment, 1), (.paymentThenIndex, 0)] {
            let creator = DebtPositionCreatorTests()
            await creator.store.failPuts(to: "iuv/", times: 1)
            #expect(try await creator.run([.event(due)]) { $0.policies.creationWrite = policy }.isEmpty)
            #expect(try await creator.store.payment(due.id) == due)
            #expect(await creator.store.keys("iuv/").count == indexed)
        }
    }

    @Test("When another replica creates the same payment meanwhile, compare-and-swap leaves it to the other")
    func createdByTwo() async throws {
        let other = Sample.payment(.paymentPending)
        await store.otherWriter(writes: .value(other), to: "payments/\(new.id)")
        let events = try await run([.event(new)]) { $0.policies.staleWriteGuard = .compareAndSwap }
        #expect(events.isEmpty)
        #expect(try await store.payment(new.id) == other)
    }

    @Test("With the republishing guard it says again what the other has stored; without compare-and-swap it overwrites")
    func createdByTwoOtherwise() async throws {
        let other = Sample.payment(.paymentPending)
        await store.otherWriter(writes: .value(other), to: "payments/\(new.id)")
        let events = try await run([.event(new)]) {
            $0.policies.staleWriteGuard = .compareAndSwap
            $0.policies.creationGuard = .republishStored
        }
        #expect(events.map(\.state.iuv) == [other.state.iuv])
        #expect(try await store.payment(new.id) == other)
        let unguarded = DebtPositionCreatorTests()
        await unguarded.store.otherWriter(writes: .value(other), to: "payments/\(new.id)")
        let event = try await unguarded.run([.event(new)])
        #expect(try await unguarded.store.payment(new.id) == event.first)
    }

    @Test("An unknown due is adopted without a word on the topic, and found by its iuv from then on")
    func adoption() async throws {
        let due = Sample.payment(.paymentPending, appID: "payment-dispatcher-api:1.0.0")
        #expect(try await run([.event(due)]).isEmpty)
        #expect(try await store.payment(due.id) == due)
        #expect(await store.keys("iuv/").count == 1)
        #expect(await intermediary.created.isEmpty)
    }

    @Test("The proxy's own PAYMENT_PENDING events are passed over without a look into the store")
    func ownEvents() async throws {
        _ = try await run([.event(Sample.payment(.paymentPending))])
        #expect(await store.puts.isEmpty)
    }

    @Test("Payments without an active configuration are left to other proxies")
    func foreign() async throws {
        #expect(try await run([.event(new)], collections: [Sample.collection(isActive: false)]).isEmpty)
        #expect(await intermediary.created.isEmpty)
    }

    @Test("Another type or a split that does not add up is counted as a validation error, another version is not")
    func malformed() async throws {
        let split = [SplitShare(code: "c_1", amount: EuroCents(cents: 1))]
        let events = try await run([
            .event(Sample.payment(.creationPending, type: .other("MYBANK")), offset: 0),
            .event(Sample.payment(.creationPending, split: split), offset: 1),
            .event(Sample.payment(.creationPending, version: .text("1.0")), offset: 2),
            .record(.malformed(reason: "status"), offset: 3),
        ])
        #expect(events.isEmpty)
        #expect(fakes.count("oc_payment_validation_errors_total") == 2)
        #expect(fakes.count("payment_events_errors_total") == 1)
    }

    @Test("A creation that Kafka does not take is published again, not created again")
    func kafkaDown() async throws {
        let events = try await run([.event(new)], kafkaFailures: 2)
        #expect(events.map(\.status) == [.paymentPending])
        #expect(await intermediary.created.count == 1)
        #expect(fakes.clock.now.offset == .seconds(3))
    }
}
