import PaymentModel
import Statistics
import VirtualTime

/// A promise that something happens within a term.
///
/// Faults stop the clock: what was owed before they ended is owed its term from their end.
package protocol LivenessRule: Sendable {
    static var invariant: Invariant { get }
    /// What an overdue subject still is, for the reader of a violation.
    static var stateWhileOwed: String { get }

    var deadlines: Deadlines { get }
    /// Nanoseconds of virtual time; 0 in a run without faults.
    var faultsEnd: Int64 { get }
    var obligations: Obligations { get set }
}

extension LivenessRule {
    package var count: Int { obligations.count }
    package var nextDeadline: Int64 { obligations.nextDeadline }

    fileprivate mutating func owe(_ subject: EntityID, within term: Duration, since nanoseconds: Int64) {
        obligations.owe(subject, since: nanoseconds, until: max(nanoseconds, faultsEnd) + term.wholeNanoseconds)
    }

    /// The next promise whose deadline passed before `nanoseconds`.
    package mutating func nextUnmet(before nanoseconds: Int64) -> Violation? {
        guard let overdue = obligations.nextOverdue(before: nanoseconds) else { return nil }
        let waited = HumanUnits.duration(Duration.nanoseconds(overdue.deadline - overdue.since) / .seconds(1))
        return Self.invariant.violation(
            at: overdue.deadline, of: overdue.subject, "\(Self.stateWhileOwed) \(waited) later")
    }
}

/// I6: what is paid at the intermediary is published as COMPLETE within T1.
package struct PaidBecomesComplete: LivenessRule {
    package static let invariant = Invariant.paidBecomesComplete
    package static let stateWhileOwed = "paid, and not published as COMPLETE"

    package var deadlines = Deadlines()
    package var faultsEnd: Int64 = 0
    package var obligations = Obligations()

    /// - Parameters:
    ///   - checkStep: of the payment's check schedule now; nil where the intermediary notifies, or no check is planned.
    package mutating func paid(_ payment: EntityID, checkStep: Duration?, at nanoseconds: Int64) {
        let term = checkStep.map { $0 + deadlines.completeAfterPolledPayment } ?? deadlines.completeAfterNotifiedPayment
        owe(payment, within: term, since: nanoseconds)
    }

    package mutating func completePublished(_ payment: EntityID) { obligations.settle(payment) }

    package init(deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0, obligations: Obligations = Obligations()) {
        self.deadlines = deadlines
        self.faultsEnd = faultsEnd
        self.obligations = obligations
    }
}

/// I7: after COMPLETE is published the application leaves 1500 within T2.
package struct CompleteMovesApplication: LivenessRule {
    package static let invariant = Invariant.completeMovesApplication
    package static let stateWhileOwed = "COMPLETE, and its application still in 1500"

    package var deadlines = Deadlines()
    package var faultsEnd: Int64 = 0
    package var obligations = Obligations()

    /// For an application that is in 1500.
    package mutating func completePublished(for application: EntityID, at nanoseconds: Int64) {
        owe(application, within: deadlines.applicationAfterComplete, since: nanoseconds)
    }

    package mutating func applicationLeft1500(_ application: EntityID) { obligations.settle(application) }

    package init(deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0, obligations: Obligations = Obligations()) {
        self.deadlines = deadlines
        self.faultsEnd = faultsEnd
        self.obligations = obligations
    }
}

/// I16: every valid application in 1500 gets a payment in CREATION_PENDING or beyond within T3.
package struct ApplicationGetsPayment: LivenessRule {
    package static let invariant = Invariant.applicationGetsPayment
    package static let stateWhileOwed = "in 1500 without a payment"

    package var deadlines = Deadlines()
    package var faultsEnd: Int64 = 0
    package var obligations = Obligations()

    /// For an application without a payment.
    package mutating func entered1500(_ application: EntityID, at nanoseconds: Int64) {
        owe(application, within: deadlines.paymentAfterApplication, since: nanoseconds)
    }

    package mutating func paymentPublished(for application: EntityID) { obligations.settle(application) }
    package mutating func left1500(_ application: EntityID) { obligations.settle(application) }

    package init(deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0, obligations: Obligations = Obligations()) {
        self.deadlines = deadlines
        self.faultsEnd = faultsEnd
        self.obligations = obligations
    }
}
