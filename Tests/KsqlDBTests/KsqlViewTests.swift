import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Synchronization
import Testing

@testable import KsqlDB

struct KsqlViewTests {
    private let fakes = FakeSurroundings()

    /// Feeds batches into a view until it has none left.
    /// - Returns: what its observer heard.
    private func view(
        _ batches: [[ConsumerRecord<PaymentEvent>]], configuration: KsqlViewConfiguration = KsqlViewConfiguration()
    ) async throws -> ViewNotes {
        let notes = ViewNotes()
        let view = KsqlView(
            configuration: configuration, server: FakeServer.idle, consumer: FakeConsumer(batches), observer: notes,
            surroundings: fakes.surroundings)
        try await runUntilCancelled { try await view.run() }
        return notes
    }

    @Test("Rows become visible at the end of the flush interval in which the first of them came")
    func flush() async throws {
        fakes.clock.advance(by: .milliseconds(500))
        let notes = try await view([
            [.event(Sample.payment(.creationPending))], [], [.event(Sample.payment(.paymentPending))], [],
        ])
        #expect(notes.flushes.map(\.count) == [1, 1])
        #expect(fakes.clock.now.offset == .milliseconds(4500))
    }

    @Test("What arrives while a flush is waited for is written with it")
    func oneFlush() async throws {
        let ids = (1...3).map { EntityID(high: 9, low: $0) }
        let notes = try await view([
            [.event(Sample.payment(id: ids[0]))],
            [.event(Sample.payment(id: ids[1])), .event(Sample.payment(id: ids[2]))],
        ])
        #expect(notes.flushes.map { $0.map(\.id) } == [ids])
    }

    @Test("The last event by arrival wins, whatever its time")
    func lastArrivalWins() throws {
        let table = try table([Sample.payment(.complete), Sample.payment(.paymentStarted)])
        let answer = try table.answer("SELECT STATUS FROM payments_detail;")
        #expect(try cells(answer) == [[.text("PAYMENT_STARTED")]])
    }

    @Test("Malformed events and other versions make no row")
    func unusable() async throws {
        let notes = try await view([
            [
                .record(.malformed(reason: "status")), .event(Sample.payment(version: .text("1.0"))),
                .event(Sample.payment()),
            ], [],
        ])
        #expect(notes.flushes.map(\.count) == [1])
    }

    @Test("The table has Core's 49 columns, in Core's order")
    func columns() {
        let names = PaymentTable.columns.map(\.name)
        #expect(names.count == 49)
        #expect(
            names.prefix(10) == [
                "ID", "USER_ID", "TYPE", "TENANT_ID", "SERVICE_ID", "CREATED_AT", "UPDATED_AT", "STATUS", "REASON",
                "REMOTE_ID",
            ])
        #expect(
            names[18...20] == [
                "ONLINE_PAYMENT_BEGIN_URL", "ONLINE_PAYMENT_BEGIN_LAST_OPENED_AT", "ONLINE_PAYMENT_BEGIN_METHOD",
            ])
        #expect(names[30...33] == ["UPDATE_URL", "UPDATE_LAST_CHECK_AT", "UPDATE_NEXT_CHECK_AT", "UPDATE_METHOD"])
        #expect(names[34] == "PAYER_TYPE")
        #expect(names.suffix(4) == ["EVENT_ID", "EVENT_VERSION", "EVENT_CREATED_AT", "APP_ID"])
    }

    @Test("A row shows the event's values as text, and null for what it lacks")
    func values() {
        let event = Sample.payment(nextCheckAt: Sample.now)
        func cell(_ name: String) -> SQLValue? { PaymentTable.schema.columns.first { $0.name == name }?.value(event) }
        #expect(cell("ID") == .text("0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01"))
        #expect(cell("PAYMENT_AMOUNT") == .text("42.10"))
        #expect(cell("UPDATE_NEXT_CHECK_AT") == .text("2025-03-03T09:00:00+01:00"))
        #expect(cell("PAYMENT_PAID_AT") == .null)
        #expect(cell("PAYER_FAMILY_NAME") == .text("Prova"))
    }

    @Test("Only what ended is missing from payments_open", arguments: PaymentStatus.allCases)
    func openPayments(_ status: PaymentStatus) throws {
        let table = try table([Sample.payment(status)])
        let answer = try table.answer("SELECT ID FROM payments_open;")
        #expect(try cells(answer).isEmpty == status.isFinal)
    }

    private func table(_ rows: [PaymentEvent]) throws -> SharedTable<PaymentEvent> {
        let table = try SharedTable(PaymentTable.schema)
        try table.upsert(rows)
        return table
    }

    /// The cells of a plain query's answer.
    private func cells(_ answer: TableAnswer<PaymentEvent>) throws -> [[KsqlCell]] {
        guard case .rows(let rows, let columns) = answer.content else { throw SQLFailure(message: "not plain") }
        return rows.map { row in columns.map { PaymentTable.columns[$0].cell(row) } }
    }

    private func endpoint(_ rows: [PaymentEvent], observer: ViewNotes? = nil) throws -> QueryEndpoint {
        QueryEndpoint(table: try table(rows), observer: observer, surroundings: fakes.surroundings)
    }

    @Test(
        "Whoever observes a view hears which of its tables a query named, and what it cost",
        arguments: [
            ("SELECT ID FROM payments_open;", ["payments_open"]),
            ("SELECT ID FROM payments_detail WHERE REASON = 'payments_open';", ["payments_detail"]),
            ("SELECT count(*) FROM payments_open", ["payments_open"]),
            ("SELECT a.ID FROM payments_detail a, payments_open b", ["payments_detail", "payments_open"]),
        ])
    func queryCosts(_ sql: String, _ tables: [String]) async throws {
        let notes = ViewNotes()
        let endpoint = try endpoint([Sample.payment()], observer: notes)
        for _ in 1...2 { #expect(try await endpoint.post("/query", KsqlRequest(ksql: sql)).status == .ok) }
        _ = try await endpoint.post("/query", KsqlRequest(ksql: "SELECT NOTHING FROM payments_open;"))
        #expect(notes.queries.map { $0.tables.sorted() } == [tables, tables])
        #expect(notes.queries.allSatisfy { $0.rowsScanned == tables.count })
    }

    @Test("A query is answered with a header and one element for each row")
    func protocolForm() async throws {
        let reply = try await endpoint([Sample.payment()]).post(
            "/query", KsqlRequest(ksql: "SELECT ID, REASON, PAYMENT_PAID_AT FROM payments_detail;"))
        #expect(reply.status == .ok)
        let text = String(decoding: try reply.body.wireBytes(), as: UTF8.self)
        #expect(text.hasPrefix("[{\"header\":{\"queryId\":\"transient_"))
        #expect(
            text.hasSuffix(
                "\"schema\":\"`ID` STRING, `REASON` STRING, `PAYMENT_PAID_AT` STRING\"}},"
                    + "{\"row\":{\"columns\":[\"0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01\",\"demo reason\",null]}}]"))
    }

    @Test("A query without rows is answered with the header alone")
    func noRows() async throws {
        let reply = try await endpoint([]).post("/query", KsqlRequest(ksql: "SELECT ID FROM payments_detail;"))
        #expect(try reply.body.decode(as: KsqlAnswer.self).rows.isEmpty)
    }

    @Test(
        "What cannot be answered is a 400 with the engine's words",
        arguments: [
            "SELECT NOTHING FROM payments_detail;", "DROP TABLE payments_detail;", "SELECT ID FROM elsewhere;",
        ])
    func badQuery(_ sql: String) async throws {
        let reply = try await endpoint([]).post("/query", KsqlRequest(ksql: sql))
        #expect(reply.status == .badRequest)
        #expect(fakes.count("ksql_query_errors_total") == 1)
    }

    @Test("A body that is no query is a 400, another path a 404, another method a 405")
    func badRequests() async throws {
        let endpoint = try endpoint([])
        #expect(try await endpoint.post("/query", payload: .bytes(Array("{}".utf8))).status == .badRequest)
        #expect(try await endpoint.post("/query", payload: .empty).status == .badRequest)
        #expect(try await endpoint.post("/ksql", KsqlRequest(ksql: "")).status == .notFound)
        #expect(try await endpoint.get("/query").status == .methodNotAllowed)
    }
}

/// What a view tells its observer.
private final class ViewNotes: KsqlViewObserver {
    private let notes = Mutex((flushes: [[PaymentEvent]](), queries: [(tables: [String], rowsScanned: Int)]()))

    var flushes: [[PaymentEvent]] { notes.withLock { $0.flushes } }
    var queries: [(tables: [String], rowsScanned: Int)] { notes.withLock { $0.queries } }

    func viewTook(_ events: [PaymentEvent]) { notes.withLock { $0.flushes.append(events) } }

    func viewAnswered(queryOf tables: [String], rowsScanned: Int) {
        notes.withLock { $0.queries.append((tables, rowsScanned)) }
    }
}
