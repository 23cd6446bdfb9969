import CoreMetrics
import HTTPTypes
import Logging
import PaymentModel
import ServicePorts

/// Reports the end of a payment to every address that asked for it.
struct OutcomeReporter: EventHandler {
    private let rules: OutcomeRules
    private let configuration: UpdaterConfiguration
    private let caller: any HTTPCaller
    private let surroundings: Surroundings
    private let delivered: Counter
    private let alreadyMoved: Counter
    private let failed: Counter
    private let malformed: Counter

    init(_ configuration: UpdaterConfiguration, caller: any HTTPCaller, surroundings: Surroundings) {
        self.configuration = configuration
        self.caller = PatientCaller.caller(caller, configuration.retryAfter, clock: surroundings.clock)
        self.surroundings = surroundings
        rules = OutcomeRules(reportsCreationFailed: configuration.reportsCreationFailed)
        let counter = surroundings.counters(of: "payment_updater_reports_total")
        delivered = counter("delivered")
        alreadyMoved = counter("already_moved")
        failed = counter("failed")
        malformed = EventErrors.counter(service: configuration.appID, surroundings: surroundings)
    }

    func concerns(_ event: PaymentEvent) -> Bool { rules.reports(event.status) }

    func handle(_ event: PaymentEvent) async throws {
        switch configuration.versionRule.decide(event.envelope.version) {
        case .discardSilently: return
        case .reject: return malformed.increment()
        case .process: break
        }
        let outcome = rules.outcome(of: event)
        for link in event.state.links.notify {
            let method = HTTPRequest.Method(rawValue: link.method.rawValue) ?? .post
            try await surroundings.announce(.updaterBeforeReport)
            try await report(outcome, HTTPRequestHead(method, link.url))
            try await surroundings.announce(.updaterAfterReport)
        }
    }

    private func report(_ outcome: PaymentOutcome, _ request: HTTPRequestHead) async throws {
        var attempts = 0
        while true {
            attempts += 1
            switch try await call(request, outcome) {
            case .delivered: return delivered.increment()
            case .alreadyMoved: return alreadyMoved.increment()
            case .unknownApplication, .refused:
                surroundings.logger.error(
                    "Core does not take an outcome",
                    metadata: ["payment": "\(outcome.payment.id)", "url": "\(request.path)"])
                return failed.increment()
            case .tryAgain:
                if case .giveUp(let limit) = configuration.retryLimit, attempts >= limit {
                    surroundings.logger.error("Outcome lost", metadata: ["payment": "\(outcome.payment.id)"])
                    return failed.increment()
                }
                try await surroundings.clock.sleep(for: configuration.backOff.wait(afterFailures: attempts))
            }
        }
    }

    private func call(_ request: HTTPRequestHead, _ outcome: PaymentOutcome) async throws -> OutcomeRules.Verdict {
        do {
            let reply = try await caller.call(request, body: .value(outcome), timeout: configuration.callTimeout)
            return OutcomeRules.verdict(on: reply.status)
        } catch is HTTPCallError {
            return .tryAgain
        }
    }
}
