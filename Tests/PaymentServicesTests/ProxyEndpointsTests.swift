import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

struct ProxyEndpointsTests {
    private let fakes = FakeSurroundings()
    private let store = FakeStore()
    private let producer = FakeProducer<PaymentEvent>()

    private func endpoints(
        stored: [PaymentEvent] = [], intermediary: FakeIntermediary = FakeIntermediary(),
        checkout: Result<HTTPReply, HTTPCallError> = .success(HTTPReply(.notFound)),
        channel: CollectionConfiguration.OnlineChannel = .portal, producer: FakeProducer<PaymentEvent>? = nil,
        _ change: (inout PaymentProxyConfiguration) -> Void = { _ in }
    ) async throws -> ProxyEndpoints {
        var configuration = PaymentProxyConfiguration(
            intermediary: "efil", collections: [Sample.collection(channel)])
        change(&configuration)
        let payments = ProxyPayments(
            configuration, producer: producer ?? self.producer, store: store, surroundings: fakes.surroundings)
        for event in stored {
            _ = try await payments.stored.add(event)
            if let iuv = event.state.iuv {
                try await payments.stored.index(iuv: iuv, creditor: Sample.creditor, id: event.id)
            }
        }
        return ProxyEndpoints(
            payments, intermediary: intermediary, caller: FakeCaller { _, _ in try checkout.get() })
    }

    private static let id = Sample.paymentID
    private static let paid = DebtPositionState.paid(at: Sample.now, transactionID: "t-1")

    // MARK: update

    @Test("A check asks the intermediary, moves the schedule on and publishes, news or not")
    func update() async throws {
        let intermediary = FakeIntermediary()
        let endpoints = try await endpoints(
            stored: [Sample.payment(nextCheckAt: Sample.now)], intermediary: intermediary)
        fakes.clock.advance(by: .seconds(60))
        #expect(try await endpoints.get("/update/\(Self.id)").status == .ok)
        let event = try #require(await producer.events.first)
        #expect(await intermediary.asked == [DebtPosition.sample.iuv])
        #expect(event.status == .paymentPending)
        #expect(event.state.links.update.lastCheckAt == Sample.now.adding(seconds: 60))
        #expect(event.state.links.update.nextCheckAt == Sample.now.adding(seconds: 120))
        #expect(event.envelope.createdAt == Sample.now.adding(seconds: 60))
        #expect(try await store.payment(Self.id) == event)
    }

    @Test("A check that finds money completes the payment")
    func updatePaid() async throws {
        let endpoints = try await endpoints(
            stored: [Sample.payment()], intermediary: FakeIntermediary(found: .success(Self.paid)))
        #expect(try await endpoints.get("/update/\(Self.id)").status == .ok)
        #expect(await producer.events.map(\.status) == [.complete])
    }

    @Test("A check of a payment that is over does nothing", arguments: [PaymentStatus.complete, .expired, .canceled])
    func updateFinal(_ status: PaymentStatus) async throws {
        let intermediary = FakeIntermediary()
        let endpoints = try await endpoints(stored: [Sample.payment(status)], intermediary: intermediary)
        #expect(try await endpoints.get("/update/\(Self.id)").status == .ok)
        #expect(await intermediary.asked.isEmpty)
        #expect(await producer.attempts == 0)
    }

    @Test(
        "A check that the intermediary does not answer is a 502 and leaves the payment due",
        arguments: [IntermediaryError.unanswered(reason: "time-out"), .unknownPosition, .refused(reason: "no")])
    func updateUnanswered(_ error: IntermediaryError) async throws {
        let endpoints = try await endpoints(
            stored: [Sample.payment(nextCheckAt: Sample.now)], intermediary: FakeIntermediary(found: .failure(error)))
        #expect(try await endpoints.get("/update/\(Self.id)").status == .badGateway)
        #expect(try await store.payment(Self.id)?.state.links.update.nextCheckAt == Sample.now)
        #expect(await producer.attempts == 0)
        #expect(fakes.count("oc_payment_provider_errors_total") == 1)
    }

    @Test("Without a configuration, without a debt position and for an unknown payment a check is a 404")
    func updateNotFound() async throws {
        #expect(try await endpoints().get("/update/\(Self.id)").status == .notFound)
        let withoutPosition = try await endpoints(stored: [Sample.payment(.creationPending)])
        #expect(try await withoutPosition.get("/update/\(Self.id)").status == .notFound)
        let unconfigured = try await endpoints(stored: [Sample.payment()]) {
            $0 = PaymentProxyConfiguration(intermediary: "efil", collections: [])
        }
        #expect(try await unconfigured.get("/update/\(Self.id)").status == .notFound)
    }

    // MARK: stale writes

    /// An update and another writer who completes the payment between the update's read and its write.
    private func raceWithCompletion(_ policy: ProxyPolicies.StaleWriteGuard) async throws -> PaymentStatus? {
        let endpoints = try await endpoints(stored: [Sample.payment()]) { $0.policies.staleWriteGuard = policy }
        await store.otherWriter(writes: .value(Sample.payment(.complete)), to: "payments/\(Self.id)")
        #expect(try await endpoints.get("/update/\(Self.id)").status == .ok)
        return try await store.payment(Self.id)?.status
    }

    @Test("As deployed, a check that read before a completion writes over it")
    func lastWriteWins() async throws { #expect(try await raceWithCompletion(.none) == .paymentPending) }

    @Test("With compare-and-swap the completion stays, and nothing stale is published")
    func compareAndSwap() async throws {
        #expect(try await raceWithCompletion(.compareAndSwap) == .complete)
        #expect(await producer.attempts == 0)
    }

    @Test("With compare-and-swap a landing is written onto the newer payment")
    func mergedWrite() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment(.paymentStarted)]) {
            $0.policies.staleWriteGuard = .compareAndSwap
        }
        await store.otherWriter(writes: .value(Sample.payment(.complete)), to: "payments/\(Self.id)")
        _ = try await endpoints.get("/landing/\(Self.id)?esito=OK")
        let stored = try await store.payment(Self.id)
        #expect(stored?.status == .complete)
        #expect(stored?.state.links.onlinePaymentLanding.lastOpenedAt == Sample.now)
    }

    // MARK: citizens' links

    @Test("The online payment starts, and the browser goes to the portal")
    func portal() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment()])
        let reply = try await endpoints.get("/online-payment/\(Self.id)")
        #expect(reply.status == .found)
        #expect(reply.location == "https://portal.test/pay?iuv=\(DebtPosition.sample.iuv)")
        #expect(await producer.events.map(\.status) == [.paymentStarted])
    }

    @Test("By configuration the browser goes to Checkout instead")
    func checkout() async throws {
        let cart = HTTPReply(.found, headerFields: [.location: "https://checkout.test/c/1"])
        let endpoints = try await endpoints(
            stored: [Sample.payment()], checkout: .success(cart), channel: .checkout)
        #expect(try await endpoints.get("/online-payment/\(Self.id)").location == "https://checkout.test/c/1")
        #expect(await producer.events.map(\.status) == [.paymentStarted])
    }

    @Test("A session that is refused sends the browser back, one that fails is a 502; the status stays")
    func noSession() async throws {
        for (answer, status) in [
            (Result<HTTPReply, HTTPCallError>.success(HTTPReply(.unprocessableContent)), HTTPResponse.Status.found),
            (.success(HTTPReply(.badGateway)), .badGateway),
            (.failure(.connectionReset(authority: "checkout-api.test")), .badGateway),
        ] {
            let endpoints = try await endpoints(stored: [Sample.payment()], checkout: answer, channel: .checkout)
            #expect(try await endpoints.get("/online-payment/\(Self.id)").status == status)
        }
        for (error, status) in [
            (IntermediaryError.refused(reason: "paid"), HTTPResponse.Status.found),
            (.unanswered(reason: "time-out"), .badGateway),
        ] {
            let endpoints = try await endpoints(
                stored: [Sample.payment()], intermediary: FakeIntermediary(found: .failure(error)))
            #expect(try await endpoints.get("/online-payment/\(Self.id)").status == status)
        }
        #expect(await producer.attempts == 0)
    }

    @Test("A payment that is over is not opened again: back to the page with esito=KO")
    func openingOfFinal() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment(.complete)])
        let reply = try await endpoints.get("/online-payment/\(Self.id)")
        #expect(reply.location?.hasSuffix("/detail?esito=KO") == true)
        #expect(await producer.attempts == 0)
    }

    @Test(
        "The landing redirects to the page by what the portal says, and says nothing of money itself",
        arguments: [
            ("?esito=OK", "?payment=\(Sample.paymentID)"), ("?esito=KO", "?esito=KO"), ("", ""),
        ])
    func landing(query: String, expected: String) async throws {
        let endpoints = try await endpoints(stored: [Sample.payment(.paymentStarted)])
        let reply = try await endpoints.get("/landing/\(Self.id)\(query)")
        #expect(
            reply.location == "https://core.test/bugliano/pratiche/\(Sample.applicationID)/detail\(expected)")
        let event = try #require(await producer.events.first)
        #expect(event.status == .paymentStarted)
        #expect(event.state.links.onlinePaymentLanding.lastOpenedAt == Sample.now)
    }

    @Test(
        "The notice is served while the payment is open, under both of its names",
        arguments: ["notice", "offline-payment"])
    func notice(_ name: String) async throws {
        let open = try await endpoints(stored: [Sample.payment()])
        let reply = try await open.get("/\(name)/\(Self.id)")
        #expect(try reply.body.wireBytes() == Array("notice".utf8))
        #expect(await producer.events.first?.state.links.offlinePayment.lastOpenedAt == Sample.now)
        let over = try await endpoints(stored: [Sample.payment(.complete)])
        #expect(try await over.get("/\(name)/\(Self.id)").status == .notFound)
    }

    @Test("The receipt is served once the payment is complete")
    func receipt() async throws {
        let complete = try await endpoints(stored: [Sample.payment(.complete)])
        #expect(try await complete.get("/receipt/\(Self.id)").body.wireBytes() == Array("receipt".utf8))
        #expect(await producer.events.map(\.status) == [.complete])
        let open = try await endpoints(stored: [Sample.payment()])
        #expect(try await open.get("/receipt/\(Self.id)").status == .notFound)
    }

    @Test(
        "A document that the intermediary does not give is a 404 or a 502",
        arguments: [(IntermediaryError.unknownPosition, 404), (.unanswered(reason: "time-out"), 502)])
    func noDocument(error: IntermediaryError, status: Int) async throws {
        let endpoints = try await endpoints(
            stored: [Sample.payment()], intermediary: FakeIntermediary(found: .failure(error)))
        #expect(try await endpoints.get("/notice/\(Self.id)").status.code == status)
    }

    @Test("Status answers; unknown payments and paths are 404; other methods 405")
    func routes() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment()])
        #expect(try await endpoints.get("/status").status == .ok)
        #expect(try await endpoints.get("/update/\(Sample.applicationID)").status == .notFound)
        #expect(try await endpoints.get("/update/x").status == .notFound)
        #expect(try await endpoints.get("/nothing").status == .notFound)
        #expect(try await endpoints.get("/notify-payment").status == .methodNotAllowed)
        #expect(try await endpoints.post("/update/\(Self.id)", payload: .empty).status == .methodNotAllowed)
        #expect(fakes.count("oc_api_requests_total") == 6)
    }

    // MARK: notify-payment

    private func notification(
        _ outcomes: [(iuv: String, isPositive: Bool)], creditor: String = "00000000000"
    ) -> SilfiNotification {
        SilfiNotification(creditors: [
            .init(
                ente: creditor, codiceServizio: "MENSA",
                esiti: outcomes.map {
                    .init(
                        iuv: $0.iuv, identificativo: "t-9", positivo: $0.isPositive, statoPagamento: "PAGATO",
                        dataPagamento: Sample.now, importo: EuroCents(cents: 4210))
                })
        ])
    }

    private let iuv = DebtPosition.sample.iuv

    @Test("A notified payment is complete, and a repeated notification changes nothing")
    func notified() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment()])
        for _ in 1...2 {
            #expect(try await endpoints.post("/notify-payment", notification([(iuv, true)])).status == .ok)
        }
        let events = await producer.events
        #expect(events.map(\.status) == [.complete])
        #expect(events.first?.state.transactionID == "t-9")
    }

    @Test("A negative outcome leaves the payment open")
    func negative() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment()])
        #expect(try await endpoints.post("/notify-payment", notification([(iuv, false)])).status == .ok)
        #expect(try await store.payment(Self.id)?.status == .paymentPending)
    }

    @Test("An unknown iuv is a 404, and the known ones beside it are acted on all the same")
    func unknownIUV() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment()])
        let reply = try await endpoints.post("/notify-payment", notification([("0", true), (iuv, true)]))
        #expect(reply.status == .notFound)
        #expect(await producer.events.map(\.status) == [.complete])
    }

    @Test("The iuv of one creditor says nothing about the same iuv of another")
    func otherCreditor() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment()])
        let reply = try await endpoints.post(
            "/notify-payment", notification([(iuv, true)], creditor: "11111111111"))
        #expect(reply.status == .notFound)
        #expect(await producer.attempts == 0)
    }

    @Test("A proxy that looks at the first outcome only misses the others")
    func firstOnly() async throws {
        let endpoints = try await endpoints(stored: [Sample.payment()]) {
            $0.policies.notificationBatch = .firstOnly
        }
        #expect(
            try await endpoints.post("/notify-payment", notification([(iuv, false), (iuv, true)])).status == .ok)
        #expect(await producer.attempts == 0)
    }

    @Test("A body that is no notification is a 422")
    func badNotification() async throws {
        let endpoints = try await endpoints()
        let reply = try await endpoints.post("/notify-payment", payload: .bytes(Array("{}".utf8)))
        #expect(reply.status == .unprocessableContent)
        #expect(fakes.count("oc_payment_validation_errors_total") == 1)
    }
}
