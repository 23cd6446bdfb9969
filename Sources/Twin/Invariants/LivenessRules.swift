import PaymentModel
import VirtualTime

/// I6: what is paid at the intermediary is published as COMPLETE within T1.
///
/// Faults stop the clock: what was paid before they ended is owed T1 from their end (`design.md` 7).
struct PaidBecomesComplete: Sendable {
    let deadlines: Deadlines
    /// Nanoseconds of virtual time; 0 in a run without faults.
    let faultsEnd: Int64
    private var obligations = Obligations()

    init(deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        self.deadlines = deadlines
        self.faultsEnd = faultsEnd
    }

    /// - Parameters:
    ///   - checkStep: of the payment's check schedule now; nil where the intermediary notifies, or no check is planned.
    mutating func paid(_ payment: EntityID, checkStep: Duration?, at nanoseconds: Int64) {
        let allowed =
            checkStep.map { $0 + deadlines.completeAfterPolledPayment } ?? deadlines.completeAfterNotifiedPayment
        obligations.owe(
            payment, since: nanoseconds, until: max(nanoseconds, faultsEnd) + allowed.wholeNanoseconds)
    }

    mutating func completePublished(_ payment: EntityID) { obligations.settle(payment) }

    /// The next promise whose deadline passed before `nanoseconds`.
    mutating func nextUnmet(before nanoseconds: Int64) -> Violation? {
        guard let overdue = obligations.nextOverdue(before: nanoseconds) else { return nil }
        return Invariant.paidBecomesComplete.unmet(overdue, "paid, and not published as COMPLETE")
    }

    var count: Int { obligations.count }
    var nextDeadline: Int64 { obligations.nextDeadline }
}

/// I7: after COMPLETE is published the application leaves 1500 within T2. Faults stop the clock as in I6.
struct CompleteMovesApplication: Sendable {
    let deadlines: Deadlines
    let faultsEnd: Int64
    private var obligations = Obligations()

    init(deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        self.deadlines = deadlines
        self.faultsEnd = faultsEnd
    }

    /// For an application that is in 1500.
    mutating func completePublished(for application: EntityID, at nanoseconds: Int64) {
        obligations.owe(
            application, since: nanoseconds,
            until: max(nanoseconds, faultsEnd) + deadlines.applicationAfterComplete.wholeNanoseconds)
    }

    mutating func applicationLeft1500(_ application: EntityID) { obligations.settle(application) }

    mutating func nextUnmet(before nanoseconds: Int64) -> Violation? {
        guard let overdue = obligations.nextOverdue(before: nanoseconds) else { return nil }
        return Invariant.completeMovesApplication.unmet(overdue, "COMPLETE, and its application still in 1500")
    }

    var count: Int { obligations.count }
    var nextDeadline: Int64 { obligations.nextDeadline }
}

/// I16: every valid application in 1500 gets a payment in CREATION_PENDING or beyond within T3. Faults stop the clock
/// as in I6.
struct ApplicationGetsPayment: Sendable {
    let deadlines: Deadlines
    let faultsEnd: Int64
    private var obligations = Obligations()

    init(deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        self.deadlines = deadlines
        self.faultsEnd = faultsEnd
    }

    /// For an application without a payment.
    mutating func entered1500(_ application: EntityID, at nanoseconds: Int64) {
        obligations.owe(
            application, since: nanoseconds,
            until: max(nanoseconds, faultsEnd) + deadlines.paymentAfterApplication.wholeNanoseconds)
    }

    mutating func paymentPublished(for application: EntityID) { obligations.settle(application) }
    mutating func left1500(_ application: EntityID) { obligations.settle(application) }

    mutating func nextUnmet(before nanoseconds: Int64) -> Violation? {
        guard let overdue = obligations.nextOverdue(before: nanoseconds) else { return nil }
        return Invariant.applicationGetsPayment.unmet(overdue, "in 1500 without a payment")
    }

    var count: Int { obligations.count }
    var nextDeadline: Int64 { obligations.nextDeadline }
}

extension Invariant {
    fileprivate func unmet(_ overdue: Obligations.Overdue, _ state: String) -> Violation {
        let waited = Duration.nanoseconds(overdue.deadline - overdue.since)
        return violation(at: overdue.deadline, of: overdue.subject, "\(state) \(waited.text) later")
    }
}
