import PaymentModel
import VirtualTime

/// All promises of a run, and what broke.
struct PromisePanel: Sendable {
    private(set) var log = ViolationLog()
    private var oneActivePayment = OneActivePayment()
    private var oneDebtPosition = OneDebtPosition()
    private var paidOnce = PaidOnce()
    private var allowedTransitions = AllowedTransitions()
    private var finalStateKept = FinalStateKept()
    private var paidBecomesComplete: PaidBecomesComplete
    private var completeMovesApplication: CompleteMovesApplication
    private var paidBeforeSuccess = PaidBeforeSuccess()
    private var eventIDUnique = EventIDUnique()
    private var ownerWrites = OwnerWrites()
    private var viewShowsLatest: ViewShowsLatest
    private var dataConserved = DataConserved()
    private var tenantsApart = TenantsApart()
    private var checksGoOn: ChecksGoOn
    private var consumersProgress: ConsumersProgress
    private var applicationGetsPayment: ApplicationGetsPayment
    private var creationSettles: CreationSettles
    private var failedCreationSeen: FailedCreationSeen
    private var submittedOnce = SubmittedOnce()
    private var payableUntilFinal = PayableUntilFinal()
    private var paidIsKnown: PaidIsKnown
    private var completeIsPaid = CompleteIsPaid()
    private var ownSession = OwnSession()
    private var finalIsQuiet = FinalIsQuiet()
    private var acceptedIsPublished: AcceptedIsPublished
    private var dispatchAfterAnswer = DispatchAfterAnswer()
    private var scheduleFollowed: ScheduleFollowed
    private var submissionAcquired: SubmissionAcquired

    /// No promise comes due before this instant.
    private(set) var nextDeadline = Int64.max

    /// - Parameters:
    ///   - loopTime: the poller's.
    ///   - start: what clocks show at the scenario's start.
    ///   - faultsEnd: nanoseconds of virtual time up to which faults stop the clock; 0 where they do not.
    init(
        _ deadlines: Deadlines = Deadlines(), loopTime: Duration, checks: CheckTable = .documented, start: Timestamp,
        faultsEnd: Int64 = 0
    ) {
        scheduleFollowed = ScheduleFollowed(checks)
        paidBecomesComplete = PaidBecomesComplete(deadlines, faultsEnd: faultsEnd)
        completeMovesApplication = CompleteMovesApplication(deadlines, faultsEnd: faultsEnd)
        viewShowsLatest = ViewShowsLatest(deadlines, faultsEnd: faultsEnd)
        checksGoOn = ChecksGoOn(deadlines, loopTime: loopTime, start: start, faultsEnd: faultsEnd)
        consumersProgress = ConsumersProgress(deadlines, faultsEnd: faultsEnd)
        applicationGetsPayment = ApplicationGetsPayment(deadlines, faultsEnd: faultsEnd)
        creationSettles = CreationSettles(deadlines, faultsEnd: faultsEnd)
        failedCreationSeen = FailedCreationSeen(deadlines, faultsEnd: faultsEnd)
        paidIsKnown = PaidIsKnown(deadlines, faultsEnd: faultsEnd)
        acceptedIsPublished = AcceptedIsPublished(deadlines, faultsEnd: faultsEnd)
        submissionAcquired = SubmissionAcquired(deadlines, faultsEnd: faultsEnd)
    }

    /// Lets every promise hear it, in the order in which they complain: what a single move shows comes before what a
    /// payment shows beside others.
    ///
    /// What nearly every event of a run brings is inlined, so that it costs only the promises that heed it.
    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64) {
        switch evidence {
        case .eventPublished: eventIDUnique.judge(evidence, at: nanoseconds, &log)
        case .paymentPublished(let publication): judge(publication, at: nanoseconds)
        case .viewCompared:
            viewShowsLatest.judge(evidence, at: nanoseconds, &log)
            nextDeadline = min(nextDeadline, viewShowsLatest.nextDeadline)
        default: judgeSeldom(evidence, at: nanoseconds)
        }
    }

    /// Evidence of an event beside the one before, which taken out of `Evidence` would be retained.
    mutating func judge(_ publication: PaymentPublication, at nanoseconds: Int64) {
        ownerWrites.judge(publication, at: nanoseconds, &log)
        dataConserved.judge(publication, at: nanoseconds, &log)
        checksGoOn.judge(publication, at: nanoseconds, &log)
        finalIsQuiet.judge(publication, at: nanoseconds, &log)
        scheduleFollowed.judge(publication, at: nanoseconds, &log)
        nextDeadline = min(nextDeadline, checksGoOn.nextDeadline)
    }

    @inline(never)
    private mutating func judgeSeldom(_ evidence: Evidence, at nanoseconds: Int64) {
        allowedTransitions.judge(evidence, at: nanoseconds, &log)
        finalStateKept.judge(evidence, at: nanoseconds, &log)
        completeIsPaid.judge(evidence, at: nanoseconds, &log)
        oneActivePayment.judge(evidence, at: nanoseconds, &log)
        oneDebtPosition.judge(evidence, at: nanoseconds, &log)
        paidOnce.judge(evidence, at: nanoseconds, &log)
        paidBeforeSuccess.judge(evidence, at: nanoseconds, &log)
        dataConserved.judge(evidence, at: nanoseconds, &log)
        tenantsApart.judge(evidence, at: nanoseconds, &log)
        submittedOnce.judge(evidence, at: nanoseconds, &log)
        ownSession.judge(evidence, at: nanoseconds, &log)
        dispatchAfterAnswer.judge(evidence, at: nanoseconds, &log)
        scheduleFollowed.judge(evidence, at: nanoseconds, &log)
        paidBecomesComplete.judge(evidence, at: nanoseconds, &log)
        completeMovesApplication.judge(evidence, at: nanoseconds, &log)
        viewShowsLatest.judge(evidence, at: nanoseconds, &log)
        checksGoOn.judge(evidence, at: nanoseconds, &log)
        consumersProgress.judge(evidence, at: nanoseconds, &log)
        applicationGetsPayment.judge(evidence, at: nanoseconds, &log)
        creationSettles.judge(evidence, at: nanoseconds, &log)
        acceptedIsPublished.judge(evidence, at: nanoseconds, &log)
        submissionAcquired.judge(evidence, at: nanoseconds, &log)
        paidIsKnown.judge(evidence, at: nanoseconds, &log)
        failedCreationSeen.judge(evidence, at: nanoseconds, &log)
        payableUntilFinal.judge(evidence, at: nanoseconds, &log)
        nextDeadline = earliestDeadline
    }

    private var earliestDeadline: Int64 {
        min(
            min(checksGoOn.nextDeadline, viewShowsLatest.nextDeadline, paidBecomesComplete.nextDeadline),
            min(completeMovesApplication.nextDeadline, applicationGetsPayment.nextDeadline),
            min(creationSettles.nextDeadline, acceptedIsPublished.nextDeadline),
            min(submissionAcquired.nextDeadline, failedCreationSeen.nextDeadline))
    }

    /// Finds the promises whose deadline lies before `nanoseconds`.
    mutating func judgeDeadlines(before nanoseconds: Int64) {
        paidBecomesComplete.judgeDeadlines(before: nanoseconds, &log)
        completeMovesApplication.judgeDeadlines(before: nanoseconds, &log)
        viewShowsLatest.judgeDeadlines(before: nanoseconds, &log)
        checksGoOn.judgeDeadlines(before: nanoseconds, &log)
        applicationGetsPayment.judgeDeadlines(before: nanoseconds, &log)
        creationSettles.judgeDeadlines(before: nanoseconds, &log)
        acceptedIsPublished.judgeDeadlines(before: nanoseconds, &log)
        submissionAcquired.judgeDeadlines(before: nanoseconds, &log)
        failedCreationSeen.judgeDeadlines(before: nanoseconds, &log)
        nextDeadline = earliestDeadline
    }

    /// The end of healing: a promise that is due at this very instant is unmet too.
    mutating func finish(at end: Int64) {
        judgeDeadlines(before: end + 1)
        viewShowsLatest.finish(before: end + 1, &log)
        checksGoOn.finish(before: end + 1, &log)
    }

    private var all: [any Promise] {
        [
            oneActivePayment, oneDebtPosition, paidOnce, allowedTransitions, finalStateKept, paidBecomesComplete,
            completeMovesApplication, paidBeforeSuccess, eventIDUnique, ownerWrites, viewShowsLatest, dataConserved,
            tenantsApart, checksGoOn, consumersProgress, applicationGetsPayment, creationSettles, failedCreationSeen,
            submittedOnce, payableUntilFinal, paidIsKnown, completeIsPaid, ownSession, finalIsQuiet,
            acceptedIsPublished, dispatchAfterAnswer, scheduleFollowed, submissionAcquired,
        ]
    }

    /// In the order of their names.
    var outcomes: [PromiseOutcome] {
        all.map { promise in
            let invariant = type(of: promise).invariant
            let missing = invariant.occasions.indices.filter { !promise.given.contains($0) }
            return PromiseOutcome(
                invariant: invariant, broken: log.count(invariant), missing: missing.map { invariant.occasions[$0] })
        }
    }

    /// What is remembered of single payments and applications now; the window of event ids is bounded beside it.
    var remembered: Int { all.reduce(0) { $0 + $1.remembered } }
}
