import VirtualTime

/// A construct of Swift, or of a library that servers use, and what comes of it inside a simulation.
struct Construct: Sendable {
    enum Verdict: Sendable, Equatable {
        /// Every process, in debug and in release, makes the same of it under each schedule.
        case deterministic
        /// Each run has leaks of these kinds, whatever else may happen.
        case reported([DeterminismLeak.Kind])
        /// Each run is told an error that has this in its words.
        case refused(String)
        /// Nobody can see it: processes differ, and no leak tells of it.
        case notSeen
        /// The same, unless the program has fixed seeds of its hashes.
        case notSeenButFixedByHashing
        /// The same, but processes of one machine agree: it answers for all of them.
        case notSeenButOfTheMachine
    }

    /// As the page has it.
    let name: String
    let verdict: Verdict
    let mainActor: MainActorPolicy
    /// Whether what it waits for comes from outside of the simulation, and cannot be waited for there.
    let comesBack: Bool
    /// What the program has done before there was a simulation.
    let before: @Sendable () -> Void
    /// What a process does first.
    let body: @Sendable (Stage) async -> Void

    init(
        _ name: String, _ verdict: Verdict, mainActor: MainActorPolicy = .report, comesBack: Bool = false,
        before: @escaping @Sendable () -> Void = {}, _ body: @escaping @Sendable (Stage) async -> Void
    ) {
        self.name = name
        self.verdict = verdict
        self.mainActor = mainActor
        self.comesBack = comesBack
        self.before = before
        self.body = body
    }

    /// All rows, in the order of the page.
    static let all =
        streams + taskGroups + tasks + cancellation + continuations + executors + actors + sharedState + timers
        + asyncSequences + serviceLifecycle + swiftNIO + clocks + randomness + dispatchQueues + otherThreads + waits
        + pipesAndSignals + machineServices + foundation + unordered + surroundings + ports + strandedTasks
}
