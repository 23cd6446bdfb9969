import PaymentModel

/// All invariants of a run, and what they found.
package struct InvariantPanel: Sendable {
    package private(set) var log = ViolationLog()
    private var oneActivePayment = OneActivePayment()
    private var oneDebtPosition = OneDebtPosition()
    private let allowedTransitions = AllowedTransitions()
    private let finalStateKept = FinalStateKept()
    private var eventIDUnique = EventIDUnique()
    private var paidBecomesComplete: PaidBecomesComplete
    private var completeMovesApplication: CompleteMovesApplication
    private var applicationGetsPayment: ApplicationGetsPayment

    /// - Parameter faultsEnd: nanoseconds of virtual time; 0 in a run without faults.
    package init(deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        paidBecomesComplete = PaidBecomesComplete(deadlines: deadlines, faultsEnd: faultsEnd)
        completeMovesApplication = CompleteMovesApplication(deadlines: deadlines, faultsEnd: faultsEnd)
        applicationGetsPayment = ApplicationGetsPayment(deadlines: deadlines, faultsEnd: faultsEnd)
    }

    private mutating func note(_ violation: Violation?) {
        if let violation { log.add(violation) }
    }

    // MARK: Safety

    /// An event of any topic. `latest` is the id of the same payment's event before.
    @inline(__always)
    package mutating func eventPublished(_ event: EntityID, latest: EntityID?, at nanoseconds: Int64) {
        note(eventIDUnique.published(event, latest: latest, at: nanoseconds))
    }

    /// A payment's status changed on the topic, or showed itself for the first time.
    package mutating func paymentMoved(
        _ payment: EntityID, of application: EntityID, from: PaymentStatus?, to: PaymentStatus, at nanoseconds: Int64
    ) {
        note(allowedTransitions.moved(payment, from: from, to: to, at: nanoseconds))
        note(finalStateKept.moved(payment, from: from, to: to, at: nanoseconds))
        if from == nil { applicationGetsPayment.paymentPublished(for: application) }
        let isActive = OneActivePayment.isActive(to)
        if from.map(OneActivePayment.isActive) ?? false != isActive {
            note(oneActivePayment.payment(payment, of: application, isActive: isActive, at: nanoseconds))
        }
        if to == .complete { paidBecomesComplete.completePublished(payment) }
    }

    package mutating func positionOpened(for payment: EntityID, at nanoseconds: Int64) {
        note(oneDebtPosition.positionOpened(for: payment, at: nanoseconds))
    }

    // MARK: Liveness

    package mutating func paid(_ payment: EntityID, checkStep: Duration?, at nanoseconds: Int64) {
        paidBecomesComplete.paid(payment, checkStep: checkStep, at: nanoseconds)
    }

    /// For an application in 1500.
    package mutating func completePublished(for application: EntityID, at nanoseconds: Int64) {
        completeMovesApplication.completePublished(for: application, at: nanoseconds)
    }

    /// For an application without a payment.
    package mutating func applicationEntered1500(_ application: EntityID, at nanoseconds: Int64) {
        applicationGetsPayment.entered1500(application, at: nanoseconds)
    }

    package mutating func applicationLeft1500(_ application: EntityID) {
        completeMovesApplication.applicationLeft1500(application)
        applicationGetsPayment.left1500(application)
    }

    /// No promise comes due before this instant.
    @inline(__always)
    package var nextDeadline: Int64 {
        min(
            paidBecomesComplete.nextDeadline, completeMovesApplication.nextDeadline, applicationGetsPayment.nextDeadline
        )
    }

    /// Finds the promises whose deadline lies before `nanoseconds`.
    package mutating func judgeDeadlines(before nanoseconds: Int64) {
        while let unmet = paidBecomesComplete.nextUnmet(before: nanoseconds) { log.add(unmet) }
        while let unmet = completeMovesApplication.nextUnmet(before: nanoseconds) { log.add(unmet) }
        while let unmet = applicationGetsPayment.nextUnmet(before: nanoseconds) { log.add(unmet) }
    }

    /// The end of healing: a promise that is due at this very instant is unmet too.
    package mutating func finish(at end: Int64) { judgeDeadlines(before: end + 1) }

    // MARK: Memory

    /// A settled payment that no longer counts.
    package mutating func forget(_ payment: EntityID, of application: EntityID) {
        oneActivePayment.forget(payment, of: application)
        oneDebtPosition.forget(payment)
    }

    /// What is remembered of single payments and applications now; the window of event ids is bounded beside it.
    package var remembered: Int {
        oneActivePayment.count + oneDebtPosition.count + paidBecomesComplete.count + completeMovesApplication.count
            + applicationGetsPayment.count
    }
}
