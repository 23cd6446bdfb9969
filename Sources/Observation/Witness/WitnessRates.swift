import Statistics

/// Counts that become shares, means and peaks at the end of a run.
struct WitnessRates: Sendable {
    /// A rate of all members of a family and of each by itself, by position.
    struct Family: Sendable {
        private(set) var all: PeakRate
        private(set) var members: [PeakRate]

        init(_ rate: PeakRate, members: Int) {
            all = rate
            self.members = Array(repeating: rate, count: members)
        }

        mutating func happened(to member: Int, at nanoseconds: Int64) {
            precondition(members.indices.contains(member), "A fact names member \(member) of \(members.count).")
            all.happened(atNanoseconds: nanoseconds)
            members[member].happened(atNanoseconds: nanoseconds)
        }
    }

    var pollerCalls: Family
    var intermediaryCalls: Family
    var sessionsCompleted: PeakRate
    var knee = CheckoutKnee()
    var loops = 0
    var overruns = 0
    var checks = 0
    var wastedChecks = 0
    /// By position of the consumer group, in records.
    var lags: [Int]
    /// Of all of them.
    var lag = 0
    /// Nanoseconds of virtual time since which it has been that.
    var lagInstant: Int64 = 0

    init(_ settings: WitnessSettings) {
        let rate = PeakRate(loadEndNanoseconds: settings.loadEnd.nanoseconds)
        pollerCalls = Family(rate, members: settings.tags.proxies.count)
        intermediaryCalls = Family(rate, members: settings.tags.intermediaries.count)
        sessionsCompleted = rate
        lags = settings.tags.consumerGroups.map { _ in 0 }
    }
}

/// The time series of a run, each of a declared measure.
struct WitnessSeries: Sendable {
    var recorder: SeriesRecorder
    let pollerCalls: SeriesRecorder.ID
    let disagreement: SeriesRecorder.ID
    let open: SeriesRecorder.ID
    let sessionsCompleted: SeriesRecorder.ID
    let lag: SeriesRecorder.ID
    let intermediaryCalls: SeriesRecorder.ID

    init(resolution: Duration) {
        recorder = SeriesRecorder(resolution: resolution)
        pollerCalls = recorder.addRate(of: Measures.poller.callsPerSecond.definition)
        disagreement = recorder.addLevel(of: Measures.convergence.disagreement.definition)
        open = recorder.addLevel(of: Measures.convergence.open.definition)
        sessionsCompleted = recorder.addRate(of: Measures.checkout.completedPerSecond.definition)
        lag = recorder.addLevel(of: Measures.kafka.lag.definition)
        intermediaryCalls = recorder.addRate(of: Measures.intermediary.callsPerSecond.definition)
    }
}
