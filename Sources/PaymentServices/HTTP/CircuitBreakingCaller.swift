import HTTPTypes
import ServicePorts
import Synchronization

/// A call that was not made, since the circuit breaker of its host is open.
struct CircuitBreakerOpen: Error, Equatable {
    let authority: String
}

/// A caller with a circuit breaker for each host. No answer, a 429 and a 5xx are failures of the host; every other
/// answer, also a 404, shows that it works.
final class CircuitBreakingCaller: HTTPCaller {
    private let base: any HTTPCaller
    private let settings: CircuitBreaker.Settings
    private let stopwatch: Stopwatch
    /// By authority.
    private let breakers = Mutex<[String: CircuitBreaker]>([:])

    init(_ base: any HTTPCaller, _ settings: CircuitBreaker.Settings, clock: any Clock<Duration>) {
        self.base = base
        self.settings = settings
        stopwatch = Stopwatch(clock)
    }

    /// - Throws: what the caller beneath throws; `CircuitBreakerOpen` in its place while the host is left alone.
    func call(_ request: HTTPRequestHead, body: Payload, timeout: Duration) async throws -> HTTPReply {
        let authority = request.authority
        let permit = change(authority) { $0.permit(at: stopwatch.nanoseconds()) }
        guard let permit else { throw CircuitBreakerOpen(authority: authority) }
        do {
            let reply = try await base.call(request, body: body, timeout: timeout)
            let hasFailed = reply.status == .tooManyRequests || reply.status.kind == .serverError
            change(authority) { breaker in
                if hasFailed {
                    breaker.failed(permit, at: stopwatch.nanoseconds())
                } else {
                    breaker.answered(permit)
                }
            }
            return reply
        } catch let error as HTTPCallError {
            change(authority) { $0.failed(permit, at: stopwatch.nanoseconds()) }
            throw error
        } catch {
            change(authority) { $0.forgotten(permit) }
            throw error
        }
    }

    private func change<Result: Sendable>(
        _ authority: String, _ body: (inout CircuitBreaker) -> sending Result
    ) -> Result {
        breakers.withLock { body(&$0[authority, default: CircuitBreaker(settings)]) }
    }
}
