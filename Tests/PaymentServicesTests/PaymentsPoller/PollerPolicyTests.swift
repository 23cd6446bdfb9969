import HTTPTypes
import PaymentModel
import PortFakes
import ServiceLifecycle
import ServicePorts
import Synchronization
import Testing

@testable import PaymentServices

/// Each policy beside the deployed one, on the same rows.
@Suite("What a poller does by policy")
struct PollerPolicyTests {
    private let fakes = FakeSurroundings()

    private func rows(_ paths: String...) -> Result<HTTPReply, HTTPCallError> {
        .success(
            Sample.ksqlRows(paths.map { [.text("http://proxy.test\($0)"), .text(Sample.now.description)] }))
    }

    /// The paths that are called until the view has no answer left.
    private func calls(
        _ queries: [Result<HTTPReply, HTTPCallError>],
        _ change: (inout PollerConfiguration) -> Void = { _ in },
        proxy: @escaping @Sendable (HTTPRequestHead) async throws -> HTTPReply
    ) async throws -> [String] {
        var configuration = PollerConfiguration()
        change(&configuration)
        let view = FakeCaller(replies: queries)
        let caller = FakeCaller { request, body in
            guard request.authority == "ksqldb.test" else { return try await proxy(request) }
            return try await view.call(request, body: body, timeout: .zero)
        }
        let poller = PaymentsPoller(
            configuration: configuration, caller: caller, store: FakeStore(), surroundings: fakes.surroundings)
        try await runUntilCancelled { try await poller.run() }
        return await caller.calls.compactMap(\.request.path).filter { $0 != "/query" }
    }

    private static let secondFails: @Sendable (HTTPRequestHead) async throws -> HTTPReply = { request in
        switch request.path {
        case "/bad": HTTPReply(.badGateway)
        case "/gone": HTTPReply(.notFound)
        default: HTTPReply(.ok)
        }
    }

    @Test("One failing row ends the loop where the defect is, at every loop again")
    func endLoop() async throws {
        let queries = [rows("/a", "/bad", "/b"), rows("/bad", "/b")]
        #expect(try await calls(queries, proxy: Self.secondFails) == ["/a", "/bad", "/b", "/bad", "/b"])
        let defect = try await calls(queries, { $0.onError = .endLoop }, proxy: Self.secondFails)
        #expect(defect == ["/a", "/bad", "/bad"])
        let noURL = Sample.ksqlRows([[.text(""), .null], [.text("http://p.test/b"), .null]])
        let all = try await calls([.success(noURL)], { ($0.onError, $0.selection) = (.endLoop, .all) }) { _ in .ok }
        #expect(all.isEmpty)
    }

    @Test("A payment whose check fails is called at every loop, or left alone for longer and longer")
    func backOff() async throws {
        // A loop each 90 s: the wait of 120 s lets one of them pass, that of 240 s two.
        let queries = (0..<7).map { _ in rows("/bad", "/gone", "/a") }
        func count(_ change: (inout PollerConfiguration) -> Void) async throws -> [Int] {
            let made = try await calls(queries, change, proxy: Self.secondFails)
            return ["/bad", "/gone", "/a"].map { path in made.count { $0 == path } }
        }
        #expect(try await count { _ in } == [7, 7, 7])
        #expect(try await count { $0.failedCall = .backOff } == [3, 7, 7])
        #expect(try await count { $0.notFound = .backOff } == [7, 3, 7])
        #expect(try await count { $0.notFound = .giveUp } == [7, 1, 7])
        #expect(fakes.count("poller_calls_spared_total") == 4 + 4 + 6)
    }

    @Test("A host that fails is spared by its breaker, and the others are called as before")
    func breaker() async throws {
        let texts = ["http://bad.test/1", "http://bad.test/2", "http://bad.test/3", "http://good.test/4"]
        let due = HTTPReply(
            .ok,
            body: .value(
                KsqlAnswer(
                    queryID: "q", schema: "", rows: texts.map { [.text($0), .text(Sample.now.description)] })))
        let proxy: @Sendable (HTTPRequestHead) async throws -> HTTPReply = { request in
            guard request.authority == "good.test" else { throw HTTPCallError.connectionRefused(authority: "bad.test") }
            return .ok
        }
        let queries = [Result<HTTPReply, HTTPCallError>.success(due), .success(due)]
        #expect(try await calls(queries, proxy: proxy) == ["/1", "/2", "/3", "/4", "/1", "/2", "/3", "/4"])
        let spared = try await calls(
            queries,
            {
                $0.circuitBreaking = .perHost
                $0.breaker = .init(failures: 2, openTime: .seconds(60), probes: 1)
            }, proxy: proxy)
        // Half-open after 60 s: one probe of the second loop, and it fails.
        #expect(spared == ["/1", "/2", "/4", "/1", "/4"])
    }

    @Test("A loop that is replaced begins no further call, and the next begins when its own are answered")
    func replace() async throws {
        let slow: @Sendable (HTTPRequestHead) async throws -> HTTPReply = { [clock = fakes.clock] _ in
            clock.advance(by: .seconds(50))
            return .ok
        }
        let queries = [rows("/a", "/b", "/c", "/d"), rows("/c")]
        #expect(try await calls(queries, proxy: slow) == ["/a", "/b", "/c", "/d", "/c"])
        #expect(try await calls(queries, { $0.overlap = .replace }, proxy: slow) == ["/a", "/b", "/c"])
    }

    @Test("Skipped loops keep the poller at multiples of LOOP_TIME")
    func skip() async throws {
        let slow: @Sendable (HTTPRequestHead) async throws -> HTTPReply = { [clock = fakes.clock] _ in
            clock.advance(by: .seconds(100))
            return .ok
        }
        _ = try await calls([rows("/a")], { $0.overlap = .skip }, proxy: slow)
        #expect(fakes.clock.now.offset == .seconds(180))
        #expect(fakes.count("poller_loop_overruns_total") == 1)
    }

    @Test("Loops side by side begin while another is still under way, and no earlier than their time")
    func concurrent() async throws {
        // Either call is answered when the other is made.
        let first = Mutex<(hasCome: Bool, waiting: CheckedContinuation<Void, Never>?)>((false, nil))
        fakes.clock.end(after: .seconds(90))
        let made = try await calls([rows("/a"), rows("/b")], { $0.overlap = .concurrent }) { _ in
            await withCheckedContinuation { own in
                first.withLock { first in
                    guard first.hasCome else { return first = (true, own) }
                    first.waiting?.resume()
                    own.resume()
                }
            }
            return .ok
        }
        #expect(made.sorted() == ["/a", "/b"])
    }

    @Test("Without the lease a replica makes no call and asks the view for nothing")
    func standBy() async throws {
        let store = FakeStore()
        let other = LeaseRecord(holder: EntityID(high: 9, low: 9), milliseconds: 30_000)
        _ = try await store.put(PollerConfiguration().leaseKey, .value(other), condition: .none)
        var configuration = PollerConfiguration()
        configuration.division = .lease
        let caller = FakeCaller { _, _ in
            Issue.record("It stands by.")
            return .ok
        }
        fakes.clock.end(after: .seconds(20))
        let poller = PaymentsPoller(
            configuration: configuration, caller: caller, store: store, surroundings: fakes.surroundings)
        try await runUntilCancelled { try await poller.run() }
        #expect(fakes.count("poller_stand_bys_total") == 1)
    }
}
