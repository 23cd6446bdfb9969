import HTTPTypes
import Logging
import PaymentModel
import ServicePorts
import Synchronization

/// Calls update URLs, one payment at a time, and remembers which of them are to be left alone.
final class UpdateCalls: Sendable {
    /// What came of one payment.
    enum Outcome: Equatable {
        case answered
        /// It has no URL that could be called.
        case unusable
        /// The proxy does not know it, or refuses otherwise.
        case notFound
        /// The proxy cannot, or did not answer.
        case failed
        /// Nobody was called: the payment or its host is left alone.
        case spared
    }

    private let configuration: PollerConfiguration
    private let caller: any HTTPCaller
    private let stopwatch: Stopwatch
    private let logger: Logger
    private let metrics: PollerMetrics
    private let leavesAlone: Bool
    private let setAside: Mutex<SetAside>

    init(
        _ configuration: PollerConfiguration, caller: any HTTPCaller, surroundings: Surroundings,
        metrics: PollerMetrics
    ) {
        self.configuration = configuration
        self.metrics = metrics
        logger = surroundings.logger
        stopwatch = Stopwatch(surroundings.clock)
        let guarded: any HTTPCaller =
            switch configuration.circuitBreaking {
            case .none: caller
            case .perHost: CircuitBreakingCaller(caller, configuration.breaker, clock: surroundings.clock)
            }
        self.caller = PatientCaller.caller(guarded, configuration.retryAfter, clock: surroundings.clock)
        leavesAlone = configuration.failedCall != .everyLoop || configuration.notFound != .everyLoop
        setAside = Mutex(SetAside(configuration.backOff))
    }

    /// - Returns: whether the loop goes on.
    func check(_ url: KsqlCell) async throws -> Bool {
        let outcome = try await outcome(of: url)
        switch outcome {
        case .answered, .spared: return true
        case .unusable, .notFound, .failed: return configuration.onError == .goOn
        }
    }

    private func outcome(of url: KsqlCell) async throws -> Outcome {
        guard let link = url.linkValue else {
            metrics.failedCalls.increment()
            logger.error("No update URL", metadata: ["url": "\(url.text ?? "")"])
            return .unusable
        }
        guard leavesAlone else { return try await call(link) }
        let key = link.description
        guard !setAside.withLock({ $0.contains(key, at: stopwatch.nanoseconds()) }) else {
            metrics.sparedCalls.increment()
            return .spared
        }
        let outcome = try await call(link)
        note(outcome, of: key)
        return outcome
    }

    private func note(_ outcome: Outcome, of key: String) {
        let now = stopwatch.nanoseconds()
        setAside.withLock { setAside in
            switch (outcome, configuration.notFound, configuration.failedCall) {
            case (.answered, _, _): setAside.answered(key)
            case (.notFound, .giveUp, _): setAside.givenUp(key, at: now)
            case (.notFound, .backOff, _), (.failed, _, .backOff): setAside.failed(key, at: now)
            default: break
            }
        }
    }

    private func call(_ link: ServiceLink) async throws -> Outcome {
        metrics.calls.increment()
        do {
            let reply = try await caller.call(
                HTTPRequestHead(.get, link), body: .empty, timeout: configuration.callTimeout)
            guard reply.status != .ok else { return .answered }
            metrics.failedCalls.increment()
            logger.warning("Check not answered", metadata: ["url": "\(link)", "status": "\(reply.status.code)"])
            return outcome(of: reply)
        } catch let error as HTTPCallError {
            metrics.failedCalls.increment()
            logger.warning("Check not answered", metadata: ["url": "\(link)", "error": "\(error)"])
            return .failed
        } catch is CircuitBreakerOpen {
            metrics.sparedCalls.increment()
            return .spared
        }
    }

    private func outcome(of reply: HTTPReply) -> Outcome {
        // Who asks to come again later speaks for the host, which is left alone as a whole.
        if configuration.retryAfter == .obey, reply.retryAfter != nil { return .spared }
        return reply.status.kind == .clientError && reply.status != .tooManyRequests ? .notFound : .failed
    }
}
