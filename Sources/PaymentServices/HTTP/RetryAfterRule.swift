import HTTPTypes
import ServicePorts
import Synchronization

/// What a caller makes of a 429 or 503 whose `Retry-After` says in how many seconds to come again (RFC 9110, 10.2.3). A
/// date in its place is taken for nothing said.
public enum RetryAfterRule: String, Sendable, CaseIterable {
    /// Nothing: the next call goes off when it would have.
    case ignore
    /// Until then no call goes to that host; who would make one is answered in its place with the time that is left.
    case obey
}

extension HTTPReply {
    /// How long the callee asks to be left alone; nil when it does not.
    var retryAfter: Duration? {
        guard status == .tooManyRequests || status == .serviceUnavailable,
            let seconds = headerFields[.retryAfter].flatMap(UInt32.init)
        else { return nil }
        return .seconds(Int64(seconds))
    }

    /// An answer that asks to come again after `wait`, in whole seconds and at least one.
    static func later(_ status: HTTPResponse.Status, after wait: Duration) -> HTTPReply {
        let (seconds, rest) = wait.components
        return HTTPReply(status, headerFields: [.retryAfter: "\(max(1, rest > 0 ? seconds + 1 : seconds))"])
    }
}

/// A caller that leaves each host alone for as long as it asked.
final class PatientCaller: HTTPCaller {
    private struct Wait {
        var untilNanoseconds: Int64
        var status: HTTPResponse.Status
    }

    private let base: any HTTPCaller
    private let stopwatch: Stopwatch
    /// By authority.
    private let waits = Mutex<[String: Wait]>([:])

    private init(_ base: any HTTPCaller, clock: any Clock<Duration>) {
        self.base = base
        stopwatch = Stopwatch(clock)
    }

    /// `base` itself where the rule asks for nothing.
    static func caller(
        _ base: any HTTPCaller, _ rule: RetryAfterRule, clock: any Clock<Duration>
    ) -> any HTTPCaller {
        switch rule {
        case .ignore: base
        case .obey: PatientCaller(base, clock: clock)
        }
    }

    func call(_ request: HTTPRequestHead, body: Payload, timeout: Duration) async throws -> HTTPReply {
        let authority = request.authority
        if let reply = answerInItsPlace(authority) { return reply }
        let reply = try await base.call(request, body: body, timeout: timeout)
        guard let wait = reply.retryAfter else { return reply }
        let until = stopwatch.nanoseconds() + wait.components.seconds * 1_000_000_000
        waits.withLock { $0[authority] = Wait(untilNanoseconds: until, status: reply.status) }
        return reply
    }

    /// What is answered while the host waits to be called again; nil when it may be called.
    private func answerInItsPlace(_ authority: String) -> HTTPReply? {
        waits.withLock { waits in
            guard let wait = waits[authority] else { return nil }
            let leftNanoseconds = wait.untilNanoseconds - stopwatch.nanoseconds()
            guard leftNanoseconds > 0 else {
                waits[authority] = nil
                return nil
            }
            return .later(wait.status, after: .nanoseconds(leftNanoseconds))
        }
    }
}
