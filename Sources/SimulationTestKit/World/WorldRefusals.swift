import NetworkSimulation
import Testing
import VirtualTime

/// What a test asks of its world and would not get: it fails the seed, with the place of the call and the way out.
extension SimulatedWorld {
    /// Fails the seed and ends the run, where a call cannot throw.
    func refuse(_ call: String, _ reason: String, _ place: SourceLocation?) {
        gate.tell(refusal(of: call, reason, place), in: simulation)
    }

    private func refusal(of call: String, _ reason: String, _ place: SourceLocation?) -> SeedFailure {
        gate.failure(call, reason, at: place ?? simulation.placeOfCall.map { SourceLocation($0) }, in: simulation)
    }

    /// Whether the world takes calls now, on this thread; otherwise this one is refused.
    func takes(_ call: @autoclosure () -> String, _ place: SourceLocation?) -> Bool {
        guard let reason = gate.reason else { return true }
        refuse(call(), reason, place)
        return false
    }

    /// The same where a call can throw. Where its seed is over, that alone tells it.
    func check(_ call: @autoclosure () -> String, _ place: SourceLocation?) throws(SeedFailure) {
        if let reason = gate.reason { throw noted(refusal(of: call(), reason, place)) }
    }

    /// Whether a part of the world may be looked at: on its own thread, and when it has ended, too, if it was there.
    func isReadable(_ call: String, isMade: Bool) -> Bool {
        (gate.hasEnded ? isMade : gate.isHere) || takes(call, nil)
    }

    /// The same where a call can throw.
    func checkReadable(_ call: @autoclosure () -> String) throws(SeedFailure) {
        if !gate.hasEnded { try check(call(), nil) }
    }

    /// Whether somebody may let time pass, who then waits outside of it.
    func checkOutside(_ call: String, _ place: SourceLocation) throws(SeedFailure) {
        try check(call, place)
        let reason =
            if simulation.isRunning {
                "time is passing already, for the process, moment or host that calls; sleep in a process, or let time "
                    + "pass in the test's body"
            } else if isLooking {
                "a `wait` looks whether something is so, and lets time pass by itself; look, and call nothing"
            } else { nil as String? }
        if let reason { throw noted(refusal(of: call, reason, place)) }
    }

    private func noted(_ failure: SeedFailure) -> SeedFailure {
        if !gate.hasEnded { gate.tell(failure, in: simulation) }
        return failure
    }

    /// Time goes on and not back.
    func checkTime(_ duration: Duration, _ call: String, _ place: SourceLocation) throws(SeedFailure) {
        guard duration < .zero else { return }
        throw noted(refusal(of: call, "time does not go back; give it 0 s or more", place))
    }

    /// The same where a call cannot throw.
    /// - Returns: whether it is so.
    func hasTime(_ duration: Duration, _ call: String, _ place: SourceLocation) -> Bool {
        if duration < .zero { refuse(call, "that was before now; give it 0 s or more", place) }
        return duration >= .zero
    }

    /// A host that can be, for one that cannot, and has failed the seed.
    func checked(_ model: HostModel, _ call: String, _ place: SourceLocation?) -> HostModel {
        if let defect = model.defect {
            refuse(call, defect, place)
            return HostModel()
        }
        // Only who waits for a worker is in a queue.
        if model.queueLimit != nil, model.workers == nil {
            refuse(call, "without a number of workers nobody queues, and the limit does nothing; give `workers`", place)
        }
        return model
    }

    /// A name for what the test has given none, whose seed has failed with that.
    func named(_ name: String, _ call: String, _ place: SourceLocation?) -> String {
        guard name.isEmpty else { return name }
        refuse(call, "it has no name; give it one", place)
        return "nameless"
    }
}
