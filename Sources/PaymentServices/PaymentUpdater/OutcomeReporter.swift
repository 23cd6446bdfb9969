import CoreMetrics
import HTTPTypes
import Logging
import PaymentModel
import ServicePorts
import Synchronization

/// Reports the end of a payment to every address that asked for it.
final class OutcomeReporter: EventHandler {
    /// What has been reported.
    private struct Report: Hashable {
        var payment: EntityID
        var status: PaymentStatus
    }

    private let rules: OutcomeRules
    private let configuration: UpdaterConfiguration
    private let caller: any HTTPCaller
    private let surroundings: Surroundings
    /// Nil where every event is reported.
    private let recent: Mutex<RecentKeys<Report>?>
    private let remembers: Bool
    private let delivered: Counter
    private let repeated: Counter
    private let alreadyMoved: Counter
    private let failed: Counter
    private let malformed: Counter

    init(_ configuration: UpdaterConfiguration, caller: any HTTPCaller, surroundings: Surroundings) {
        self.configuration = configuration
        self.caller = PatientCaller.caller(caller, configuration.retryAfter, clock: surroundings.clock)
        self.surroundings = surroundings
        rules = OutcomeRules(reportsCreationFailed: configuration.reportsCreationFailed)
        switch configuration.republishedOutcome {
        case .reportAgain:
            recent = Mutex(nil)
            remembers = false
        case .reportOnce(let memory):
            recent = Mutex(RecentKeys(memory: memory))
            remembers = true
        }
        let counter = surroundings.counters(of: "payment_updater_reports_total")
        delivered = counter("delivered")
        alreadyMoved = counter("already_moved")
        failed = counter("failed")
        repeated = counter("repeated")
        malformed = EventErrors.counter(service: configuration.appID, surroundings: surroundings)
    }

    func concerns(_ event: PaymentEvent) -> Bool { rules.reports(event.status) }

    func handle(_ event: PaymentEvent) async throws {
        switch configuration.versionRule.decide(event.envelope.version) {
        case .discardSilently: return
        case .reject: return malformed.increment()
        case .process: break
        }
        guard remembers else {
            _ = try await report(event)
            return
        }
        let key = Report(payment: event.id, status: event.status)
        let now = Timestamp(surroundings.wallClock())
        guard !recent.withLock({ $0?.contains(key, now: now) ?? false }) else { return repeated.increment() }
        if try await report(event) { recent.withLock { $0?.insert(key, now: now) } }
    }

    /// Returns whether Core has taken it, wherever it was to be told.
    private func report(_ event: PaymentEvent) async throws -> Bool {
        let outcome = rules.outcome(of: event)
        var isTaken = true
        for link in event.state.links.notify {
            let method = HTTPRequest.Method(rawValue: link.method.rawValue) ?? .post
            try await surroundings.announce(.updaterBeforeReport)
            if try await !report(outcome, HTTPRequestHead(method, link.url)) { isTaken = false }
            try await surroundings.announce(.updaterAfterReport)
        }
        return isTaken
    }

    private func report(_ outcome: PaymentOutcome, _ request: HTTPRequestHead) async throws -> Bool {
        var attempts = 0
        while true {
            attempts += 1
            switch try await call(request, outcome) {
            case .delivered:
                delivered.increment()
                return true
            case .alreadyMoved:
                alreadyMoved.increment()
                return true
            case .unknownApplication, .refused:
                surroundings.logger.error(
                    "Core does not take an outcome",
                    metadata: ["payment": "\(outcome.payment.id)", "url": "\(request.path)"])
                failed.increment()
                return false
            case .tryAgain:
                if case .giveUp(let limit) = configuration.retryLimit, attempts >= limit {
                    surroundings.logger.error("Outcome lost", metadata: ["payment": "\(outcome.payment.id)"])
                    failed.increment()
                    return false
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
