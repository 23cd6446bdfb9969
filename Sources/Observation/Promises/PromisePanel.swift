/// All promises of a run, and what broke.
struct PromisePanel: Sendable {
    private(set) var log = ViolationLog()
    private var allowedTransitions = AllowedTransitions()
    private var finalStateKept = FinalStateKept()
    private var oneActivePayment = OneActivePayment()
    private var oneDebtPosition = OneDebtPosition()
    private var eventIDUnique = EventIDUnique()
    private var paidBecomesComplete: PaidBecomesComplete
    private var completeMovesApplication: CompleteMovesApplication
    private var applicationGetsPayment: ApplicationGetsPayment

    /// - Parameter faultsEnd: nanoseconds of virtual time; 0 in a run without faults.
    init(deadlines: Deadlines = Deadlines(), faultsEnd: Int64 = 0) {
        paidBecomesComplete = PaidBecomesComplete(deadlines, faultsEnd: faultsEnd)
        completeMovesApplication = CompleteMovesApplication(deadlines, faultsEnd: faultsEnd)
        applicationGetsPayment = ApplicationGetsPayment(deadlines, faultsEnd: faultsEnd)
    }

    /// Lets every promise hear it, in the order in which they complain: what a single move shows comes before what a
    /// payment shows beside others. Inlined, so that evidence costs only the promises that heed it.
    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64) {
        allowedTransitions.judge(evidence, at: nanoseconds, &log)
        finalStateKept.judge(evidence, at: nanoseconds, &log)
        oneActivePayment.judge(evidence, at: nanoseconds, &log)
        oneDebtPosition.judge(evidence, at: nanoseconds, &log)
        eventIDUnique.judge(evidence, at: nanoseconds, &log)
        paidBecomesComplete.judge(evidence, at: nanoseconds, &log)
        completeMovesApplication.judge(evidence, at: nanoseconds, &log)
        applicationGetsPayment.judge(evidence, at: nanoseconds, &log)
    }

    /// No promise comes due before this instant.
    @inline(__always)
    var nextDeadline: Int64 {
        min(
            paidBecomesComplete.nextDeadline, completeMovesApplication.nextDeadline, applicationGetsPayment.nextDeadline
        )
    }

    /// Finds the promises whose deadline lies before `nanoseconds`.
    mutating func judgeDeadlines(before nanoseconds: Int64) {
        paidBecomesComplete.judgeDeadlines(before: nanoseconds, &log)
        completeMovesApplication.judgeDeadlines(before: nanoseconds, &log)
        applicationGetsPayment.judgeDeadlines(before: nanoseconds, &log)
    }

    /// The end of healing: a promise that is due at this very instant is unmet too.
    mutating func finish(at end: Int64) { judgeDeadlines(before: end + 1) }

    /// What is remembered of single payments and applications now; the window of event ids is bounded beside it.
    var remembered: Int {
        oneActivePayment.remembered + oneDebtPosition.remembered + paidBecomesComplete.remembered
            + completeMovesApplication.remembered + applicationGetsPayment.remembered
    }
}
