import PaymentModel

/// I24: a payment in a final state has no check ahead and publishes nothing new: what follows may tell of an opened
/// link, and says of money, notice and checks what was said before. No bound in time: it must hold at every moment.
struct FinalIsQuiet: SafetyPromise, PublicationPromise {
    static let invariant = Invariant.finalIsQuiet
    static let statement = "a final payment has no check ahead and publishes nothing new"
    static let occasions = ["a payment in a final state", "an event after the final one"]

    private(set) var given = Occasions()

    @inline(__always)
    mutating func judge(_ evidence: Evidence, at nanoseconds: Int64, _ log: inout ViolationLog) {
        if case .paymentPublished(let publication) = evidence { judge(publication, at: nanoseconds, &log) }
    }

    @inline(__always)
    mutating func judge(_ publication: PaymentPublication, at nanoseconds: Int64, _ log: inout ViolationLog) {
        guard publication.event.state.status.isFinal else { return }
        judge(publication.event, after: publication.before, at: nanoseconds, &log)
    }

    private mutating func judge(
        _ event: PaymentEvent, after before: PaymentEvent?, at nanoseconds: Int64, _ log: inout ViolationLog
    ) {
        given.note(0)
        var news: [String] = []
        if let check = event.state.links.update.nextCheckAt { news.append("a check at \(check)") }
        if let before, before.status == event.status {
            given.note(1)
            news += Self.news(event.state, before.state)
        }
        guard !news.isEmpty else { return }
        log.add(
            Self.finding(
                at: nanoseconds, .payment(event.id),
                "\(event.envelope.appID) publishes \(event.status.rawValue) with \(news.joined(separator: ", "))"))
    }

    private static func news(_ state: PaymentState, _ before: PaymentState) -> [String] {
        var news: [String] = []
        if state.transactionID != before.transactionID {
            news.append("transaction \(state.transactionID ?? "none") instead of \(before.transactionID ?? "none")")
        }
        if state.paidAt != before.paidAt { news.append("another instant of payment") }
        if state.noticeCode != before.noticeCode || state.iuv != before.iuv { news.append("another notice") }
        if state.links.update.lastCheckAt != before.links.update.lastCheckAt { news.append("a further check") }
        return news
    }
}
