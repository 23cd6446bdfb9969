import PaymentModel

/// I19: an application is submitted (1900) and acquired (2000) once: topic `applications` has one event of each, since
/// every further one has consumers act again. No bound in time: it must hold at every moment.
///
/// The same event twice is I9's.
struct SubmittedOnce: SafetyPromise {
    static let invariant = Invariant.submittedOnce
    static let statement = "one submission event and one acquisition event per application"
    static let occasions = ["an application at 1900 or 2000"]

    private struct Told: Sendable {
        var event: EntityID
        var instant: Int64
    }

    private var submitted: [EntityID: Told] = [:]
    private var acquired: [EntityID: Told] = [:]
    private(set) var given = Occasions()

    var remembered: Int { submitted.count + acquired.count }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .applicationPublished(let event) where event.state.status == .preSubmit:
            published(event, among: \.submitted, at: nanoseconds, &log)
        case .applicationPublished(let event) where event.state.status == .submitted:
            published(event, among: \.acquired, at: nanoseconds, &log)
        case .applicationForgotten(let application):
            submitted[application] = nil
            acquired[application] = nil
        default: break
        }
    }

    private mutating func published(
        _ event: ApplicationEvent, among told: WritableKeyPath<Self, [EntityID: Told]>, at nanoseconds: Int64,
        _ log: inout ViolationLog
    ) {
        given.note(0)
        guard let first = self[keyPath: told][event.id] else {
            self[keyPath: told][event.id] = Told(event: event.envelope.eventID, instant: nanoseconds)
            return
        }
        guard first.event != event.envelope.eventID else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .application(event.id),
                "\(event.envelope.appID) publishes \(event.state.status.code) again, after event \(first.event) of "
                    + first.instant.told))
    }
}
