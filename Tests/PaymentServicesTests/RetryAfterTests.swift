import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

@Suite("A host that asks to come again later")
struct RetryAfterTests {
    private let clock = LeapingClock()
    private let request = HTTPRequestHead(method: .get, scheme: "http", authority: "busy.test", path: "/")

    private static func busy(_ status: HTTPResponse.Status = .tooManyRequests, _ value: String = "30") -> HTTPReply {
        HTTPReply(status, headerFields: [.retryAfter: value])
    }

    private func ask(
        _ rule: RetryAfterRule, _ first: HTTPReply, after waits: [Duration]
    ) async throws -> (answers: [HTTPReply], sent: Int) {
        let base = FakeCaller(replies: [.success(first)] + waits.map { _ in .success(.ok) })
        let caller = PatientCaller.caller(base, rule, clock: clock)
        var answers = [try await caller.call(request, body: .empty, timeout: .seconds(1))]
        for wait in waits {
            try await clock.sleep(for: wait)
            answers.append(try await caller.call(request, body: .empty, timeout: .seconds(1)))
        }
        return (answers, await base.calls.count)
    }

    @Test("is called again at once by who ignores it")
    func ignored() async throws {
        let (answers, sent) = try await ask(.ignore, Self.busy(), after: [.zero])
        #expect(answers.map(\.status.code) == [429, 200])
        #expect(sent == 2)
    }

    @Test("is left alone for as long as it asked by who obeys, and whoever would call it hears what is left")
    func obeyed() async throws {
        let waits: [Duration] = [.seconds(10), .milliseconds(500), .seconds(20)]
        let (answers, sent) = try await ask(.obey, Self.busy(), after: waits)
        #expect(answers.map(\.status.code) == [429, 429, 429, 200])
        #expect(answers.map { $0.headerFields[.retryAfter] } == ["30", "20", "20", nil])
        #expect(sent == 2)
    }

    @Test(
        "has to say so in seconds, with a 429 or 503",
        arguments: [busy(.ok), busy(.tooManyRequests, "Wed, 21 Oct 2026 07:28:00 GMT"), busy(.badGateway)])
    func notSaid(_ reply: HTTPReply) async throws {
        #expect(try await ask(.obey, reply, after: [.zero]).sent == 2)
        #expect(Self.busy(.serviceUnavailable).retryAfter == .seconds(30))
    }

    @Test("is not asked for a debt position meanwhile, and the proxy says for how long", arguments: [429, 503])
    func intermediary(_ status: Int) async throws {
        let caller = FakeCaller(replies: [.success(Self.busy(.init(code: status)))])
        let obeying = RESTIntermediary(authority: "efil.test", caller: caller, retryAfter: .obey, clock: clock)
        for _ in 0..<2 {
            await #expect(throws: IntermediaryError.notNow(after: .seconds(30))) { try await obeying.state(iuv: "01") }
        }
        #expect(await caller.calls.count == 1)
        let deaf = RESTIntermediary(
            authority: "efil.test", caller: FakeCaller(replies: [.success(Self.busy(.init(code: status)))]),
            clock: clock)
        await #expect(throws: IntermediaryError.unanswered(reason: "status \(status)")) {
            try await deaf.state(iuv: "01")
        }
    }

    @Test("An intermediary that does not let the proxy in has refused nothing", arguments: [401, 403])
    func unauthorized(_ status: Int) async throws {
        let caller = FakeCaller(replies: [.success(HTTPReply(.init(code: status)))])
        let intermediary = RESTIntermediary(authority: "efil.test", caller: caller, clock: clock)
        await #expect(throws: IntermediaryError.unauthorized(status: status)) {
            try await intermediary.state(iuv: "01")
        }
    }
}
