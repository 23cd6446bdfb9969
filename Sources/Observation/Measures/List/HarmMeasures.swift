/// What hurts people.
struct HarmMeasures: Sendable {
    let attemptsRefused: MeasureID<CounterMeasure>
    let attemptsAtPaid: MeasureID<CounterMeasure>
    let paidAgain: MeasureID<CounterMeasure>

    init(_ list: inout MeasureList) {
        attemptsRefused = list.declare(
            "harm.attempts_refused", "attempts", "attempts to pay that the node refused", .lowerIsBetter,
            in: .init(.meanwhile, 12, "attempts to pay refused"))
        attemptsAtPaid = list.declare(
            "harm.attempts_at_paid", "attempts", "attempts refused because the notice was paid already", .lowerIsBetter)
        paidAgain = list.declare(
            "harm.paid_again", "movements", "money that moved for what was paid already", .lowerIsBetter)
    }
}
