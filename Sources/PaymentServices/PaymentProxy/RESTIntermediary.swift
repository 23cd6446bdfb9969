import HTTPTypes
import PaymentModel
import ServicePorts
import Synchronization

/// An intermediary that speaks the generic REST dialect of `PaymentModel.DebtPositionRequest`. A reference, because it
/// is passed along with every request.
public final class RESTIntermediary: IntermediaryClient {
    private let getting: RequestShelf
    private let posting: RequestShelf
    private let timeout: Duration
    private let caller: any HTTPCaller

    /// - Parameters:
    ///   - authority: the intermediary's host.
    ///   - timeout: of one call; shorter than the consumer's session time-out (<doc:/PaymentModel/Proxy>).
    public init(authority: String, timeout: Duration = .seconds(10), caller: any HTTPCaller) {
        getting = RequestShelf(HTTPRequest(method: .get, scheme: "https", authority: authority, path: "/"))
        posting = RequestShelf(HTTPRequest(method: .post, scheme: "https", authority: authority, path: "/"))
        self.timeout = timeout
        self.caller = caller
    }

    public func createDebtPosition(for payment: Payment, creditor: Creditor) async throws -> DebtPosition {
        let values = payment.origin.values
        guard let amount = values.amount, amount > .zero else {
            throw IntermediaryError.refused(reason: "no amount")
        }
        let payer = values.debtor ?? values.payer
        let request = DebtPositionRequest(
            iud: values.iud, creditorTaxCode: creditor.taxIdentificationNumber, amount: amount,
            reason: values.reason ?? values.id.description, debtorTaxCode: payer.taxIdentificationNumber,
            debtorName: payer.familyName.map { "\(payer.name) \($0)" } ?? payer.name, dueAt: values.expireAt)
        let answer: DebtPositionAnswer = try await ask(posting, "/debt-positions", body: .value(request))
        return DebtPosition(iuv: answer.iuv, noticeCode: answer.noticeCode)
    }

    @inline(__always)
    public func state(iuv: String) async throws -> DebtPositionState {
        let answer: DebtPositionStatusAnswer = try await ask(getting, "/debt-positions/" + iuv)
        switch answer.status {
        case .unpaid: return .unpaid
        case .expired: return .expired
        case .canceled: return .canceled
        case .paid:
            guard let paidAt = answer.paidAt else {
                throw IntermediaryError.unanswered(reason: "paid without paid_at")
            }
            return .paid(at: paidAt, transactionID: answer.transactionID)
        }
    }

    public func notice(iuv: String) async throws -> Payload {
        try await call(getting, "/debt-positions/\(iuv)/notice").body
    }

    public func receipt(iuv: String) async throws -> Payload {
        try await call(getting, "/debt-positions/\(iuv)/receipt").body
    }

    public func openSession(iuv: String, returning: ReturnLinks) async throws -> String {
        let answer: OnlineSessionAnswer = try await ask(
            posting, "/debt-positions/\(iuv)/online-session",
            body: .value(OnlineSessionRequest(returnLinks: returning)))
        return answer.url.description
    }

    @inline(__always)
    private func ask<Answer: WireValue & JSONMessage>(
        _ requests: RequestShelf, _ path: String, body: Payload = .empty
    ) async throws -> Answer {
        let reply = try await call(requests, path, body: body)
        do {
            return try readBody(reply.body)
        } catch let error as ValidationError {
            throw IntermediaryError.unanswered(reason: "\(error)")
        }
    }

    @inline(__always)
    private func call(
        _ requests: RequestShelf, _ path: String, body: Payload = .empty
    ) async throws -> HTTPReply {
        let request = requests.take(path)
        defer { requests.giveBack(request) }
        let reply: HTTPReply
        do {
            reply = try await caller.call(request, body: body, timeout: timeout)
        } catch let error as HTTPCallError {
            throw IntermediaryError.unanswered(reason: "\(error)")
        }
        switch reply.status.code {
        case 200..<300: return reply
        case 404: throw IntermediaryError.unknownPosition
        case 408, 429: throw IntermediaryError.unanswered(reason: "status \(reply.status.code)")
        case 400..<500:
            let answer = try? reply.body.decode(as: ErrorAnswer.self)
            throw IntermediaryError.refused(reason: answer?.title ?? "status \(reply.status.code)")
        default: throw IntermediaryError.unanswered(reason: "status \(reply.status.code)")
        }
    }
}

/// Requests that differ in their paths only. One whose call is over gets the path of the next: that costs a third of a
/// copy with another path.
private final class RequestShelf: Sendable {
    private let template: HTTPRequest
    private let spare = Mutex<[HTTPRequest]>([])

    init(_ template: HTTPRequest) { self.template = template }

    func take(_ path: String) -> HTTPRequest {
        var request = spare.withLock { $0.popLast() } ?? template
        request.path = path
        return request
    }

    func giveBack(_ request: HTTPRequest) { spare.withLock { $0.append(request) } }
}
