import Containers
import PaymentModel
import VirtualTime

/// I14: a payment that is payable has a check ahead, or one that is overdue by less than two loops of the poller
/// (`Deadlines`).
///
/// A poller that has asked and got no answer has done its part for two loops more; after 40 loops in vain nobody checks
/// the payment, whoever is to blame.
///
/// The instant of a check is what `next_check_at` says; a planned instant that has passed already counts from its
/// publication.
struct ChecksGoOn: TermPromise, PublicationPromise {
    static let invariant = Invariant.checksGoOn
    static let grade = Violation.Grade.liveness
    static let statement = "a payment that is not final has a check ahead, or one overdue by less than two loops"
    static let occasions = ["a check that was planned"]

    /// Nanoseconds.
    private let grace: Int64
    private let longestGrace: Int64
    private let faultsEnd: Int64
    /// What clocks show at the scenario's start.
    private let start: Timestamp
    private var due = SlotTerms()
    /// By place.
    private var payments: [EntityID] = []
    /// By place, how often its check was asked for in vain since it came due.
    private var vain: [UInt32] = []
    private(set) var given = Occasions()

    init(_ deadlines: Deadlines = Deadlines(), loopTime: Duration, start: Timestamp, faultsEnd: Int64 = 0) {
        grace = loopTime.wholeNanoseconds * Int64(deadlines.overdueLoops)
        longestGrace = max(grace, loopTime.wholeNanoseconds * Int64(deadlines.unansweredLoops))
        self.start = start
        self.faultsEnd = faultsEnd
    }

    var remembered: Int { due.count }
    var nextDeadline: Int64 { due.nextDeadline }

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        switch evidence {
        case .paymentPublished(let publication): judge(publication, at: nanoseconds, &log)
        case .checkUnanswered(_, let place): askedInVain(place, at: nanoseconds)
        case .forgotten(_, let place, _): due.clear(place)
        default: break
        }
    }

    private mutating func askedInVain(_ place: SlotToken, at nanoseconds: Int64) {
        guard let term = due.term(of: place), term.deadline >= nanoseconds else { return }
        vain[place.slot] += 1
        let longest = max(term.since, faultsEnd) + longestGrace
        due.set(place, since: term.since, deadline: max(term.deadline, min(nanoseconds + grace, longest)))
    }

    @inline(__always)
    mutating func judge(_ publication: PaymentPublication, at nanoseconds: Int64, _ log: inout ViolationLog) {
        let (event, place) = (publication.event, publication.place)
        guard Self.isChecked(event.state.status) else {
            judgeLateness(place, at: nanoseconds, &log)
            return due.clear(place)
        }
        let planned = event.state.links.update.nextCheckAt?.secondsSinceEpoch
        if let former = publication.before?.state.status, Self.isChecked(former),
            publication.before?.state.links.update.nextCheckAt?.secondsSinceEpoch == planned
        {
            return
        }
        judgeLateness(place, at: nanoseconds, &log)
        guard let planned else { return unplanned(event, place, at: nanoseconds, &log) }
        given.note(0)
        while payments.count <= place.slot {
            payments.append(event.id)
            vain.append(0)
        }
        payments[place.slot] = event.id
        vain[place.slot] = 0
        let instant = (planned - start.secondsSinceEpoch) * 1_000_000_000
        due.set(place, since: instant, deadline: max(instant, nanoseconds, faultsEnd) + grace)
    }

    private static func isChecked(_ status: PaymentStatus) -> Bool { !status.isFinal && status != .creationPending }

    private mutating func unplanned(
        _ event: PaymentEvent, _ place: SlotToken, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        due.clear(place)
        log.add(
            Self.finding(
                at: nanoseconds, .payment(event.id),
                "\(event.envelope.appID) publishes \(event.status.rawValue) and plans no check: nobody will ask again"))
    }

    /// A check that came, but after its term.
    @inline(__always)
    private mutating func judgeLateness(_ place: SlotToken, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard let term = due.term(of: place), term.deadline < nanoseconds else { return }
        complain(of: place.slot, due: term.since, at: term.deadline, &log)
    }

    mutating func judgeDeadlines(before nanoseconds: Int64, _ log: inout ViolationLog) {
        for passed in due.takePassed(before: nanoseconds) {
            complain(of: passed.place, due: passed.since, at: passed.deadline, &log)
        }
    }

    /// The run's end: no bucket is waited for.
    mutating func finish(before nanoseconds: Int64, _ log: inout ViolationLog) {
        for passed in due.takeAll(before: nanoseconds) {
            complain(of: passed.place, due: passed.since, at: passed.deadline, &log)
        }
    }

    private func complain(of place: Int, due instant: Int64, at deadline: Int64, _ log: inout ViolationLog) {
        let overdue = Duration.nanoseconds(deadline - instant)
        log.add(
            Self.finding(
                at: deadline, .payment(payments[place]),
                "its check was due at \(instant.told), and \(asked(vain[place])) \(overdue.told) later"))
    }

    private func asked(_ times: UInt32) -> String {
        switch times {
        case 0: "no poller had asked for it"
        case 1: "asked for once, in vain, it had not been made"
        default: "asked for \(times) times, in vain, it had not been made"
        }
    }
}
