import PaymentModel

/// I25: the 201 that Core gives to a citizen implies an event of the application on the topic, within 5 min
/// (`Deadlines`).
struct AcceptedIsPublished: ObligingPromise {
    static let invariant = Invariant.acceptedIsPublished
    static let statement = "an application that Core accepted is on the topic in time"
    static let occasions = ["an application that Core accepted"]
    static let stateWhileOwed = "accepted by Core with 201, and no event of it is on topic applications"

    private let term: Duration
    let faultsEnd: Int64
    var obligations = Obligations()
    var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        term = deadlines.eventAfterAcceptance
        self.faultsEnd = faultsEnd
    }

    static func subject(_ id: EntityID) -> Finding.Subject { .application(id) }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .submissionAccepted(_, isPublished: true): given.note(0)
        case .submissionAccepted(let application, isPublished: false):
            owe(application, within: term, since: nanoseconds)
        case .applicationPublished(let event): obligations.settle(event.id)
        default: break
        }
    }
}
