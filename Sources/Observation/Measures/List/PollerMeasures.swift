/// How loaded the poller is.
struct PollerMeasures: Sendable {
    let loopDuration: MeasureID<DistributionMeasure>
    let overrunShare: MeasureID<ValueMeasure>
    let calls: MeasureID<CounterMeasure>
    let callsPerSecond: MeasureID<ValueMeasure>
    let callsPeak1s: MeasureID<ValueMeasure>
    let callsPeak60s: MeasureID<ValueMeasure>
    let failedCalls: MeasureID<CounterMeasure>
    let wastedShare: MeasureID<ValueMeasure>
    let checksPerPayment: MeasureID<DistributionMeasure>
    let overdueAge: MeasureID<DistributionMeasure>
    let rowsDue: MeasureID<DistributionMeasure>
    let rowsScanned: MeasureID<DistributionMeasure>

    init(_ list: inout MeasureList) {
        loopDuration = list.declare(
            "poller.loop_duration", "s",
            "how long one loop over the due payments takes; of loops that came to their end", .lowerIsBetter,
            in: .init(.poller, 1, "one loop over the due payments"))
        overrunShare = list.declare(
            "poller.overrun_share", "%", "loops that took longer than LOOP_TIME", .lowerIsBetter,
            in: .init(.poller, 2, "loops longer than LOOP_TIME"))
        calls = list.declare("poller.calls", "calls", "update calls to the proxies", .lowerIsBetter)
        callsPerSecond = list.declare(
            "poller.calls_per_s", "1/s", "update calls, mean while the load lasts", per: .proxy, .lowerIsBetter,
            in: .init(.poller, 3, "update calls, mean"))
        callsPeak1s = list.declare(
            "poller.calls_per_s_peak_1s", "1/s", "update calls in the busiest second", per: .proxy, .lowerIsBetter)
        callsPeak60s = list.declare(
            "poller.calls_per_s_peak_60s", "1/s", "update calls over the busiest 60 s", per: .proxy, .lowerIsBetter,
            in: .init(.poller, 4, "update calls, busiest minute"))
        failedCalls = list.declare(
            "poller.failed_calls", "calls", "update calls without a 200", .lowerIsBetter,
            in: .init(.meanwhile, 9, "checks failed"))
        wastedShare = list.declare(
            "poller.wasted_share", "%", "checks that changed no status; of checks that got through", .lowerIsBetter,
            in: .init(.poller, 6, "checks that changed nothing"))
        checksPerPayment = list.declare(
            "poller.checks_per_payment", "checks",
            "checks of a payment that got through until its final state; of payments that reached one", .lowerIsBetter,
            in: .init(.poller, 7, "checks of a payment until final"))
        overdueAge = list.declare(
            "poller.overdue_age", "s",
            """
            how long after next_check_at a check is done, of checks that got through and came no earlier: what whole \
            loops leave of a step of the schedule and not half of LOOP_TIME, since a step counts from a loop's check \
            (a step of 1 h: 87 s at LOOP_TIME 90 s, 42 s at 91 s)
            """, .lowerIsBetter,
            in: .init(
                .poller, 8, "a check comes later than due by",
                note: "(by what whole loops leave of a step of 1 h: 87 s at LOOP_TIME 90 s, 42 s at 91 s)"))
        rowsDue = list.declare(
            "poller.rows_due", "rows", "due payments that one loop finds; of loops that came to their end")
        rowsScanned = list.declare(
            "poller.rows_scanned", "rows", "rows that the view reads for one loop; of loops that it answered",
            .lowerIsBetter)
    }
}
