import PaymentModel
import VirtualTime

/// Whoever holds the debt positions behind the notices of one segregation code: the node asks it, and tells it what
/// became of a notice.
protocol NoticeHolder: AnyObject {
    /// Its segregation code.
    var number: Int { get }

    /// What a notice is for; nil when it was never issued or was paid long ago.
    func claim(of notice: NoticeCode) -> NoticeClaim?

    /// Why `notice` cannot be paid by `session` now; nil when it can.
    func fault(_ notice: NoticeCode, for session: SessionID, now: Timestamp) -> NodeFault?

    func lock(_ notice: NoticeCode, for session: SessionID, until end: VirtualInstant)
    func unlock(_ notice: NoticeCode, by session: SessionID)

    /// The money of a notice has arrived.
    /// - Returns: when a question for the status learns of it.
    func settle(_ notice: NoticeCode) -> VirtualInstant
}

/// The payment that a notice asks for.
struct NoticeClaim {
    let payment: EntityID
    let amount: EuroCents
}
