/// What the topics carry, and what the broker repeats and rearranges.
struct KafkaMeasures: Sendable {
    let records: MeasureID<CounterMeasure>
    let lag: MeasureID<LevelMeasure>
    let redeliveries: MeasureID<CounterMeasure>
    let rebalances: MeasureID<CounterMeasure>
    let rebalanceTime: MeasureID<DistributionMeasure>
    let produceRetries: MeasureID<CounterMeasure>
    let elections: MeasureID<CounterMeasure>
    let recordsLost: MeasureID<CounterMeasure>

    init(_ list: inout MeasureList) {
        records = list.declare("kafka.records", "records", "records appended, all topics")
        lag = list.declare(
            "kafka.lag", "records", "records not yet committed by their readers, weighted by time", per: .consumerGroup,
            .lowerIsBetter,
            in: .init(.around, 3, "records not yet committed"))
        redeliveries = list.declare(
            "kafka.redeliveries", "records", "records delivered again to a group", .lowerIsBetter,
            in: .init(.meanwhile, 1, "records delivered again"))
        rebalances = list.declare(
            "kafka.rebalances", "rebalances", "rebalances of all groups", .lowerIsBetter,
            in: .init(.meanwhile, 2, "rebalances"))
        rebalanceTime = list.declare(
            "kafka.rebalance_time", "s",
            "a group's first request for a rebalance until it has its partitions; of one under way at the end, so far",
            per: .consumerGroup, .lowerIsBetter)
        produceRetries = list.declare(
            "kafka.produce_retries", "requests", "produce requests that were sent again", .lowerIsBetter,
            in: .init(.meanwhile, 3, "produce requests sent again"))
        elections = list.declare("kafka.elections", "elections", "partitions that got another leader", .lowerIsBetter)
        recordsLost = list.declare(
            "kafka.lost", "records", "records that a new leader did not have", .lowerIsBetter,
            in: .init(.meanwhile, 4, "records lost"))
    }
}

/// How loaded the intermediaries are.
struct IntermediaryMeasures: Sendable {
    let calls: MeasureID<CounterMeasure>
    let callsPerSecond: MeasureID<ValueMeasure>
    let callsPeak1s: MeasureID<ValueMeasure>
    let callsPeak60s: MeasureID<ValueMeasure>
    let latency: MeasureID<DistributionMeasure>
    let errors: MeasureID<CounterMeasure>
    let rateLimited: MeasureID<CounterMeasure>
    let pushes: MeasureID<CounterMeasure>
    let pushesFailed: MeasureID<CounterMeasure>

    init(_ list: inout MeasureList) {
        calls = list.declare("intermediary.calls", "calls", "requests to the intermediaries", .lowerIsBetter)
        callsPerSecond = list.declare(
            "intermediary.calls_per_s", "1/s", "requests, mean while the load lasts", per: .intermediary, .lowerIsBetter
        )
        callsPeak1s = list.declare(
            "intermediary.calls_per_s_peak_1s", "1/s", "requests in the busiest second", per: .intermediary,
            .lowerIsBetter,
            in: .init(.poller, 5, "intermediary calls, busiest second"))
        callsPeak60s = list.declare(
            "intermediary.calls_per_s_peak_60s", "1/s", "requests over the busiest 60 s", per: .intermediary,
            .lowerIsBetter)
        latency = list.declare(
            "intermediary.latency", "s",
            "request until answer, as the caller sees it; of requests answered with success", .lowerIsBetter,
            in: .init(.around, 1, "intermediary asked -> answered"))
        errors = list.declare(
            "intermediary.errors", "calls", "requests answered with 5xx or not at all", .lowerIsBetter,
            in: .init(.around, 2, "intermediary answers 5xx or nothing"))
        rateLimited = list.declare("intermediary.rate_limited", "calls", "requests answered with 429", .lowerIsBetter)
        pushes = list.declare("intermediary.pushes", "pushes", "outcomes told to the proxies, repetitions included")
        pushesFailed = list.declare(
            "intermediary.pushes_failed", "pushes", "pushes without a success for an answer", .lowerIsBetter)
    }
}

/// Calls that went wrong, whoever made them.
struct NetworkMeasures: Sendable {
    let timedOut: MeasureID<CounterMeasure>
    let refused: MeasureID<CounterMeasure>
    let reset: MeasureID<CounterMeasure>
    let serverErrors: MeasureID<CounterMeasure>

    init(_ list: inout MeasureList) {
        timedOut = list.declare(
            "network.timed_out", "calls", "calls whose caller waited in vain", .lowerIsBetter,
            in: .init(.meanwhile, 5, "calls timed out"))
        refused = list.declare(
            "network.refused", "calls", "calls whose connection was refused", .lowerIsBetter,
            in: .init(.meanwhile, 6, "refused"))
        reset = list.declare(
            "network.reset", "calls", "calls whose connection was reset", .lowerIsBetter,
            in: .init(.meanwhile, 7, "reset"))
        serverErrors = list.declare(
            "network.server_errors", "calls", "calls answered with 500 and above", .lowerIsBetter,
            in: .init(.meanwhile, 8, "answered 5xx"))
    }
}
