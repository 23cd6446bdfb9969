/// How many checkouts go through.
struct CheckoutMeasures: Sendable {
    let asked: MeasureID<CounterMeasure>
    let accepted: MeasureID<CounterMeasure>
    let refused: MeasureID<CounterMeasure>
    let refusedInvalid: MeasureID<CounterMeasure>
    let refusedOngoing: MeasureID<CounterMeasure>
    let refusedUnavailable: MeasureID<CounterMeasure>
    let latency: MeasureID<DistributionMeasure>
    let completed: MeasureID<CounterMeasure>
    let completedPerSecond: MeasureID<ValueMeasure>
    let completedPeak60s: MeasureID<ValueMeasure>
    let expired: MeasureID<CounterMeasure>
    let abandoned: MeasureID<CounterMeasure>
    let failed: MeasureID<CounterMeasure>
    let blocked: MeasureID<CounterMeasure>
    let knee: MeasureID<ValueMeasure>

    init(_ list: inout MeasureList) {
        asked = list.declare("checkout.asked", "carts", "carts asked", in: .init(.checkout, 1, "carts asked"))
        accepted = list.declare(
            "checkout.accepted", "carts", "carts accepted", .higherIsBetter, in: .init(.checkout, 2, "carts accepted"))
        refused = list.declare(
            "checkout.refused", "carts", "carts refused, all causes", .lowerIsBetter,
            in: .init(.checkout, 3, "carts refused"))
        refusedInvalid = list.declare(
            "checkout.refused_invalid", "carts", "carts refused as invalid (422)", .lowerIsBetter)
        refusedOngoing = list.declare(
            "checkout.refused_ongoing", "carts", "carts refused: this notice is being paid or is paid", .lowerIsBetter)
        refusedUnavailable = list.declare(
            "checkout.refused_unavailable", "carts", "carts refused: node or cache unavailable (502)", .lowerIsBetter)
        latency = list.declare(
            "checkout.latency", "s", "cart asked until accepted; of carts that were not refused", .lowerIsBetter,
            in: .init(.checkout, 4, "cart asked -> accepted"))
        completed = list.declare(
            "checkout.completed", "sessions", "online sessions that moved money", .higherIsBetter,
            in: .init(.checkout, 5, "sessions that moved money"))
        completedPerSecond = list.declare(
            "checkout.completed_per_s", "1/s", "online sessions that moved money, while the load lasts", .higherIsBetter
        )
        completedPeak60s = list.declare(
            "checkout.completed_per_s_peak_60s", "1/s", "sessions completed over the busiest 60 s",
            in: .init(.checkout, 6, "sessions completed, busiest minute"))
        expired = list.declare("checkout.expired", "sessions", "sessions that ran out of time", .lowerIsBetter)
        abandoned = list.declare(
            "checkout.abandoned", "sessions", "sessions that the citizen left",
            in: .init(.checkout, 7, "sessions the citizen left"))
        failed = list.declare("checkout.failed", "sessions", "sessions that the PSP refused", .lowerIsBetter)
        blocked = list.declare(
            "checkout.blocked", "sessions", "sessions that the node refused: the notice is paid, or is being paid",
            .lowerIsBetter)
        knee = list.declare(
            "checkout.knee", "1/s", "highest rate of carts over a minute below the first refusal", .higherIsBetter,
            in: .init(.checkout, 8, "highest rate without a refused cart"))
    }
}
