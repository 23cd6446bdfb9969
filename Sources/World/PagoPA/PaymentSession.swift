import Containers
import VirtualTime

/// Names a session until it ends; one that has ended is named by nothing.
struct SessionID: Hashable, Sendable {
    let token: SlotToken
    static let none = SessionID(token: SlotToken(slot: .max, generation: 0))
}

/// Where the browser goes afterwards.
struct WaysBack: Sendable, Hashable {
    var completed: String
    var canceled: String
    var failed: String

    func url(after end: SessionEnd) -> String {
        switch end {
        case .completed: completed
        case .abandoned: canceled
        case .failed, .expired, .refused: failed
        }
    }
}

/// One visit to a page that takes payments: from the moment a browser shows it to its end. Two tabs of one cart are
/// two.
struct PaymentSession: Sendable {
    let desk: SessionDesk
    let notices: [NoticeCode]
    let waysBack: WaysBack
    /// End of the payment token's life, once the notices are locked.
    var tokenExpires = VirtualInstant.distantFuture
}
