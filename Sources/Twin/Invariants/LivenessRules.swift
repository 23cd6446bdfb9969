import PaymentModel
import VirtualTime

/// A promise that something happens within a term.
///
/// Faults stop the clock: what was owed before they ended is owed its term from their end (`design.md` 7).
protocol LivenessRule: Sendable {
    static var invariant: Invariant { get }
    /// What an overdue subject still is, for the reader of a violation.
    static var stateWhileOwed: String { get }

    var deadlines: Deadlines { get }
    /// Nanoseconds of virtual time; 0 in a run without faults.
    var faultsEnd: Int64 { get }
    var obligations: Obligations { get set }
}

extension LivenessRule {
    var count: Int { obligations.count }
    var nextDeadline: Int64 { obligations.nextDeadline }

    fileprivate mutating func owe(_ subject: EntityID, within term: Duration, since nanoseconds: Int64) {
        obligations.owe(subject, since: nanoseconds, until: max(nanoseconds, faultsEnd) + term.wholeNanoseconds)
    }

    /// The next promise whose deadline passed before `nanoseconds`.
    mutating func nextUnmet(before nanoseconds: Int64) -> Violation? {
        guard let overdue = obligations.nextOverdue(before: nanoseconds) else { return nil }
        let waited = Duration.nanoseconds(overdue.deadline - overdue.since)
        return Self.invariant.violation(
            at: overdue.deadline, of: overdue.subject, "\(Self.stateWhileOwed) \(waited.text) later")
    }
}

/// I6: what is paid at the intermediary is published as COMPLETE within T1.
struct PaidBecomesComplete: LivenessRule {
    static let invariant = Invariant.paidBecomesComplete
    static let stateWhileOwed = "paid, and not published as COMPLETE"

    var deadlines = Deadlines()
    var faultsEnd: Int64 = 0
    var obligations = Obligations()

    /// - Parameters:
    ///   - checkStep: of the payment's check schedule now; nil where the intermediary notifies, or no check is planned.
    mutating func paid(_ payment: EntityID, checkStep: Duration?, at nanoseconds: Int64) {
        let term = checkStep.map { $0 + deadlines.completeAfterPolledPayment } ?? deadlines.completeAfterNotifiedPayment
        owe(payment, within: term, since: nanoseconds)
    }

    mutating func completePublished(_ payment: EntityID) { obligations.settle(payment) }
}

/// I7: after COMPLETE is published the application leaves 1500 within T2.
struct CompleteMovesApplication: LivenessRule {
    static let invariant = Invariant.completeMovesApplication
    static let stateWhileOwed = "COMPLETE, and its application still in 1500"

    var deadlines = Deadlines()
    var faultsEnd: Int64 = 0
    var obligations = Obligations()

    /// For an application that is in 1500.
    mutating func completePublished(for application: EntityID, at nanoseconds: Int64) {
        owe(application, within: deadlines.applicationAfterComplete, since: nanoseconds)
    }

    mutating func applicationLeft1500(_ application: EntityID) { obligations.settle(application) }
}

/// I16: every valid application in 1500 gets a payment in CREATION_PENDING or beyond within T3.
struct ApplicationGetsPayment: LivenessRule {
    static let invariant = Invariant.applicationGetsPayment
    static let stateWhileOwed = "in 1500 without a payment"

    var deadlines = Deadlines()
    var faultsEnd: Int64 = 0
    var obligations = Obligations()

    /// For an application without a payment.
    mutating func entered1500(_ application: EntityID, at nanoseconds: Int64) {
        owe(application, within: deadlines.paymentAfterApplication, since: nanoseconds)
    }

    mutating func paymentPublished(for application: EntityID) { obligations.settle(application) }
    mutating func left1500(_ application: EntityID) { obligations.settle(application) }
}
