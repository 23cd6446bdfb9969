import PaymentModel
import PaymentServices
import PortFakes
import ServicePorts

/// An intermediary that answers as it is told and counts.
actor FakeIntermediary: IntermediaryClient {
    var creation: Result<DebtPosition, IntermediaryError>
    var found: Result<DebtPositionState, IntermediaryError>
    private(set) var created: [EntityID] = []
    private(set) var asked: [String] = []
    private(set) var sessions = 0

    init(
        creation: Result<DebtPosition, IntermediaryError> = .success(.sample),
        found: Result<DebtPositionState, IntermediaryError> = .success(.unpaid)
    ) {
        self.creation = creation
        self.found = found
    }

    func answerCreation(_ creation: Result<DebtPosition, IntermediaryError>) { self.creation = creation }

    func createDebtPosition(for payment: Payment, creditor: Creditor) throws -> DebtPosition {
        created.append(payment.id)
        let answer = creation
        switch answer {
        // What is no answer about the payment passes.
        case .failure(.unanswered), .failure(.unauthorized), .failure(.notNow): creation = .success(.sample)
        case .failure(.refused), .failure(.unknownPosition), .success: break
        }
        return try answer.get()
    }

    func state(iuv: String) throws -> DebtPositionState {
        asked.append(iuv)
        return try found.get()
    }

    func notice(iuv: String) throws -> Payload {
        _ = try found.get()
        return .bytes(Array("notice".utf8))
    }

    func receipt(iuv: String) throws -> Payload {
        _ = try found.get()
        return .bytes(Array("receipt".utf8))
    }

    func openSession(iuv: String, returning: ReturnLinks) throws -> String {
        sessions += 1
        _ = try found.get()
        return "https://portal.test/pay?iuv=\(iuv)"
    }
}

extension DebtPosition {
    static let sample = DebtPosition(iuv: Sample.iuv, noticeCode: Sample.noticeCode)
}
