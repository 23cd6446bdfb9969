import Observation

/// What every form of a story says of whose it is.
struct StoryHeading {
    let story: RecordedStory

    /// `smoke, seed 1, trace hash 0123456789abcdef`.
    var run: String {
        let replication = story.run.replication == 0 ? "" : ", replication \(story.run.replication)"
        return "\(story.run.scenario), seed \(story.run.seed)\(replication), "
            + "trace hash \(traceHashText(story.run.traceHash))"
    }

    /// One line for the application, one for each payment.
    var subject: [String] {
        let tenant = story.subject.tenant.isEmpty ? "" : " of \(story.subject.tenant)"
        let application = story.subject.application.map { "application \($0)\(tenant)" } ?? "no application\(tenant)"
        return [application]
            + story.subject.payments.map { payment in
                let notices = payment.notices.map(\.description).joined(separator: ", ")
                return "payment \(payment.id), \(payment.status?.rawValue ?? "never published")"
                    + (notices.isEmpty ? "" : ", notice \(notices)")
            }
    }

    /// Of a file or a diagram.
    var title: String {
        let name =
            story.subject.payments.first.map { "payment \($0.id)" }
            ?? story.subject.application.map { "application \($0)" } ?? "nobody"
        return "The story of \(name)"
    }
}

extension StoryEvent {
    /// `core-1 -> ksqldb-1: `, as it went.
    var way: String {
        guard let other else { return "\(place): " }
        return isOutward ? "\(place) -> \(other): " : "\(other) -> \(place): "
    }

    /// Where an arrow begins and where it ends; nil for what has none.
    var arrow: (from: String, to: String)? {
        guard let other, other != place else { return nil }
        return isOutward ? (place, other) : (other, place)
    }
}
