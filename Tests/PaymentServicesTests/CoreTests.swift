import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import KsqlDB
@testable import PaymentServices

struct CoreTests {
    private let fakes = FakeSurroundings()
    private let store = FakeStore()

    private struct Installation {
        var endpoints: CoreEndpoints
        var job: BackgroundJob
        var caller: FakeCaller
        var applications: Applications

        /// The events that the gateway was sent, taken or not.
        func events() async throws -> [ApplicationEvent] {
            try await caller.calls.filter { $0.request.path == "/applications" }.map { try $0.body.decode() }
        }
    }

    /// A Core whose gateway and view answer as told.
    private func install(
        view: Result<HTTPReply, HTTPCallError> = .success(Sample.ksqlRows([])),
        _ change: (inout CoreConfiguration) -> Void = { _ in },
        gateway: @escaping @Sendable (ApplicationEvent) throws -> HTTPReply = { _ in HTTPReply(.ok) }
    ) -> Installation {
        var configuration = CoreConfiguration(tenants: [
            Sample.tenant, CoreConfiguration.Tenant(id: Sample.otherTenantID, slug: "altrove"),
        ])
        change(&configuration)
        let caller = FakeCaller { request, body in
            request.path == "/applications" ? try gateway(body.decode()) : try view.get()
        }
        let applications = Applications(
            configuration, caller: caller, store: store, surroundings: fakes.surroundings)
        return Installation(
            endpoints: CoreEndpoints(applications, configuration: configuration, caller: caller),
            job: BackgroundJob(applications, configuration: configuration), caller: caller,
            applications: applications)
    }

    private func submit(_ core: Installation, amount: String? = "42,10") async throws -> EntityID {
        let reply = try await core.endpoints.post("/bugliano/api/applications", Sample.submission(amount: amount))
        #expect(reply.status == .created)
        return try reply.body.decode(as: CreatedAnswer.self).id
    }

    private func status(_ core: Installation, _ id: EntityID) async throws -> ApplicationStatus {
        try await core.endpoints.get("/bugliano/api/applications/\(id)").body.decode(as: ApplicationStatusAnswer.self)
            .status
    }

    private func outcome(_ status: String) -> PaymentOutcome {
        PaymentOutcome(
            status: status, statusCode: "COMPLETE", statusMessage: "", payment: Sample.payment(.complete))
    }

    // MARK: submission

    @Test("An application with an amount goes to 1500, and the topic hears what to pay")
    func submission() async throws {
        let core = install()
        let id = try await submit(core)
        #expect(try await status(core, id) == .paymentPending)
        let event = try #require(try await core.events().first)
        #expect(try await core.events().count == 1)
        let data = try #require(event.state.paymentData)
        #expect(event.envelope.version == .number("2"))
        #expect(data.amount == EuroCents(cents: 4210))
        #expect(data.reason == "\(id) - AAAAAA00A00A000A")
        #expect(data.expireAt == Timestamp(iso8601: "2025-06-01T09:00:00+02:00"))
        #expect(data.notify.url.description == "https://core.test/bugliano/api/applications/\(id)/payment")
        #expect(data.landing.url.description == "https://core.test/bugliano/pratiche/\(id)/detail")
        let timeouts = await core.caller.calls.map(\.timeout)
        #expect(timeouts == [.seconds(2)])
    }

    @Test("Without an amount, or with one of zero, it goes to 1900", arguments: [nil, "0", "0,00"] as [String?])
    func nothingToPay(amount: String?) async throws {
        let core = install()
        #expect(try await status(core, submit(core, amount: amount)) == .preSubmit)
    }

    @Test("An amount that is no number leaves an application in 1500 without anything to pay")
    func amountAsText() async throws {
        let core = install()
        #expect(try await status(core, submit(core, amount: "dieci euro")) == .paymentPending)
        #expect(try await core.events().first?.state.paymentData == nil)
    }

    @Test("An anonymous applicant comes back to a page with a hash")
    func anonymous() {
        let addresses = ApplicationRules.Addresses(Sample.tenant, authority: "core.test")
        let page = addresses.landingPage(Sample.applicationID, isAnonymous: true).description
        #expect(page.hasPrefix("https://core.test/bugliano/pratiche/\(Sample.applicationID)/detail?hash="))
    }

    @Test("A form that lacks a field is a 400 that names it")
    func badForm() async throws {
        let reply = try await install().endpoints.post(
            "/bugliano/api/applications", payload: .bytes(Array("{}".utf8)))
        #expect(reply.status == .badRequest)
        #expect(try reply.body.decode(as: ErrorAnswer.self).detail == "service_id missing")
    }

    // MARK: outcome

    @Test("An outcome OK moves 1500 over 1520 to 1900, and each move is an event")
    func outcomeOK() async throws {
        let core = install()
        let id = try await submit(core)
        #expect(
            try await core.endpoints.post("/bugliano/api/applications/\(id)/payment", outcome("OK")).status == .ok)
        #expect(try await status(core, id) == .preSubmit)
        #expect(try await core.events().map(\.state.status) == [.paymentPending, .paymentSuccess, .preSubmit])
        #expect(try await core.events().last?.state.submittedAt == Sample.now)
    }

    @Test("Any other outcome is the dead end 1530")
    func outcomeKO() async throws {
        let core = install()
        let id = try await submit(core)
        #expect(
            try await core.endpoints.post("/bugliano/api/applications/\(id)/payment", outcome("KO")).status == .ok)
        #expect(try await status(core, id) == .paymentError)
    }

    @Test("A second outcome is a 422 and changes nothing")
    func secondOutcome() async throws {
        let core = install()
        let id = try await submit(core)
        let path = "/bugliano/api/applications/\(id)/payment"
        _ = try await core.endpoints.post(path, outcome("OK"))
        #expect(try await core.endpoints.post(path, outcome("OK")).status == .unprocessableContent)
        #expect(try await core.events().count == 3)
    }

    @Test("An unknown application, or one of another tenant, is a 404; a body that is no outcome a 400")
    func refusedOutcomes() async throws {
        let core = install()
        let id = try await submit(core)
        for path in [
            "/bugliano/api/applications/\(Sample.paymentID)/payment", "/altrove/api/applications/\(id)/payment",
        ] {
            #expect(try await core.endpoints.post(path, outcome("OK")).status == .notFound)
        }
        let reply = try await core.endpoints.post(
            "/bugliano/api/applications/\(id)/payment", payload: .bytes(Array("{}".utf8)))
        #expect(reply.status == .badRequest)
        #expect(try await status(core, id) == .paymentPending)
    }

    @Test("An operator can force the success, under the same rule")
    func forcedSuccess() async throws {
        let core = install()
        let id = try await submit(core)
        let path = "/bugliano/api/applications/\(id)/transition/complete-payment"
        #expect(try await core.endpoints.post(path, payload: .empty).status == .ok)
        #expect(try await core.endpoints.post(path, payload: .empty).status == .unprocessableContent)
        #expect(try await status(core, id) == .preSubmit)
    }

    @Test("Two outcomes that read the application before either writes both succeed: there is no lock")
    func noLock() async throws {
        let core = install()
        let id = try await submit(core)
        let waiting = try #require(try await core.applications.load(id))
        try await core.applications.move(waiting, to: .paymentSuccess)
        try await core.applications.move(waiting, to: .paymentSuccess)
        #expect(try await core.events().filter { $0.state.status == .paymentSuccess }.count == 2)
    }

    // MARK: gateway

    @Test("As deployed, an event that the gateway does not take is lost, and the state stays committed")
    func lostEvent() async throws {
        for failure in [
            Result<HTTPReply, HTTPCallError>.success(HTTPReply(.internalServerError)),
            .failure(.timedOut(authority: "kafka-gateway.test", after: .seconds(2))),
        ] {
            let core = install(gateway: { _ in try failure.get() })
            await #expect(throws: EventLost.self) {
                try await core.endpoints.post("/bugliano/api/applications", Sample.submission())
            }
        }
        #expect(await store.keys("applications/").count == 2)
        #expect(await store.keys("actions/").isEmpty)
        #expect(fakes.count("core_events_total", ("result", "lost")) == 2)
    }

    @Test("By policy it is queued, and the job sends it at its next loop")
    func queuedEvent() async throws {
        let core = install({ $0.gatewayFailure = .queueResend }, gateway: { _ in HTTPReply(.serviceUnavailable) })
        let id = try await submit(core)
        #expect(await store.keys("actions/bugliano/").count == 1)
        let healed = install()
        try await runLoops(healed.job, 1)
        #expect(try await healed.events().map(\.id) == [id])
        #expect(await store.keys("actions/").isEmpty)
    }

    // MARK: background job

    /// Runs the job for some loops of a minute, then cancels it.
    private func runLoops(_ job: BackgroundJob, _ loops: Int) async throws {
        fakes.clock.end(after: .seconds(60 * loops))
        try await runUntilCancelled { try await job.run() }
    }

    @Test("The job moves an application from 1900 to 2000")
    func submitted() async throws {
        let core = install()
        let id = try await submit(core, amount: nil)
        try await runLoops(core.job, 2)
        #expect(try await status(core, id) == .submitted)
        #expect(try await core.events().map(\.state.status) == [.preSubmit, .submitted])
        #expect(await store.keys("actions/").isEmpty)
    }

    @Test("An action that fails ten times is never selected again, and stays")
    func exhausted() async throws {
        let core = install({ $0.gatewayFailure = .queueResend }, gateway: { _ in HTTPReply(.serviceUnavailable) })
        _ = try await submit(core)
        try await runLoops(core.job, 30)
        #expect(try await core.events().count == 1 + 10)
        #expect(await store.keys("actions/").isEmpty)
        #expect(await store.keys("exhausted-actions/bugliano/").count == 1)
        #expect(fakes.count("core_actions_total", ("result", "exhausted")) == 1)
    }

    @Test("Two hosts that run the job at one time do each action once")
    func reservation() async throws {
        let (first, second) = (install(), install())
        let id = try await submit(first, amount: nil)
        fakes.clock.end(after: .seconds(120))
        try await runUntilCancelled {
            async let other: Void = second.job.run()
            try await first.job.run()
            try await other
        }
        #expect(try await status(first, id) == .submitted)
        let told = try await first.events() + second.events()
        #expect(told.map(\.state.status) == [.preSubmit, .submitted])
        #expect(fakes.count("core_actions_total", ("result", "done")) == 1)
    }

    @Test("What a dead host has reserved is taken over after 60 min x 2^retry, and not before")
    func takeover() async throws {
        let core = install()
        _ = try await submit(core, amount: nil)
        let key = try #require(await store.keys("actions/").first)
        var action: CoreAction = try #require(await store.get(key)).body.decode()
        action.failures = 1
        action.reservation = .init(host: Sample.paymentID, since: core.applications.now())
        _ = try await store.put(key, .value(action), condition: .none)
        try await runLoops(core.job, 119)
        #expect(await store.keys("actions/").count == 1)
        try await runLoops(core.job, 121)
        #expect(await store.keys("actions/").isEmpty)
    }

    @Test("A loop takes the oldest actions of each tenant, as many as it may")
    func selection() {
        let keys = [("a", 1), ("a", 2), ("a", 10), ("b", 5)].map {
            ActionSelection.key(
                tenant: $0.0, now: Timestamp(secondsSinceEpoch: Int64($0.1)), id: Sample.applicationID)
        }
        #expect(keys.sorted() == keys)
        var selection = ActionSelection(actionsPerTenant: 2)
        let taken = keys.filter { key in
            guard !selection.isFull(for: key) else { return false }
            selection.take()
            return true
        }
        #expect(taken == [keys[0], keys[1], keys[3]])
        #expect(ActionSelection.exhaustedKey(keys[3]).hasPrefix("exhausted-actions/b/000000000005-"))
    }

    @Test(
        "An action survives its bytes",
        arguments: [
            CoreAction(.submit(application: Sample.applicationID)), CoreAction(.resend(Sample.application())),
        ])
    func actionBytes(_ action: CoreAction) throws {
        var action = action
        action.failures = 3
        action.reservation = .init(host: Sample.paymentID, since: Sample.now)
        #expect(try CoreAction(wireBytes: action.wireBytes()) == action)
    }

    // MARK: payment status

    private func row(_ status: PaymentStatus) -> [KsqlCell] {
        let url = KsqlCell.text("https://proxy.test/x/\(Sample.paymentID)")
        let link: [KsqlCell] = [url, .null, .text("GET")]
        return [
            .text(Sample.paymentID.description), .text("demo reason"), .text(status.rawValue),
            .text(Sample.now.description), .text(Sample.now.description),
        ] + link + link + link + link + [url, .null, .text(Sample.now.description), .text("GET")]
    }

    private func paymentStatus(_ view: Result<HTTPReply, HTTPCallError>) async throws -> HTTPReply {
        let core = install(view: view)
        let id = try await submit(core)
        return try await core.endpoints.get("/bugliano/api/applications/\(id)/payment")
    }

    @Test(
        "The status is that of the first row; links are shown only while it can be paid",
        arguments: [
            PaymentStatus.paymentPending, .paymentStarted, .creationPending, .complete,
        ])
    func statusOfFirstRow(_ status: PaymentStatus) async throws {
        let reply = try await paymentStatus(.success(Sample.ksqlRows([row(status), row(.creationFailed)])))
        let answer: PaymentStatusAnswer = try reply.body.decode()
        #expect(answer.id == Sample.paymentID)
        #expect(answer.status == status)
        #expect((answer.links != nil) == (status == .paymentPending))
        if let links = answer.links { #expect(links.update.nextCheckAt == Sample.now) }
    }

    @Test("Without a row it is a 404, without the view a 400, for an unknown application a 404")
    func noStatus() async throws {
        #expect(try await paymentStatus(.success(Sample.ksqlRows([]))).status == .notFound)
        #expect(try await paymentStatus(.success(HTTPReply(.badRequest))).status == .badRequest)
        #expect(
            try await paymentStatus(.failure(.timedOut(authority: "ksqldb.test", after: .seconds(30)))).status
                == .badRequest)
        let unknown = try await install().endpoints.get("/bugliano/api/applications/\(Sample.paymentID)/payment")
        #expect(unknown.status == .notFound)
    }

    @Test("An answer of the view that cannot be read is a 400 as well, as a value and as bytes")
    func unreadableAnswer() async throws {
        let noRows = Payload.value(CreatedAnswer(id: Sample.userID))
        for body in [.bytes(Array("]".utf8)), .bytes(Array("[]".utf8)), noRows] {
            #expect(try await paymentStatus(.success(HTTPReply(.ok, body: body))).status == .badRequest)
        }
        #expect(try await paymentStatus(.success(HTTPReply(.ok, body: .empty))).status == .badRequest)
    }

    @Test("The query asks the columns of the view's own table")
    func queryColumns() async throws {
        let table = try SharedTable(PaymentTable.schema)
        try table.upsert([Sample.payment(.paymentPending, nextCheckAt: Sample.now)])
        let view = QueryEndpoint(table: table, observer: nil, surroundings: fakes.surroundings)
        let reply = try await view.post("/query", KsqlRequest(ksql: PaymentStatusQuery.sql(Sample.applicationID)))
        let row = try #require(try reply.body.decode(as: KsqlAnswer.self).rows.first)
        #expect(PaymentStatusQuery.answer(row)?.links?.update.nextCheckAt == Sample.now)
    }

    @Test("Paths of no tenant, no resource or another method are refused")
    func routes() async throws {
        let endpoints = install().endpoints
        #expect(try await endpoints.get("/nowhere/api/applications/\(Sample.applicationID)").status == .notFound)
        #expect(try await endpoints.get("/bugliano/api/services").status == .notFound)
        #expect(try await endpoints.get("/bugliano/api/applications").status == .methodNotAllowed)
        #expect(try await endpoints.get("/").status == .notFound)
    }
}
