/// The promises that are checked while a run goes on, by the names that the catalogue of promises gives
/// them. What each says, and of which kind it is, its own type declares.
public enum Invariant: String, CaseIterable, Sendable {
    case oneActivePayment = "I1"
    case oneDebtPosition = "I2"
    case allowedTransitions = "I4"
    case finalStateKept = "I5"
    case paidBecomesComplete = "I6"
    case completeMovesApplication = "I7"
    case eventIDUnique = "I9"
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
