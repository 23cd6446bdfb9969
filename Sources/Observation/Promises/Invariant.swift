/// The promises that are checked while a run goes on, by the names that the catalogue of promises gives
/// them. What each says, and of which kind it is, its own type declares.
public enum Invariant: String, CaseIterable, Sendable {
    /// An application has at most one payment that is not final.
    case oneActivePayment = "I1"
    /// A payment has at most one debt position at the intermediaries.
    case oneDebtPosition = "I2"
    /// A payment moves only along the documented diagram.
    case allowedTransitions = "I4"
    /// A final state is never left.
    case finalStateKept = "I5"
    /// What was paid becomes COMPLETE within T1.
    case paidBecomesComplete = "I6"
    /// Once its payment is COMPLETE, an application leaves 1500 within T2.
    case completeMovesApplication = "I7"
    /// An `event_id` is never repeated.
    case eventIDUnique = "I9"
    /// An application in 1500 gets a payment within T3.
    case applicationGetsPayment = "I16"

    /// Whether it must hold at every moment, or within a term.
    public var kind: Violation.Kind { type.kind }

    /// The promise in words.
    public var promise: String { type.statement }

    private var type: any Promise.Type {
        switch self {
        case .oneActivePayment: OneActivePayment.self
        case .oneDebtPosition: OneDebtPosition.self
        case .allowedTransitions: AllowedTransitions.self
        case .finalStateKept: FinalStateKept.self
        case .paidBecomesComplete: PaidBecomesComplete.self
        case .completeMovesApplication: CompleteMovesApplication.self
        case .eventIDUnique: EventIDUnique.self
        case .applicationGetsPayment: ApplicationGetsPayment.self
        }
    }
}
