import HTTPTypes
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

@Suite("A circuit breaker")
struct CircuitBreakerTests {
    private let settings = CircuitBreaker.Settings(failures: 3, openTime: .nanoseconds(100), probes: 2)

    @Test("opens with the last failure of the row, and not when an answer comes between")
    func opens() throws {
        var breaker = CircuitBreaker(settings)
        for isAnswered in [false, false, true, false, false] {
            let permit = try permit(of: &breaker, at: 0)
            if isAnswered { breaker.answered(permit) } else { breaker.failed(permit, at: 0) }
        }
        #expect(breaker.state == .closed(failuresInARow: 2))
        breaker.failed(try permit(of: &breaker, at: 7), at: 7)
        #expect(breaker.state == .open(untilNanoseconds: 107))
        #expect(sparesHost(&breaker, at: 106))
    }

    @Test("is half-open after its time: it lets its probes through, and closes when all are answered")
    func halfOpen() throws {
        var breaker = try opened()
        let probes = [try permit(of: &breaker, at: 100), try permit(of: &breaker, at: 100)]
        #expect(sparesHost(&breaker, at: 100))
        breaker.answered(probes[0])
        #expect(sparesHost(&breaker, at: 100))
        breaker.answered(probes[1])
        #expect(breaker.state == .closed(failuresInARow: 0))
    }

    @Test("opens again with the first probe that fails, for its whole time")
    func probeFails() throws {
        var breaker = try opened()
        let probes = [try permit(of: &breaker, at: 150), try permit(of: &breaker, at: 150)]
        breaker.failed(probes[1], at: 160)
        breaker.answered(probes[0])
        #expect(breaker.state == .open(untilNanoseconds: 260))
    }

    @Test("gives a probe back whose caller was cancelled")
    func cancelledProbe() throws {
        var breaker = try opened()
        let probe = try permit(of: &breaker, at: 100)
        _ = try permit(of: &breaker, at: 100)
        breaker.forgotten(probe)
        _ = try permit(of: &breaker, at: 100)
    }

    private func permit(of breaker: inout CircuitBreaker, at now: Int64) throws -> CircuitBreaker.Permit {
        let permit = breaker.permit(at: now)
        return try #require(permit)
    }

    private func sparesHost(_ breaker: inout CircuitBreaker, at now: Int64) -> Bool { breaker.permit(at: now) == nil }

    private func opened() throws -> CircuitBreaker {
        var breaker = CircuitBreaker(settings)
        for _ in 0..<3 { breaker.failed(try permit(of: &breaker, at: 0), at: 0) }
        return breaker
    }

    /// What the definition says, of a history kept whole.
    private struct Reference {
        var settings: CircuitBreaker.Settings
        var row = 0
        var openUntil: Int64?
        var probes: [Int: Bool?] = [:]
        var phase = 0

        mutating func admits(_ call: Int, at now: Int64) -> Int? {
            if let until = openUntil, now >= until {
                (openUntil, probes) = (nil, [:])
                phase += 1
                isProbing = true
            }
            guard openUntil == nil else { return nil }
            if isProbing {
                guard probes.count < settings.probes else { return nil }
                probes[call] = .some(nil)
            }
            return phase
        }

        var isProbing = false

        mutating func ends(_ call: Int, in phase: Int, answered: Bool, at now: Int64) {
            guard phase == self.phase else { return }
            if answered {
                row = 0
                guard isProbing else { return }
                probes[call] = true
                guard probes.values.count(where: { $0 == true }) == settings.probes else { return }
                isProbing = false
                self.phase += 1
            } else {
                row += 1
                guard isProbing || row == settings.failures else { return }
                (openUntil, isProbing, row) = (now + settings.openTime.nanoseconds, false, 0)
                self.phase += 1
            }
        }
    }

    @Test("agrees with its definition whatever comes, calls that end late among them", arguments: 0..<200)
    func anyHistory(_ seed: UInt64) {
        var chance = SplitMix(seed: seed)
        let settings = CircuitBreaker.Settings(
            failures: 1 + Int(chance.next() % 4), openTime: .nanoseconds(Int64(1 + chance.next() % 20)),
            probes: 1 + Int(chance.next() % 3))
        var (breaker, reference) = (CircuitBreaker(settings), Reference(settings: settings))
        var underWay: [(call: Int, permit: CircuitBreaker.Permit, phase: Int)] = []
        for step in 0..<400 {
            let now = Int64(step)
            if underWay.isEmpty || chance.next() % 2 == 0 {
                let (permit, phase) = (breaker.permit(at: now), reference.admits(step, at: now))
                #expect((permit == nil) == (phase == nil), "step \(step)")
                if let permit, let phase { underWay.append((step, permit, phase)) }
            } else {
                let call = underWay.remove(at: Int(chance.next() % UInt64(underWay.count)))
                let isAnswered = chance.next() % 3 == 0
                if isAnswered { breaker.answered(call.permit) } else { breaker.failed(call.permit, at: now) }
                reference.ends(call.call, in: call.phase, answered: isAnswered, at: now)
            }
        }
    }

    @Test("stands before each host alone; no answer, 429 and 5xx are failures, 404 is none")
    func hosts() async throws {
        let clock = LeapingClock()
        let base = FakeCaller { request, _ in
            switch request.path {
            case "/404": return HTTPReply(.notFound)
            case "/429": return HTTPReply(.tooManyRequests)
            case "/503": return HTTPReply(.serviceUnavailable)
            case "/no": throw HTTPCallError.timedOut(authority: request.authority, after: .seconds(1))
            default: return HTTPReply(.ok)
            }
        }
        let caller = CircuitBreakingCaller(base, CircuitBreaker.Settings(failures: 3), clock: clock)
        func call(_ host: String, _ path: String) async throws -> Int? {
            let request = HTTPRequestHead(method: .get, scheme: "http", authority: host, path: path)
            do {
                return try await caller.call(request, body: .empty, timeout: .seconds(1)).status.code
            } catch is HTTPCallError { return nil }
        }
        for path in ["/404", "/404", "/404", "/503", "/no", "/404", "/429", "/no", "/503"] {
            _ = try await call("a.test", path)
        }
        let made = await base.calls.count
        #expect(made == 9)
        await #expect(throws: CircuitBreakerOpen(authority: "a.test")) { try await call("a.test", "/") }
        #expect(try await call("b.test", "/") == 200)
        clock.advance(by: .seconds(30))
        #expect(try await call("a.test", "/") == 200)
        #expect(try await call("a.test", "/") == 200)
    }
}

/// SplitMix64: a stream of numbers for a seed.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
