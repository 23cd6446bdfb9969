import NetworkSimulation
import Testing
import VirtualTime

/// What a test asks of its world and would not get: it fails the seed, with the place of the call and the way out.
extension SimulatedWorld {
    /// Fails the seed and ends the run, where a call cannot throw.
    func refuse(_ call: String, _ reason: String, _ place: SourceLocation?) {
        failures.noteStopping(refusal(of: call, reason, place))
        stop()
    }

    private func refusal(of call: String, _ reason: String, _ place: SourceLocation?) -> SeedFailure {
        SeedFailure(.refused(call: call, reason: reason), in: processHere, at: simulation.now, place)
    }

    /// Time goes on and not back.
    func checkTime(_ duration: Duration, _ call: String, _ place: SourceLocation) throws(SeedFailure) {
        guard duration < .zero else { return }
        let failure = refusal(of: call, "time does not go back; give it 0 s or more", place)
        failures.noteStopping(failure)
        throw failure
    }

    /// The same where a call cannot throw.
    /// - Returns: whether it is so.
    func hasTime(_ duration: Duration, _ call: String, _ place: SourceLocation) -> Bool {
        if duration < .zero { refuse(call, "that was before now; give it 0 s or more", place) }
        return duration >= .zero
    }

    /// Only who waits for a worker is in a queue.
    func checkQueue(of model: HostModel, _ call: String, _ place: SourceLocation?) {
        guard model.queueLimit != nil, model.workers == nil else { return }
        refuse(call, "without a number of workers nobody queues, and the limit does nothing; give `workers`", place)
    }

    /// A name for what the test has given none, whose seed has failed with that.
    func named(_ name: String, _ call: String, _ place: SourceLocation?) -> String {
        guard name.isEmpty else { return name }
        refuse(call, "it has no name; give it one", place)
        return "nameless"
    }
}
