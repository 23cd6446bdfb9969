/// The promises that are judged while a run goes on, by the names that the catalogue of promises gives them. What each
/// says, and of which grade it is, its own type declares.
public enum Invariant: String, CaseIterable, Sendable {
    /// An application has at most one active payment.
    case oneActivePayment = "I1"
    /// A payment has at most one debt position at the intermediaries.
    case oneDebtPosition = "I2"
    /// Money is paid at most once for an application.
    case paidOnce = "I3"
    /// A payment moves only along the documented diagram.
    case allowedTransitions = "I4"
    /// A final state is never left.
    case finalStateKept = "I5"
    /// What was paid becomes COMPLETE within T1.
    case paidBecomesComplete = "I6"
    /// Once its payment is COMPLETE, an application leaves 1500 within T2.
    case completeMovesApplication = "I7"
    /// An application reaches 1520 only after a COMPLETE.
    case paidBeforeSuccess = "I8"
    /// An `event_id` is never repeated.
    case eventIDUnique = "I9"
    /// Only the owning proxy writes a payment.
    case ownerWrites = "I10"
    /// The view's row is the greatest event once quiet.
    case viewShowsLatest = "I11"
    /// Cents and all else that says what a payment is about are conserved.
    case dataConserved = "I12"
    /// No payment of one tenant is visible or updated through another.
    case tenantsApart = "I13"
    /// A payable payment has a check ahead.
    case checksGoOn = "I14"
    /// No consumer stops.
    case consumersProgress = "I15"
    /// An application in 1500 gets a payment within T3.
    case applicationGetsPayment = "I16"
    /// A payment leaves CREATION_PENDING.
    case creationSettles = "I17"
    /// A creation that failed is seen.
    case failedCreationSeen = "I18"
    /// One submission and one acquisition per application.
    case submittedOnce = "I19"
    /// A payment can be paid until its final state.
    case payableUntilFinal = "I20"
    /// At the end every paid payment is known to all.
    case paidIsKnown = "I21"
    /// COMPLETE means that money has moved.
    case completeIsPaid = "I22"
    /// A citizen pays in his own session and comes back to the fitting page.
    case ownSession = "I23"
    /// A final payment is quiet.
    case finalIsQuiet = "I24"
    /// What Core accepted is on the topic.
    case acceptedIsPublished = "I25"
    /// A dispatch follows an answer of the view.
    case dispatchAfterAnswer = "I26"
    /// Checks follow the table.
    case scheduleFollowed = "I27"
    /// What was submitted is acquired.
    case submissionAcquired = "I28"

    /// What it means for a run that it broke.
    public var grade: Violation.Grade { type.grade }

    /// The promise in words.
    public var promise: String { type.statement }

    /// What must have come about for the promise to be put to the test, each in words.
    public var occasions: [String] { type.occasions }

    /// In words, such as `one active payment`.
    public var name: String {
        let letters = Array("\(self)")
        return letters.indices.reduce(into: "") { words, place in
            // An abbreviation is one word: `eventIDUnique` is `event id unique`.
            let follows = place + 1 < letters.count && letters[place + 1].isLowercase
            let begins = letters[place].isUppercase && (follows || !letters[place - 1].isUppercase)
            words += (begins ? " " : "") + letters[place].lowercased()
        }
    }

    /// The section of the page of promises that states it in full.
    public var page: String { "Promises#\(rawValue)" }

    /// Among all, from 0.
    var position: Int { Self.positions[self] ?? 0 }

    private static let positions = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))

    private var type: any Promise.Type {
        switch self {
        case .oneActivePayment: OneActivePayment.self
        case .oneDebtPosition: OneDebtPosition.self
        case .paidOnce: PaidOnce.self
        case .allowedTransitions: AllowedTransitions.self
        case .finalStateKept: FinalStateKept.self
        case .paidBecomesComplete: PaidBecomesComplete.self
        case .completeMovesApplication: CompleteMovesApplication.self
        case .paidBeforeSuccess: PaidBeforeSuccess.self
        case .eventIDUnique: EventIDUnique.self
        case .ownerWrites: OwnerWrites.self
        case .viewShowsLatest: ViewShowsLatest.self
        case .dataConserved: DataConserved.self
        case .tenantsApart: TenantsApart.self
        case .checksGoOn: ChecksGoOn.self
        case .consumersProgress: ConsumersProgress.self
        case .applicationGetsPayment: ApplicationGetsPayment.self
        case .creationSettles: CreationSettles.self
        case .failedCreationSeen: FailedCreationSeen.self
        case .submittedOnce: SubmittedOnce.self
        case .payableUntilFinal: PayableUntilFinal.self
        case .paidIsKnown: PaidIsKnown.self
        case .completeIsPaid: CompleteIsPaid.self
        case .ownSession: OwnSession.self
        case .finalIsQuiet: FinalIsQuiet.self
        case .acceptedIsPublished: AcceptedIsPublished.self
        case .dispatchAfterAnswer: DispatchAfterAnswer.self
        case .scheduleFollowed: ScheduleFollowed.self
        case .submissionAcquired: SubmissionAcquired.self
        }
    }
}
