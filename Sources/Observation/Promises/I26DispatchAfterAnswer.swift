import PaymentModel

/// I26: a dispatch follows an answer of the view: silence does not mean that an application has no payment. No bound in
/// time: it must hold at every moment.
struct DispatchAfterAnswer: SafetyPromise {
    static let invariant = Invariant.dispatchAfterAnswer
    static let statement = "a payment is dispatched only after the view has answered"
    static let occasions = ["a dispatch"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard case .dispatched(let application, let answered) = evidence else { return }
        given.note(0)
        guard !answered else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .application(application),
                "the dispatcher publishes its payment, and the view has not answered it since the dispatch before"))
    }
}
