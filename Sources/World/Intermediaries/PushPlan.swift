import VirtualTime

/// When an intermediary tells the proxy of one payment: never, once or twice, and how late
/// (<doc:/PaymentModel/Intermediaries>).
struct PushPlan: Equatable {
    /// Nanoseconds after the payment, in the order in which they were drawn.
    var delaysNanoseconds: [Int64]

    static func draw(
        _ settings: IntermediarySettings, _ habits: IntermediaryHabits, _ stream: inout RandomStream
    ) -> PushPlan {
        guard settings.pushesOutcomes, !stream.happens(settings.losesPush) else {
            return PushPlan(delaysNanoseconds: [])
        }
        var first = habits.pushDelay.sampleNanoseconds(&stream)
        if stream.happens(settings.pushesOutOfOrder) { first += habits.overtakenBy.sampleNanoseconds(&stream) }
        guard stream.happens(settings.pushesTwice) else { return PushPlan(delaysNanoseconds: [first]) }
        return PushPlan(delaysNanoseconds: [first, first + habits.pushDelay.sampleNanoseconds(&stream)])
    }
}
