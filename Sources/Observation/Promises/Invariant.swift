/// The promises that are judged while a run goes on.
public enum Invariant: String, CaseIterable, Sendable {
    case oneActivePayment = "I1"
    case oneDebtPosition = "I2"
    case allowedTransitions = "I4"
    case finalStateKept = "I5"
    case paidBecomesComplete = "I6"
    case completeMovesApplication = "I7"
    case eventIDUnique = "I9"
    case applicationGetsPayment = "I16"

    public var kind: Violation.Kind {
        switch self {
        case .oneActivePayment, .oneDebtPosition, .allowedTransitions, .finalStateKept, .eventIDUnique: .safety
        case .paidBecomesComplete, .completeMovesApplication, .applicationGetsPayment: .liveness
        }
    }

    /// The promise in words.
    public var promise: String {
        switch self {
        case .oneActivePayment: "at most one active payment per application"
        case .oneDebtPosition: "at most one debt position per payment"
        case .allowedTransitions: "a payment moves only along the documented transitions"
        case .finalStateKept: "a final state is never left"
        case .paidBecomesComplete: "what is paid at the intermediary is published as COMPLETE in time"
        case .completeMovesApplication: "after COMPLETE the application leaves 1500 in time"
        case .eventIDUnique: "an event_id is never repeated"
        case .applicationGetsPayment: "an application in 1500 gets a payment in time"
        }
    }

    package func violation(at nanoseconds: Int64, of subject: some CustomStringConvertible, _ message: String)
        -> Violation
    {
        Violation(
            invariant: rawValue, kind: kind, instantNanoseconds: nanoseconds, subject: subject.description,
            message: message)
    }
}

/// Until when the liveness promises must be kept.
public struct Deadlines: Equatable, Sendable {
    /// T1 where the intermediary notifies (I6).
    public var completeAfterNotifiedPayment = Duration.seconds(2 * 3_600)
    /// T1 where it is polled: this much beyond one step of the check schedule (I6).
    public var completeAfterPolledPayment = Duration.seconds(10 * 60)
    /// T2 (I7).
    public var applicationAfterComplete = Duration.seconds(10 * 60)
    /// T3 (I16).
    public var paymentAfterApplication = Duration.seconds(5 * 60)

    public init() {}
}
