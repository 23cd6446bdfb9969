import HTTPTypes
import PaymentModel
import ServicePorts

/// An intermediary that speaks the generic REST dialect of `PaymentModel.DebtPositionRequest`.
public struct RESTIntermediary: IntermediaryClient {
    private let authority: String
    private let timeout: Duration
    private let caller: any HTTPCaller
    private let retryAfter: RetryAfterRule

    /// The intermediary at this host.
    ///
    /// - Parameters:
    ///   - authority: the intermediary's host.
    ///   - timeout: of one call; shorter than the consumer's session time-out (<doc:/PaymentModel/Proxy>).
    ///   - retryAfter: what it makes of an intermediary that asks to be left alone.
    ///   - clock: what that is measured by.
    public init(
        authority: String, timeout: Duration = .seconds(10), caller: any HTTPCaller,
        retryAfter: RetryAfterRule = .ignore, clock: any Clock<Duration>
    ) {
        self.authority = authority
        self.timeout = timeout
        self.caller = PatientCaller.caller(caller, retryAfter, clock: clock)
        self.retryAfter = retryAfter
    }

    /// `POST /debt-positions`
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
        let answer: DebtPositionAnswer = try await ask(.post, "/debt-positions", body: .value(request))
        return DebtPosition(iuv: answer.iuv, noticeCode: answer.noticeCode)
    }

    /// `GET /debt-positions/{iuv}`
    public func state(iuv: String) async throws -> DebtPositionState {
        let answer: DebtPositionStatusAnswer = try await ask(.get, "/debt-positions/\(iuv)")
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

    /// `GET /debt-positions/{iuv}/notice`: the PDF.
    public func notice(iuv: String) async throws -> Payload {
        try await call(.get, "/debt-positions/\(iuv)/notice").body
    }

    /// `GET /debt-positions/{iuv}/receipt`: the PDF.
    public func receipt(iuv: String) async throws -> Payload {
        try await call(.get, "/debt-positions/\(iuv)/receipt").body
    }

    /// `POST /debt-positions/{iuv}/online-session`: the page where the citizen pays.
    public func openSession(iuv: String, returning: ReturnLinks) async throws -> String {
        let answer: OnlineSessionAnswer = try await ask(
            .post, "/debt-positions/\(iuv)/online-session",
            body: .value(OnlineSessionRequest(returnLinks: returning)))
        return answer.url.description
    }

    private func ask<Answer: WireValue & JSONMessage>(
        _ method: HTTPRequest.Method, _ path: String, body: Payload = .empty
    ) async throws -> Answer {
        let reply = try await call(method, path, body: body)
        do {
            return try readBody(reply.body)
        } catch let error as ValidationError {
            throw IntermediaryError.unanswered(reason: "\(error)")
        }
    }

    private func call(
        _ method: HTTPRequest.Method, _ path: String, body: Payload = .empty
    ) async throws -> HTTPReply {
        let request = HTTPRequestHead(method: method, scheme: "https", authority: authority, path: path)
        let reply: HTTPReply
        do {
            reply = try await caller.call(request, body: body, timeout: timeout)
        } catch let error as HTTPCallError {
            throw IntermediaryError.unanswered(reason: "\(error)")
        }
        if retryAfter == .obey, let wait = reply.retryAfter { throw IntermediaryError.notNow(after: wait) }
        switch reply.status.code {
        case 200..<300: return reply
        case 401, 403: throw IntermediaryError.unauthorized(status: reply.status.code)
        case 404: throw IntermediaryError.unknownPosition
        case 408, 429: throw IntermediaryError.unanswered(reason: "status \(reply.status.code)")
        case 400..<500:
            let answer = try? reply.body.decode(as: ErrorAnswer.self)
            throw IntermediaryError.refused(reason: answer?.title ?? "status \(reply.status.code)")
        default: throw IntermediaryError.unanswered(reason: "status \(reply.status.code)")
        }
    }
}
