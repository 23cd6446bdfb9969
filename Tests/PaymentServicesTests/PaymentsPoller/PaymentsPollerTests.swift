import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

struct PaymentsPollerTests {
    private let fakes = FakeSurroundings()

    private func row(_ path: String, due: Timestamp) -> [KsqlCell] {
        [.text("http://proxy.test\(path)"), .text(due.description)]
    }

    /// Runs the poller against a view that answers its n-th query with the n-th rows, and a proxy, until it is
    /// cancelled.
    private func run(
        _ configuration: PollerConfiguration = PollerConfiguration(), queries: [Result<HTTPReply, HTTPCallError>],
        proxy: @escaping @Sendable (HTTPRequestHead) async throws -> HTTPReply
    ) async throws -> [FakeCaller.Call] {
        let view = FakeCaller(replies: queries)
        let caller = FakeCaller { request, body in
            guard request.authority == configuration.ksqlAuthority else { return try await proxy(request) }
            return try await view.call(request, body: body, timeout: .zero)
        }
        let poller = PaymentsPoller(
            configuration: configuration, caller: caller, surroundings: fakes.surroundings)
        try await runUntilCancelled { try await poller.run() }
        return await caller.calls
    }

    @Test("Each due payment is called once, in the order of the rows, with a time-out of 10 s")
    func callsDuePayments() async throws {
        let rows = Sample.ksqlRows([
            row("/update/1", due: Sample.now), row("/update/2", due: Sample.now.adding(seconds: 1)),
            row("/update/3", due: Sample.now.adding(seconds: -60)),
        ])
        let calls = try await run(queries: [.success(rows)]) { _ in HTTPReply(.ok) }
        #expect(calls.map(\.request.path) == ["/query", "/update/1", "/update/3", "/query"])
        #expect(calls[1].timeout == .seconds(10))
        let query: KsqlRequest = try calls[0].body.decode()
        #expect(
            query.ksql == "SELECT UPDATE_URL, UPDATE_NEXT_CHECK_AT FROM payments_open"
                + " WHERE UPDATE_NEXT_CHECK_AT <= '2025-03-03T09:00:00+01:00';")
    }

    @Test("Loops begin every 90 s, however long the calls took")
    func pacing() async throws {
        let rows = Sample.ksqlRows([row("/update/1", due: Sample.now)])
        _ = try await run(queries: [.success(rows), .success(rows)]) { [clock = fakes.clock] _ in
            clock.advance(by: .seconds(30))
            return HTTPReply(.ok)
        }
        #expect(fakes.clock.now.offset == .seconds(180))
        #expect(fakes.count("poller_loop_overruns_total") == 0)
    }

    @Test("A loop longer than LOOP_TIME is followed by the next at once, and counted")
    func overrun() async throws {
        let rows = Sample.ksqlRows([row("/update/1", due: Sample.now)])
        _ = try await run(queries: [.success(rows)]) { [clock = fakes.clock] _ in
            clock.advance(by: .seconds(100))
            return HTTPReply(.ok)
        }
        #expect(fakes.clock.now.offset == .seconds(100))
        #expect(fakes.count("poller_loop_overruns_total") == 1)
    }

    @Test("A poller that pauses between loops begins later by what the loop took")
    func pauseBetweenLoops() async throws {
        var configuration = PollerConfiguration()
        configuration.pacing = .pauseBetweenLoops
        let rows = Sample.ksqlRows([row("/update/1", due: Sample.now)])
        _ = try await run(configuration, queries: [.success(rows)]) { [clock = fakes.clock] _ in
            clock.advance(by: .seconds(30))
            return HTTPReply(.ok)
        }
        #expect(fakes.clock.now.offset == .seconds(120))
    }

    @Test("A call that fails is only counted: the loop goes on")
    func failedCalls() async throws {
        let rows = Sample.ksqlRows(["/a", "/b", "/c"].map { row($0, due: Sample.now) })
        let calls = try await run(queries: [.success(rows)]) { request in
            switch request.path {
            case "/a": throw HTTPCallError.timedOut(authority: "proxy.test", after: .seconds(10))
            case "/b": HTTPReply(.notFound)
            default: HTTPReply(.ok)
            }
        }
        #expect(calls.map(\.request.path) == ["/query", "/a", "/b", "/c", "/query"])
        #expect(fakes.count("poller_calls_total") == 3)
        #expect(fakes.count("poller_call_failures_total") == 2)
    }

    @Test("What is no URL is called by nobody and counts as a failed call")
    func noURL() async throws {
        let texts = ["", "proxy.test/update", "http:/x", "://x", "http:///x"]
        let rows = Sample.ksqlRows(texts.map { [.text($0), .text(Sample.now.description)] })
        let calls = try await run(queries: [.success(rows)]) { _ in HTTPReply(.ok) }
        #expect(calls.map(\.request.path) == ["/query", "/query"])
        #expect(fakes.count("poller_calls_total") == 0)
        #expect(fakes.count("poller_call_failures_total") == 5)
    }

    @Test("A view that does not answer costs one loop")
    func failedQuery() async throws {
        let rows = Sample.ksqlRows([row("/update/1", due: Sample.now)])
        let calls = try await run(
            queries: [.failure(.connectionRefused(authority: "ksqldb.test")), .success(rows)]
        ) { _ in HTTPReply(.ok) }
        #expect(calls.map(\.request.path) == ["/query", "/query", "/update/1", "/query"])
        #expect(fakes.count("poller_query_failures_total") == 1)
    }

    @Test("With the selection of the first versions every open payment is called, due or not")
    func allPayments() async throws {
        var configuration = PollerConfiguration()
        configuration.selection = .all
        let rows = Sample.ksqlRows([
            row("/update/1", due: Sample.now.adding(days: 3)), [.null, .null], [.text("http://proxy.test/u"), .null],
        ])
        let calls = try await run(configuration, queries: [.success(rows)]) { _ in HTTPReply(.ok) }
        #expect(calls.map(\.request.path) == ["/query", "/update/1", "/u", "/query"])
    }

    @Test("Concurrency keeps as many calls in flight as it says")
    func concurrency() async throws {
        actor Flight {
            private var inFlight = 0
            private(set) var most = 0
            private var waiting: [CheckedContinuation<Void, Never>] = []
            func pass() async {
                inFlight += 1
                most = max(most, inFlight)
                if inFlight < 3 {
                    await withCheckedContinuation { waiting.append($0) }
                } else {
                    for continuation in waiting { continuation.resume() }
                    waiting = []
                }
                inFlight -= 1
            }
        }
        var configuration = PollerConfiguration()
        configuration.concurrency = 3
        let rows = Sample.ksqlRows((1...6).map { row("/update/\($0)", due: Sample.now) })
        let flight = Flight()
        let calls = try await run(configuration, queries: [.success(rows)]) { _ in
            await flight.pass()
            return HTTPReply(.ok)
        }
        #expect(calls.count == 8)
        #expect(await flight.most == 3)
    }

    @Test("In the hour shown twice the query asks for more, and the rows are judged by their instants")
    func repeatedHour() {
        let now = Timestamp(iso8601: "2025-10-26T02:10:00+01:00")!
        let query = DueQuery(PollerConfiguration())
        let sql = query.sql(now: now)
        #expect(sql.hasSuffix("<= '2025-10-26T03:10:00+01:00';"))
        let beforeTheChange = Timestamp(iso8601: "2025-10-26T02:50:00+02:00")!
        #expect(beforeTheChange.description <= "2025-10-26T03:10:00+01:00")
        #expect(query.urls(in: [row("/a", due: beforeTheChange)], now: now).map(\.text) == ["http://proxy.test/a"])
        let later = Timestamp(iso8601: "2025-10-26T02:50:00+01:00")!
        #expect(query.urls(in: [row("/a", due: later)], now: now).isEmpty)
    }

    @Test("An ordinary query asks for the present hour only")
    func ordinaryHour() {
        let now = Timestamp(iso8601: "2025-10-26T03:10:00+01:00")!
        #expect(DueQuery(PollerConfiguration()).sql(now: now).hasSuffix("<= '2025-10-26T03:10:00+01:00';"))
    }
}
