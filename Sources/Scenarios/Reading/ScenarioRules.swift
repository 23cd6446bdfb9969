import Observation
import PaymentModel
import VirtualTime

/// What no single value can be wrong in: values that exclude each other.
enum ScenarioRules {
    typealias Place = ScenarioError.Place

    /// Two or more values that must fit together.
    private struct Rule: Sendable {
        let paths: [String]
        /// What is wrong and the way out, or nil.
        let complaint: @Sendable (Scenario) -> (message: String, wayOut: String)?
    }

    /// - Throws: the first contradiction, at the place of the value of it that the schema lists last.
    static func check(_ scenario: Scenario, places: [String: Place]) throws(ScenarioError) {
        for rule in rules {
            guard let (message, wayOut) = rule.complaint(scenario) else { continue }
            let place = rule.paths.reversed().lazy.compactMap { places[$0] }.first
            throw ScenarioError(.contradiction, at: place ?? Place(source: scenario.name), message, wayOut: wayOut)
        }
    }

    private static let rules: [Rule] =
        rulesOfOnePart + ConsumerKeys.all.map { keys in Rule(paths: keys.pathsOfRules) { keys.complaint(of: $0) } }
        + PollerKeys.rules.map { Rule(paths: $0.paths, complaint: $0.complaint) }

    private static let rulesOfOnePart: [Rule] = [
        Rule(paths: ["duration", "measure.resolution"]) {
            guard $0.measure.resolution > $0.duration else { return nil }
            return (
                "measure.resolution \($0.measure.resolution.text) is longer than the duration \($0.duration.text)",
                "choose a shorter resolution"
            )
        },
        Rule(paths: ["duration", "healing", "measure.resolution"]) {
            let steps = ($0.duration + $0.healing) / $0.measure.resolution
            guard steps > 1_000_000 else { return nil }
            return (
                "measure.resolution \($0.measure.resolution.text) makes time series of \(Int64(steps)) steps",
                "choose a coarser resolution: at most 1000000 steps fit a run"
            )
        },
        Rule(paths: ["citizens.abandon", "citizens.fail_at_psp"]) {
            excess(of: [$0.world.citizens.abandons, $0.world.citizens.failsAtPSP], "citizens.abandon, fail_at_psp")
        },
        Rule(paths: ["citizens.never_pay_notice", "citizens.pay_notice_late", "citizens.pay_notice_at_term"]) {
            let citizens = $0.world.citizens
            return excess(
                of: [citizens.neverPaysNotice, citizens.paysNoticeLate, citizens.paysNoticeAtTerm],
                "citizens.never_pay_notice, pay_notice_late, pay_notice_at_term")
        },
        Rule(paths: ["citizens.notice_term", "citizens.last_days"]) {
            guard $0.world.citizens.lastDays > $0.world.citizens.noticeTerm else { return nil }
            return ("citizens.last_days is longer than citizens.notice_term", "make the last days shorter")
        },
        Rule(paths: ["start", "duration", "citizens.deadline.date"]) { scenario in
            guard let deadline = scenario.world.deadline.date else { return nil }
            let first = Timestamp(secondsSinceEpoch: scenario.start.unixSeconds)
            let last = first.adding(seconds: scenario.duration.components.seconds)
            let noon = LocalTime(year: deadline.year, month: deadline.month, day: deadline.day)
            guard noon.adding(days: 1) <= first.romeTime || noon >= last.romeTime else { return nil }
            return (
                "citizens.deadline.date \(scenario.world.deadline.text) lies outside the run",
                "choose a day between start and start + duration, or another start"
            )
        },
        Rule(paths: ["pagopa.cart_life", "services.checkout_api.cart_lifetime"]) {
            guard $0.services.checkoutAPI.cartLifetime > $0.world.pagoPA.cartLife else { return nil }
            return (
                "services.checkout_api.cart_lifetime hands out carts that pagoPA has forgotten (pagopa.cart_life)",
                "make it shorter than pagopa.cart_life"
            )
        },
        Rule(paths: ["services.proxy.stale_write_guard", "services.proxy.publication"]) {
            let policies = $0.services.proxyPolicies
            guard policies.publication == .outbox, policies.staleWriteGuard != .compareAndSwap else { return nil }
            return (
                "services.proxy.publication outbox needs services.proxy.stale_write_guard compare_and_swap",
                "set that, or choose another publication"
            )
        },
        Rule(paths: ["services.updater.republished_outcome", "services.updater.report_memory"]) {
            guard $0.services.republishedOutcome == .reportAgain,
                $0.services.reportMemory != ServicesPart().reportMemory
            else { return nil }
            return (
                "services.updater.report_memory does nothing where services.updater.republished_outcome is "
                    + "report_again", "set it to report_once, or remove the memory"
            )
        },
        Rule(paths: ["kafka.brokers", "kafka.replication_factor"]) {
            guard $0.infrastructure.replicationFactor > $0.infrastructure.brokers else { return nil }
            return (
                "kafka.replication_factor \($0.infrastructure.replicationFactor) needs as many kafka.brokers",
                "add brokers, or keep fewer copies"
            )
        },
        Rule(paths: ["kafka.replication_factor", "kafka.min_insync_replicas"]) {
            guard $0.infrastructure.minInsyncReplicas > $0.infrastructure.replicationFactor else { return nil }
            return (
                "kafka.min_insync_replicas asks for more copies than kafka.replication_factor makes",
                "lower it, or keep more copies"
            )
        },
        Rule(paths: ["kafka.acks", "kafka.idempotent_producers"]) {
            guard $0.infrastructure.idempotentProducers, $0.infrastructure.acks != .all else { return nil }
            return ("kafka.idempotent_producers needs kafka.acks all", "set kafka.acks to all")
        },
        Rule(paths: ["intermediaries.rest.name"]) {
            let name = $0.world.intermediary.name
            guard !isHostLabel(name) else { return nil }
            return (
                "intermediaries.rest.name `\(name)` cannot be part of a host name",
                "use a-z, 0-9 and dashes inside, at most \(labelMax) of them"
            )
        },
        Rule(paths: ["intermediaries.rest.name"]) {
            guard let collision = $0.deployment.collision else { return nil }
            return (
                "intermediaries.rest.name `\($0.world.intermediary.name)` makes a second \(collision.of) of the name "
                    + "`\(collision.name)`",
                "choose a name that no service bears"
            )
        },
    ]

    /// A label of a host name has at most 63 characters, and `-payment-proxy` follows.
    private static let labelMax = 63 - "-payment-proxy".utf8.count

    private static func isHostLabel(_ name: String) -> Bool {
        let dash = UInt8(ascii: "-")
        guard let first = name.utf8.first, let last = name.utf8.last, first != dash, last != dash else { return false }
        return name.utf8.count <= labelMax
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == dash
            }
    }

    /// Shares of outcomes that exclude each other must not sum to more than one.
    private static func excess(of shares: [Ratio], _ names: String) -> (message: String, wayOut: String)? {
        let millionths = shares.reduce(0) { $0 + $1.numerator * 1_000_000 / $1.denominator }
        guard millionths > 1_000_000 else { return nil }
        return ("\(names) sum to more than 100%", "lower one of them")
    }
}
