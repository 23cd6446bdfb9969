import PaymentModel

/// The story of one application and its payments in one run, ready to be shown.
package struct RecordedStory: Sendable {
    /// Of which run it is.
    package struct Run: Sendable, Equatable {
        /// The scenario's name.
        package var scenario: String
        package var seed: UInt64
        package var replication: UInt64
        /// The same as without the recording.
        package var traceHash: UInt64
        /// What the scenario's start is, in seconds since 1970 in UTC.
        package var startSeconds: Int64

        package init(scenario: String, seed: UInt64, replication: UInt64, traceHash: UInt64, startSeconds: Int64) {
            self.scenario = scenario
            self.seed = seed
            self.replication = replication
            self.traceHash = traceHash
            self.startSeconds = startSeconds
        }
    }

    package let run: Run
    /// Whose story it is.
    package let subject: StorySubject
    /// In order.
    package let events: [StoryEvent]
    /// Where it happened, in the order in which the story comes there.
    package let places: [String]

    /// A story of these events, in whatever order; what changed is marked, and each broken promise takes its place.
    package init(_ run: Run, of subject: StorySubject, _ events: [StoryEvent], findings: [Violation] = []) {
        self.run = run
        self.subject = subject
        var events = events
        let order = (events.map(\.order).max() ?? 0) + 1
        for (position, finding) in findings.enumerated() {
            events.append(
                StoryEvent(
                    at: finding.instantNanoseconds, order: order + position, .finding, at: Self.judge,
                    "\(finding.invariant) broken, \(finding.subject): \(finding.message)"))
        }
        events.sort { ($0.instant, $0.order) < ($1.instant, $1.order) }
        var changes = StoryChanges()
        for position in events.indices { changes.mark(&events[position]) }
        self.events = events
        var places: [String] = []
        for event in events {
            for place in [event.place, event.other].compactMap(\.self) where !places.contains(place) {
                places.append(place)
            }
        }
        self.places = places
    }

    /// Where broken promises stand.
    package static let judge = "promises"
}
