import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

struct PaymentDispatcherTests {
    private let fakes = FakeSurroundings()

    private struct Outcome {
        var payments: [ProducerRecord<PaymentEvent>]
        var queries: [String]
        var commits: Int
    }

    /// Feeds events to a dispatcher whose view always finds `known` payments.
    private func run(
        _ records: [ConsumerRecord<ApplicationEvent>], known: [[KsqlCell]] = [], kafkaFailures: Int = 0,
        _ change: (inout DispatcherConfiguration) -> Void = { _ in }
    ) async throws -> Outcome {
        var configuration = DispatcherConfiguration()
        change(&configuration)
        let consumer = FakeConsumer([records])
        let producer = FakeProducer<PaymentEvent>(failures: kafkaFailures)
        let caller = FakeCaller { _, _ in Sample.ksqlRows(known) }
        let dispatcher = PaymentDispatcher(
            configuration: configuration, consumer: consumer, producer: producer, caller: caller,
            surroundings: fakes.surroundings)
        try await runUntilCancelled { try await dispatcher.run() }
        let queries = try await caller.calls.map { try $0.body.decode(as: KsqlRequest.self).ksql }
        return Outcome(
            payments: await producer.records, queries: queries, commits: await consumer.commits.count)
    }

    @Test("An application that waits for its payment gets one, keyed by its service")
    func dispatch() async throws {
        let outcome = try await run([.event(Sample.application())])
        let record = try #require(outcome.payments.first)
        let payment = try #require(record.value)
        #expect(outcome.payments.count == 1)
        #expect(record.topic == "payments")
        #expect(record.key?.text == Sample.serviceID.description)
        #expect(payment.status == .creationPending)
        #expect(payment.origin.remoteID == Sample.applicationID)
        #expect(payment.origin.iud == payment.id.hexText)
        #expect(payment.origin.amount == EuroCents(cents: 4210))
        #expect(payment.origin.payer.taxIdentificationNumber == "AAAAAA00A00A000A")
        #expect(payment.origin.payer.country == "IT")
        #expect(payment.state.links.notify.map(\.method) == [.post])
        #expect(payment.envelope.version == .two)
        #expect(payment.envelope.appID == "payment-dispatcher:2.0.0")
        #expect(
            outcome.queries == [
                "SELECT ID FROM payments_detail WHERE REMOTE_ID = '\(Sample.applicationID)';"
            ])
        #expect(outcome.commits == 1)
    }

    @Test(
        "Applications in another state are passed over without a query",
        arguments: [ApplicationStatus.draft, .paymentSuccess, .preSubmit, .submitted])
    func otherStates(_ status: ApplicationStatus) async throws {
        let outcome = try await run([.event(Sample.application(status))])
        #expect(outcome.payments.isEmpty && outcome.queries.isEmpty)
    }

    @Test("An application whose payment is in the view gets no second one")
    func known() async throws {
        let outcome = try await run([.event(Sample.application())], known: [[.id(Sample.paymentID)]])
        #expect(outcome.payments.isEmpty)
        #expect(outcome.commits == 1)
    }

    @Test(
        "The version is 2.0 as text or number, by default",
        arguments: [
            (EventVersion.text("2.0"), true), (.number("2"), true), (.text("2"), true), (.text("1.2"), false),
            (.number("1"), false),
        ])
    func versions(version: EventVersion, isDispatched: Bool) async throws {
        let outcome = try await run([.event(Sample.application(version: version))])
        #expect(outcome.payments.count == (isDispatched ? 1 : 0))
    }

    @Test("Under the rule of library 4.x a number as version is an error, not a skip")
    func rejectedVersion() async throws {
        let outcome = try await run([.event(Sample.application(version: .number("2")))]) {
            $0.versionRule = .stringOnly
        }
        #expect(outcome.payments.isEmpty)
        #expect(fakes.count("payment_events_errors_total", ("error", "internal")) == 1)
    }

    @Test("An application without payment data, or with a split that does not add up, is counted and passed over")
    func malformed() async throws {
        let split = ApplicationSplit.shares([SplitShare(code: "c_1", amount: EuroCents(cents: 1))])
        let outcome = try await run([
            .event(Sample.application(data: nil), offset: 0),
            .event(Sample.application(data: Sample.paymentData(split: split)), offset: 1),
            .record(.malformed(reason: "payment_data.amount"), offset: 2),
            .event(Sample.application(), offset: 3),
        ])
        #expect(outcome.payments.count == 1)
        #expect(fakes.count("payment_events_errors_total", ("error", "internal")) == 3)
        #expect(outcome.commits == 1)
    }

    @Test("By the view alone, an application that comes twice within its lag gets two payments")
    func duplicate() async throws {
        let outcome = try await run([
            .event(Sample.application(), offset: 0), .event(Sample.application(), offset: 1),
        ])
        #expect(outcome.payments.count == 2)
        #expect(outcome.payments[0].value?.id != outcome.payments[1].value?.id)
    }

    @Test("With a local set it gets one")
    func localSet() async throws {
        let outcome = try await run([
            .event(Sample.application(), offset: 0), .event(Sample.application(), offset: 1),
        ]) { $0.deduplication = .viewAndLocalSet(memory: .seconds(3600)) }
        #expect(outcome.payments.count == 1)
        #expect(fakes.count("payment_dispatcher_duplicates_total") == 1)
    }

    @Test("With derived ids both are the same payment")
    func derivedIDs() async throws {
        let outcome = try await run([
            .event(Sample.application(), offset: 0), .event(Sample.application(), offset: 1),
        ]) { $0.paymentIdentity = .derivedFromRemoteID }
        #expect(Set(outcome.payments.compactMap(\.value?.id)).count == 1)
    }

    @Test("A payment that Kafka does not take is tried again before the offset is committed")
    func kafkaDown() async throws {
        let outcome = try await run([.event(Sample.application())], kafkaFailures: 2)
        #expect(outcome.payments.count == 1)
        #expect(fakes.clock.now.offset == .seconds(3))
    }

    @Test("The local set forgets what is older than its memory")
    func forgetting() {
        var recent = RecentKeys<EntityID>(memory: .seconds(60))
        recent.insert(Sample.applicationID, now: Sample.now)
        let before = recent.contains(Sample.applicationID, now: Sample.now.adding(seconds: 59))
        let after = recent.contains(Sample.applicationID, now: Sample.now.adding(seconds: 60))
        #expect(before && !after)
    }
}
