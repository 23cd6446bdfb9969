import Containers
import PaymentModel
import VirtualTime

/// I11: once a payment is quiet, the view's row is its greatest event by (`event_created_at`, offset): within 5 min of
/// the last change (`Deadlines`).
struct ViewShowsLatest: TermPromise {
    static let invariant = Invariant.viewShowsLatest
    static let grade = Violation.Grade.liveness
    static let statement = "the view's row is the payment's greatest event once quiet"
    static let occasions = ["an event that the view did not show yet"]

    private let term: Int64
    private let faultsEnd: Int64
    private var behind = SlotTerms()
    /// By place.
    private var payments: [EntityID] = []
    private(set) var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        term = deadlines.viewAfterEvent.wholeNanoseconds
        self.faultsEnd = faultsEnd
    }

    var remembered: Int { behind.count }
    var nextDeadline: Int64 { behind.nextDeadline }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .viewCompared(let payment, let place, let agrees): compared(payment, place, agrees, at: nanoseconds, &log)
        case .forgotten(_, let place, _): behind.clear(place)
        default: break
        }
    }

    @inline(__always)
    private mutating func compared(
        _ payment: EntityID, _ place: SlotToken, _ agrees: Bool, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        if let term = behind.term(of: place), term.deadline < nanoseconds {
            complain(of: place.slot, at: term.deadline, &log)
        }
        guard !agrees else { return behind.clear(place) }
        given.note(0)
        while payments.count <= place.slot { payments.append(payment) }
        payments[place.slot] = payment
        behind.set(place, since: nanoseconds, deadline: max(nanoseconds, faultsEnd) + term)
    }

    mutating func judgeDeadlines(before nanoseconds: Int64, _ log: inout ViolationLog) {
        for passed in behind.takePassed(before: nanoseconds) { complain(of: passed.place, at: passed.deadline, &log) }
    }

    /// The run's end: no bucket is waited for.
    mutating func finish(before nanoseconds: Int64, _ log: inout ViolationLog) {
        for passed in behind.takeAll(before: nanoseconds) { complain(of: passed.place, at: passed.deadline, &log) }
    }

    private func complain(of place: Int, at deadline: Int64, _ log: inout ViolationLog) {
        let waited = Duration.nanoseconds(term)
        log.add(
            Self.finding(
                at: deadline, .payment(payments[place]),
                "nothing new for \(waited.told), and the view's row is not the payment's greatest event"))
    }
}
