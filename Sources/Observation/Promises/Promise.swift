import PaymentModel
import VirtualTime

/// What promises are judged by: a fact as it reads beside what was known of the payment and its application.
enum Evidence: Sendable {
    /// An event of any topic was published. `latest` is the id of the event before of the same payment, nil when there
    /// is none.
    case eventPublished(EntityID, latest: EntityID?)
    /// A payment showed itself on the topic for the first time, or in another status.
    case paymentMoved(PaymentMove)
    /// A debt position was opened at an intermediary.
    case positionOpened(payment: EntityID)
    /// A payment is paid at the intermediary, and not yet published as COMPLETE. `checkStep` is that of its check
    /// schedule now; nil where the intermediary notifies, or no check is planned.
    case paid(payment: EntityID, checkStep: Duration?)
    /// An application without a payment entered 1500.
    case applicationEntered1500(EntityID)
    case applicationLeft1500(EntityID)
    /// A settled payment no longer counts.
    case forgotten(payment: EntityID, application: EntityID)
}

/// A payment's way from one status to another.
struct PaymentMove: Sendable {
    var payment: EntityID
    var application: EntityID
    /// Nil for its first event.
    var from: PaymentStatus?
    var to: PaymentStatus
    /// Whether its application stands in 1500 now.
    var applicationIsIn1500: Bool

    init(
        _ payment: EntityID, of application: EntityID, from: PaymentStatus?, to: PaymentStatus,
        applicationIsIn1500: Bool = false
    ) {
        self.payment = payment
        self.application = application
        self.from = from
        self.to = to
        self.applicationIsIn1500 = applicationIsIn1500
    }
}

/// One of the promises of a run, which hears all evidence and says when it is broken.
protocol Promise: Sendable {
    static var invariant: Invariant { get }
    static var kind: Violation.Kind { get }
    /// The promise in words.
    static var statement: String { get }
    /// What is remembered of single payments and applications now.
    var remembered: Int { get }

    /// - Parameter nanoseconds: the instant of virtual time from which the evidence holds.
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog)
}

extension Promise {
    var remembered: Int { 0 }

    static func violation(at nanoseconds: Int64, of subject: EntityID, _ message: String) -> Violation {
        Violation(
            invariant: invariant.rawValue, kind: kind, instantNanoseconds: nanoseconds, subject: subject.description,
            message: message)
    }
}

/// A promise that must hold at every moment.
protocol SafetyPromise: Promise {}

extension SafetyPromise {
    static var kind: Violation.Kind { .safety }
}

/// A promise that something happens within a term.
///
/// Faults stop the clock: what was owed before they ended is owed its term from their end.
protocol LivenessPromise: Promise {
    /// What an overdue subject still is, for the reader of a violation.
    static var stateWhileOwed: String { get }

    /// Nanoseconds of virtual time; 0 in a run without faults.
    var faultsEnd: Int64 { get }
    var obligations: Obligations { get set }
}

extension LivenessPromise {
    static var kind: Violation.Kind { .liveness }
    var remembered: Int { obligations.count }
    /// No promise comes due before this instant.
    var nextDeadline: Int64 { obligations.nextDeadline }

    mutating func owe(_ subject: EntityID, within term: Duration, since nanoseconds: Int64) {
        obligations.owe(subject, since: nanoseconds, until: max(nanoseconds, faultsEnd) + term.wholeNanoseconds)
    }

    /// Finds what was owed until an instant before `nanoseconds` and is owed still.
    mutating func judgeDeadlines(before nanoseconds: Int64, _ log: inout ViolationLog) {
        while let overdue = obligations.nextOverdue(before: nanoseconds) {
            let waited = Duration.nanoseconds(overdue.deadline - overdue.since)
            log.add(
                Self.violation(
                    at: overdue.deadline, of: overdue.subject, "\(Self.stateWhileOwed) \(waited.told) later"))
        }
    }
}
