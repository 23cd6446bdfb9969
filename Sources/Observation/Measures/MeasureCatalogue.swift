/// Every measure of a run, in the order of the summary: how loaded is the poller, how fast do states
/// converge, how many checkouts go through, then what surrounds them. Names are an interface.
public enum MeasureCatalogue {
    public static let all: [MeasureDefinition] =
        poller + convergence + checkout + kafka + intermediary + network + faults + violations + cost

    private static let positions: [String: Int] = Dictionary(
        uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })

    /// All measures of a run with these tags, each family's members right after their total.
    public static func all(with tags: MeasureTags) -> [MeasureDefinition] {
        all.flatMap { definition in
            [definition] + (definition.family.map { tags.members(of: $0).map(definition.tagged) } ?? [])
        }
    }

    /// The definition of a measure.
    /// - Parameter tags: nil takes any tag for a member of its family.
    public static func definition(of name: String, tags: MeasureTags? = nil) -> MeasureDefinition? {
        if let position = positions[name] { return all[position] }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let tag = String(name[name.index(after: dot)...])
        guard let position = positions[String(name[..<dot])], let family = all[position].family, !tag.isEmpty,
            tags?.members(of: family).contains(tag) ?? true
        else { return nil }
        return all[position].tagged(tag)
    }

    /// The place of a measure among those without tags.
    package static func index(of name: String) -> Int {
        guard let index = positions[name] else { preconditionFailure("The catalogue has no measure \(name).") }
        return index
    }

    private static let poller: [MeasureDefinition] = [
        .init("poller.loop_duration", .distribution, "s", "how long one loop over the due payments takes"),
        .init("poller.overrun_share", .value, "%", "loops that took longer than LOOP_TIME"),
        .init("poller.calls", .counter, "calls", "update calls to the proxies"),
        .init("poller.calls_per_s", .value, "1/s", "update calls, mean while the load lasts", per: .proxy),
        .init("poller.calls_per_s_peak_1s", .value, "1/s", "update calls in the busiest second", per: .proxy),
        .init("poller.calls_per_s_peak_60s", .value, "1/s", "update calls over the busiest 60 s", per: .proxy),
        .init("poller.failed_calls", .counter, "calls", "update calls without a 200"),
        .init("poller.wasted_share", .value, "%", "checks that changed no status"),
        .init("poller.checks_per_payment", .distribution, "checks", "checks of a payment until its final state"),
        .init("poller.overdue_age", .distribution, "s", "how long after next_check_at a check is done"),
        .init("poller.rows_due", .distribution, "rows", "due payments that one loop finds"),
        .init("poller.rows_scanned", .distribution, "rows", "rows that the view reads for one loop"),
    ]

    private static let convergence: [MeasureDefinition] = [
        .init("convergence.published", .distribution, "s", "money moved until COMPLETE is published"),
        .init("convergence.view", .distribution, "s", "money moved until the view shows COMPLETE"),
        .init("convergence.application", .distribution, "s", "money moved until the application leaves 1500"),
        .init("convergence.page", .distribution, "s", "money moved until the citizen's page shows it"),
        .init("convergence.creation_pending", .distribution, "s", "submitted until CREATION_PENDING is published"),
        .init("convergence.payment_pending", .distribution, "s", "submitted until PAYMENT_PENDING is published"),
        .init("convergence.pay_link", .distribution, "s", "submitted until the page shows the pay link"),
        .init("convergence.unsettled", .value, "payments", "paid, and some view does not know it at the end"),
        .init("convergence.disagreement", .level, "payments", "payments whose views disagree at one time"),
        .init("convergence.payments", .counter, "payments", "payments created"),
        .init("convergence.completed", .counter, "payments", "payments that reached COMPLETE"),
        .init("convergence.creation_failed", .counter, "payments", "payments refused by the intermediary"),
        .init("convergence.open", .value, "payments", "payments not in a final state at the end"),
        .init("convergence.pages_given_up", .counter, "pages", "citizens whose page gave up waiting"),
    ]

    private static let checkout: [MeasureDefinition] = [
        .init("checkout.asked", .counter, "carts", "carts asked"),
        .init("checkout.accepted", .counter, "carts", "carts accepted"),
        .init("checkout.refused", .counter, "carts", "carts refused, all causes"),
        .init("checkout.refused_invalid", .counter, "carts", "carts refused as invalid (422)"),
        .init("checkout.refused_ongoing", .counter, "carts", "carts refused: this notice is being paid or is paid"),
        .init("checkout.refused_unavailable", .counter, "carts", "carts refused: node or cache unavailable (502)"),
        .init("checkout.latency", .distribution, "s", "cart asked until answered"),
        .init("checkout.completed", .counter, "sessions", "online sessions that moved money"),
        .init("checkout.completed_per_s", .value, "1/s", "online sessions that moved money, while the load lasts"),
        .init("checkout.completed_per_s_peak_60s", .value, "1/s", "sessions completed over the busiest 60 s"),
        .init("checkout.expired", .counter, "sessions", "sessions that ran out of time"),
        .init("checkout.abandoned", .counter, "sessions", "sessions that the citizen left"),
        .init("checkout.failed", .counter, "sessions", "sessions that the PSP refused"),
        .init("checkout.knee", .value, "1/s", "highest rate of carts over a minute below the first refusal"),
    ]

    private static let kafka: [MeasureDefinition] = [
        .init("kafka.records", .counter, "records", "records appended, all topics"),
        .init("kafka.lag", .level, "records", "records not yet committed by their readers", per: .consumerGroup),
        .init("kafka.redeliveries", .counter, "records", "records delivered again to a group"),
        .init("kafka.rebalances", .counter, "rebalances", "rebalances of all groups"),
        .init("kafka.produce_retries", .counter, "requests", "produce requests that were sent again"),
        .init("kafka.elections", .counter, "elections", "partitions that got another leader"),
        .init("kafka.lost", .counter, "records", "records that a new leader did not have"),
    ]

    private static let intermediary: [MeasureDefinition] = [
        .init("intermediary.calls", .counter, "calls", "requests to the intermediaries"),
        .init("intermediary.calls_per_s", .value, "1/s", "requests, mean while the load lasts", per: .intermediary),
        .init("intermediary.calls_per_s_peak_1s", .value, "1/s", "requests in the busiest second", per: .intermediary),
        .init("intermediary.calls_per_s_peak_60s", .value, "1/s", "requests over the busiest 60 s", per: .intermediary),
        .init("intermediary.latency", .distribution, "s", "request until answer, as the caller sees it"),
        .init("intermediary.errors", .counter, "calls", "requests answered with 5xx or not at all"),
        .init("intermediary.rate_limited", .counter, "calls", "requests answered with 429"),
    ]

    private static let network: [MeasureDefinition] = [
        .init("network.timed_out", .counter, "calls", "calls whose caller waited in vain"),
        .init("network.refused", .counter, "calls", "calls whose connection was refused"),
        .init("network.reset", .counter, "calls", "calls whose connection was reset"),
        .init("network.server_errors", .counter, "calls", "calls answered with 500 and above"),
    ]

    private static let faults: [MeasureDefinition] = [
        .init("faults.injected", .counter, "faults", "how often a fault began"),
        .init("faults.hits", .counter, "hits", "calls, messages, processes ... that faults touched"),
    ]

    private static let violations: [MeasureDefinition] =
        [
            .init("violations.safety", .counter, "violations", "broken promises that must hold at every moment"),
            .init("violations.liveness", .counter, "violations", "promises unmet when their time was over"),
        ]
        + Invariant.allCases.map {
            .init("violations.\($0.rawValue)", .counter, "violations", "not kept: \($0.promise)")
        }

    private static let cost: [MeasureDefinition] = [
        .init("cost.events", .value, "events", "agenda entries fired"),
        .init("cost.jobs", .value, "jobs", "task jobs run"),
        .init("cost.events_per_s", .value, "1/s", "agenda entries fired per second of wall time"),
        .init("cost.wall_seconds", .value, "s", "wall time of the run"),
        .init("cost.simulated_s_per_s", .value, "s/s", "simulated seconds per second of wall time"),
    ]
}
