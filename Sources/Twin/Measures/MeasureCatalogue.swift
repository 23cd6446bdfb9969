/// What one measure is, before any run: the interface that gates, reports and comparisons rely on.
public struct MeasureDefinition: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Samples with quantiles.
        case distribution
        /// How often something happened.
        case counter
        /// A single figure.
        case value
    }

    public var name: String
    public var kind: Kind
    /// `s`, `1/s`, `1`, `%`, `payments`...
    public var unit: String
    public var meaning: String

    init(_ name: String, _ kind: Kind, _ unit: String, _ meaning: String) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.meaning = meaning
    }

    /// The words a gate may take of it.
    public var aggregates: [String] {
        switch kind {
        case .distribution: ["avg", "med", "p(95)", "max", "count", "rate"]
        case .counter: ["value", "rate"]
        case .value: ["value"]
        }
    }
}

/// Every measure of a run, in the order of the summary (`design.md` 8). Names are an interface.
public enum MeasureCatalogue {
    public static let all: [MeasureDefinition] = poller + convergence + checkout + surroundings + cost

    private static let positions: [String: Int] = Dictionary(
        uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })

    public static func definition(of name: String) -> MeasureDefinition? { positions[name].map { all[$0] } }

    static func index(of name: String) -> Int {
        guard let index = positions[name] else { preconditionFailure("The catalogue has no measure \(name).") }
        return index
    }

    /// The measures of the group that `name` begins with, or one of each group.
    static func names(near name: String) -> [String] {
        let group = name.prefix { $0 != "." }
        let siblings = all.map(\.name).filter { $0.prefix { $0 != "." } == group }
        return siblings.isEmpty ? all.map(\.name) : siblings
    }

    private static let poller: [MeasureDefinition] = [
        .init("poller.loop_duration", .distribution, "s", "how long one loop over the due payments takes"),
        .init("poller.overrun_share", .value, "%", "loops that took longer than LOOP_TIME"),
        .init("poller.calls", .counter, "1", "update calls to the proxies"),
        .init("poller.calls_per_s", .value, "1/s", "update calls, mean over the run"),
        .init("poller.calls_per_s_peak_1s", .value, "1/s", "update calls in the busiest second"),
        .init("poller.calls_per_s_peak_60s", .value, "1/s", "update calls per second in the busiest minute"),
        .init("poller.intermediary_calls_per_s", .value, "1/s", "status calls that reach the intermediary, mean"),
        .init("poller.intermediary_calls_per_s_peak_1s", .value, "1/s", "status calls in the busiest second"),
        .init("poller.failed_calls", .counter, "1", "update calls without a 200"),
        .init("poller.wasted_share", .value, "%", "checks that changed no status"),
        .init("poller.checks_per_payment", .distribution, "1", "checks of a payment until its final state"),
        .init("poller.overdue_age", .distribution, "s", "how long after next_check_at a check comes"),
        .init("poller.rows_scanned", .distribution, "1", "rows the view visits for one query"),
    ]

    private static let convergence: [MeasureDefinition] = [
        .init("convergence.creation_pending", .distribution, "s", "submitted until CREATION_PENDING is published"),
        .init("convergence.payment_pending", .distribution, "s", "submitted until PAYMENT_PENDING is published"),
        .init("convergence.pay_link", .distribution, "s", "submitted until the page shows the pay link"),
        .init("convergence.complete", .distribution, "s", "money moved until COMPLETE is published"),
        .init("convergence.view", .distribution, "s", "money moved until the view shows COMPLETE"),
        .init("convergence.application", .distribution, "s", "money moved until the application leaves 1500"),
        .init("convergence.page", .distribution, "s", "money moved until the citizen's page shows it"),
        .init("convergence.complete_to_application", .distribution, "s", "COMPLETE until the application leaves 1500"),
        .init("convergence.unsettled", .value, "payments", "paid, and some view does not know at the end"),
        .init("convergence.disagreeing_peak", .value, "payments", "most payments whose views disagree at one time"),
        .init("convergence.payments", .counter, "1", "payments created"),
        .init("convergence.completed", .counter, "1", "payments that reached COMPLETE"),
        .init("convergence.creation_failed", .counter, "1", "payments refused by the intermediary"),
        .init("convergence.open", .value, "payments", "payments not in a final state at the end"),
        .init("convergence.pages_given_up", .counter, "1", "citizens whose page gave up waiting"),
    ]

    private static let checkout: [MeasureDefinition] = [
        .init("checkout.asked", .counter, "1", "carts asked"),
        .init("checkout.accepted", .counter, "1", "carts accepted"),
        .init("checkout.refused", .counter, "1", "carts refused, all causes"),
        .init("checkout.refused_invalid", .counter, "1", "carts refused as invalid (422)"),
        .init("checkout.refused_ongoing", .counter, "1", "carts refused: a payment of this notice is open or done"),
        .init("checkout.refused_unavailable", .counter, "1", "carts refused: node or cache unavailable (502)"),
        .init("checkout.latency", .distribution, "s", "cart asked until answered"),
        .init("checkout.sessions_completed", .counter, "1", "online sessions that moved money"),
        .init("checkout.sessions_per_s_peak_60s", .value, "1/s", "sessions completed in the busiest minute"),
        .init("checkout.sessions_expired", .counter, "1", "sessions that ran out of time"),
        .init("checkout.sessions_abandoned", .counter, "1", "sessions that the citizen left"),
        .init("checkout.sessions_failed", .counter, "1", "sessions that the PSP refused"),
        .init("checkout.knee", .value, "1/s", "highest rate of carts over a minute at which no cart was refused"),
    ]

    private static let surroundings: [MeasureDefinition] = [
        .init("kafka.records", .counter, "1", "records appended, all topics"),
        .init("kafka.lag", .distribution, "1", "records behind the end, per group and sampling instant"),
        .init("kafka.redeliveries", .counter, "1", "records delivered again to a group"),
        .init("kafka.rebalances", .counter, "1", "rebalances of all groups"),
        .init("intermediary.calls", .counter, "1", "requests to the intermediaries"),
        .init("intermediary.calls_per_s", .value, "1/s", "requests, mean over the run"),
        .init("intermediary.calls_per_s_peak_1s", .value, "1/s", "requests in the busiest second"),
        .init("intermediary.latency", .distribution, "s", "request until answer, as the proxy sees it"),
        .init("intermediary.errors", .counter, "1", "requests answered with 5xx or not at all"),
        .init("intermediary.rate_limited", .counter, "1", "requests answered with 429"),
    ]

    private static let cost: [MeasureDefinition] = [
        .init("cost.events", .value, "1", "agenda entries fired"),
        .init("cost.jobs", .value, "1", "task jobs run"),
        .init("cost.wall_time", .value, "s", "wall time of the run"),
        .init("cost.events_per_s", .value, "1/s", "agenda entries fired per second of wall time"),
        .init("cost.polls_per_s", .value, "1/s", "poll chains per second of wall time"),
        .init("cost.simulated_s_per_s", .value, "1", "simulated seconds per second of wall time"),
    ]
}
