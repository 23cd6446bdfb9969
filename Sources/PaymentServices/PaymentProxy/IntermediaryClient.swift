import PaymentModel
import ServicePorts

/// What an intermediary answers to a new debt position.
public struct DebtPosition: Sendable, Equatable {
    /// The creditor's identifier of the payment, unique within the creditor.
    public var iuv: String
    /// 18 digits.
    public var noticeCode: String

    /// A debt position as it was answered.
    public init(iuv: String, noticeCode: String) {
        self.iuv = iuv
        self.noticeCode = noticeCode
    }
}

/// How a debt position stands at the intermediary.
public enum DebtPositionState: Sendable, Equatable {
    /// Open, and payable.
    case unpaid
    /// Paid: when, and under which transaction.
    case paid(at: Timestamp, transactionID: String?)
    /// No longer payable, by its term.
    case expired
    /// Withdrawn by its creditor.
    case canceled
}

/// Why an intermediary did not do what it was asked.
public enum IntermediaryError: Error, Equatable, Sendable {
    /// It understood and said no.
    case refused(reason: String)
    /// It did not let the proxy in, and has looked at nothing.
    case unauthorized(status: Int)
    /// It has done nothing, and asks to be called again after so long.
    case notNow(after: Duration)
    /// It does not know the debt position.
    case unknownPosition
    /// No answer, or one that says nothing: it may have acted or not.
    case unanswered(reason: String)
}

extension IntermediaryError: CustomStringConvertible {
    /// What went wrong, in words for a log.
    public var description: String {
        switch self {
        case .refused(let reason): "refused: \(reason)"
        case .unauthorized(let status): "not let in: status \(status)"
        case .notNow(let wait): "asks to come again in \(wait.components.seconds) s"
        case .unknownPosition: "the debt position is unknown"
        case .unanswered(let reason): "no usable answer: \(reason)"
        }
    }
}

/// The intermediary in the proxy's own words; each dialect (REST, SOAP ...) is one conforming type. Every call throws
/// `IntermediaryError`, or `CancellationError` when the proxy ends first.
public protocol IntermediaryClient: Sendable {
    /// Opens a debt position for a payment of `creditor`.
    func createDebtPosition(for payment: Payment, creditor: Creditor) async throws -> DebtPosition
    /// What the intermediary says of a debt position now.
    func state(iuv: String) async throws -> DebtPositionState
    /// The PDF of the notice.
    func notice(iuv: String) async throws -> Payload
    /// The PDF of the receipt.
    func receipt(iuv: String) async throws -> Payload
    /// Opens a payment session at the intermediary's portal.
    /// - Returns: the URL the browser is sent to.
    func openSession(iuv: String, returning: ReturnLinks) async throws -> String
}
