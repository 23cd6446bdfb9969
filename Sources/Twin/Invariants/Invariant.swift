import PaymentModel

/// A broken promise, found by a rule that knows neither time nor names.
struct Breach: Error, Equatable {
    var message: String
}

/// Until when the liveness promises of `domain.md` 9 must be kept.
public struct Deadlines: Equatable, Sendable {
    /// I6 where the intermediary notifies.
    public var completeAfterNotifiedPayment = Duration.seconds(2 * 3_600)
    /// I6 where it is polled: this much beyond one step of the check schedule.
    public var completeAfterPolledPayment = Duration.seconds(10 * 60)
    /// I7.
    public var applicationAfterComplete = Duration.seconds(10 * 60)
    /// I16.
    public var paymentAfterApplication = Duration.seconds(5 * 60)

    public init() {}
}

/// I1: at most one active payment per `remote_id`.
struct OneActivePayment: Sendable {
    /// - Parameters:
    ///   - known: the application's payment that is not dead, if there is one.
    ///   - published: the payment of the event, which is not dead either.
    func check(known: EntityID?, published: EntityID) -> Breach? {
        guard let known, known != published else { return nil }
        return Breach(message: "payment \(published) is active beside \(known)")
    }

    /// A dead payment leaves room for another; a completed one does not.
    static func isActive(_ status: PaymentStatus) -> Bool { status == .complete || !status.isFinal }
}

/// I2: at most one debt position per payment.
struct OneDebtPosition: Sendable {
    func check(positions: Int) -> Breach? {
        positions <= 1 ? nil : Breach(message: "\(positions) debt positions stand at the intermediary")
    }
}

/// I4: only the transitions of the documented diagram. What leaves a final state is I5's.
struct AllowedTransitions: Sendable {
    private let table = PaymentTransitions.documented

    func check(from: PaymentStatus?, to: PaymentStatus) -> Breach? {
        if let from, from.isFinal { return nil }
        let origin = from?.rawValue ?? "(none)"
        switch table.judge(from: from, to: to) {
        case .allowed: return nil
        case .unchanged: return from == nil ? Breach(message: "\(origin) -> \(to.rawValue)") : nil
        case .anomaly(let name): return Breach(message: "\(origin) -> \(to.rawValue), known as \(name.rawValue)")
        case .wrongActor, .violation: return Breach(message: "\(origin) -> \(to.rawValue) is not in the diagram")
        }
    }
}

/// I5: a final state is never left.
struct FinalStateKept: Sendable {
    func check(from: PaymentStatus?, to: PaymentStatus) -> Breach? {
        guard let from, from.isFinal, from != to else { return nil }
        return Breach(message: "\(from.rawValue) -> \(to.rawValue) leaves a final state")
    }
}

/// I6: what is paid at the intermediary is published as COMPLETE within T1. Judged at the end of healing.
struct PaidBecomesComplete: Sendable {
    var notifies: Bool
    var deadlines: Deadlines

    func check(_ record: PaymentRecord, end: Int64) -> Breach? {
        guard record.moneyMoved != PaymentRecord.never, record.completePublished == PaymentRecord.never else {
            return nil
        }
        let allowed = allowance(age: record.moneyMoved - max(record.creationPending, 0))
        let waited = Duration.nanoseconds(end - record.moneyMoved)
        guard waited > allowed else { return nil }
        return Breach(message: "paid \(waited.text) ago, not COMPLETE (T1 is \(allowed.text))")
    }

    /// T1 of a payment that was `age` nanoseconds old when the money moved (check schedule of `domain.md` 5.7).
    func allowance(age: Int64) -> Duration {
        guard !notifies else { return deadlines.completeAfterNotifiedPayment }
        let minute: Int64 = 60_000_000_000
        let step =
            switch age {
            case ...(5 * minute): minute
            case ...(15 * minute): 5 * minute
            case ...(7 * 1_440 * minute): 60 * minute
            case ...(30 * 1_440 * minute): 360 * minute
            default: 7 * 1_440 * minute
            }
        return .nanoseconds(step) + deadlines.completeAfterPolledPayment
    }
}

/// I7: after COMPLETE the application leaves 1500 within T2. Judged at the end of healing.
struct CompleteMovesApplication: Sendable {
    var deadlines: Deadlines

    func check(_ record: PaymentRecord, end: Int64) -> Breach? {
        guard record.completePublished != PaymentRecord.never, record.applicationMoved == PaymentRecord.never else {
            return nil
        }
        let waited = Duration.nanoseconds(end - record.completePublished)
        guard waited > deadlines.applicationAfterComplete else { return nil }
        return Breach(
            message: "COMPLETE for \(waited.text), application still in 1500 (T2 is "
                + "\(deadlines.applicationAfterComplete.text))")
    }
}

/// I16: an application in 1500 gets a payment within T3. Judged at the end of healing.
struct ApplicationGetsPayment: Sendable {
    var deadlines: Deadlines

    func check(_ record: PaymentRecord, end: Int64) -> Breach? {
        guard record.submitted != PaymentRecord.never, record.payment == nil else { return nil }
        let waited = Duration.nanoseconds(end - record.submitted)
        guard waited > deadlines.paymentAfterApplication else { return nil }
        return Breach(
            message: "in 1500 for \(waited.text) without a payment (T3 is \(deadlines.paymentAfterApplication.text))")
    }
}
