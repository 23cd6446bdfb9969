import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

struct RESTIntermediaryTests {
    private func intermediary(
        _ reply: Result<HTTPReply, HTTPCallError>
    ) -> (RESTIntermediary, FakeCaller) {
        let caller = FakeCaller(replies: [reply])
        return (RESTIntermediary(authority: "efil.test", caller: caller, clock: LeapingClock()), caller)
    }

    @Test("A payment becomes a debt position with the payment's IUD, in cents")
    func creation() async throws {
        let notice = NoticeNumber.completing(base: "3010000000000000")
        let answer = DebtPositionAnswer(iuv: "01", noticeCode: notice)
        let (intermediary, caller) = intermediary(.success(HTTPReply(.created, body: .value(answer))))
        let payment = Sample.payment(.creationPending).payment
        let position = try await intermediary.createDebtPosition(for: payment, creditor: Sample.creditor)
        #expect(position == DebtPosition(iuv: "01", noticeCode: notice))
        let call = try #require(await caller.calls.first)
        #expect(call.request.method == .post)
        #expect(call.request.authority == "efil.test")
        #expect(call.request.path == "/debt-positions")
        #expect(call.timeout == .seconds(10))
        let request: DebtPositionRequest = try call.body.decode()
        #expect(request.iud == Sample.paymentID.hexText)
        #expect(request.amount == EuroCents(cents: 4210))
        #expect(request.creditorTaxCode == Sample.creditor.taxIdentificationNumber)
        #expect(request.debtorName == "Ada Prova")
    }

    @Test(
        "The answer about a position is read as its state",
        arguments: [
            (DebtPositionStatusAnswer(status: .unpaid), DebtPositionState.unpaid),
            (DebtPositionStatusAnswer(status: .expired), .expired),
            (DebtPositionStatusAnswer(status: .canceled), .canceled),
            (
                DebtPositionStatusAnswer(status: .paid, paidAt: Sample.now, transactionID: "t"),
                .paid(at: Sample.now, transactionID: "t")
            ),
        ])
    func state(answer: DebtPositionStatusAnswer, state: DebtPositionState) async throws {
        let (intermediary, caller) = intermediary(.success(HTTPReply(.ok, body: .value(answer))))
        #expect(try await intermediary.state(iuv: "01") == state)
        #expect(await caller.calls.first?.request.path == "/debt-positions/01")
    }

    @Test(
        "What went wrong is told apart: refused, unknown, or no answer at all",
        arguments: [
            (
                Result<HTTPReply, HTTPCallError>.success(HTTPReply(.conflict)),
                IntermediaryError.refused(reason: "status 409")
            ),
            (
                .success(HTTPReply(.badRequest, body: .value(ErrorAnswer(title: "no amount")))),
                .refused(reason: "no amount")
            ),
            (.success(HTTPReply(.notFound)), .unknownPosition),
            (.success(HTTPReply(.tooManyRequests)), .unanswered(reason: "status 429")),
            (.success(HTTPReply(.badGateway)), .unanswered(reason: "status 502")),
            (
                .failure(.connectionRefused(authority: "efil.test")),
                .unanswered(reason: "\(HTTPCallError.connectionRefused(authority: "efil.test"))")
            ),
        ])
    func failures(reply: Result<HTTPReply, HTTPCallError>, error: IntermediaryError) async throws {
        let (intermediary, _) = intermediary(reply)
        await #expect(throws: error) { try await intermediary.state(iuv: "01") }
    }

    @Test("An answer with a wrong notice number counts as none, whether it comes as a value or as bytes")
    func badNotice() async throws {
        let answer = DebtPositionAnswer(iuv: "01", noticeCode: "301000000000000019")
        for body in [Payload.value(answer), .bytes(try answer.wireBytes())] {
            let (intermediary, _) = intermediary(.success(HTTPReply(.created, body: body)))
            await #expect(throws: IntermediaryError.unanswered(reason: "notice_code is not a notice number")) {
                try await intermediary.createDebtPosition(
                    for: Sample.payment(.creationPending).payment, creditor: Sample.creditor)
            }
        }
    }

    @Test("An answer of the wrong form counts as none")
    func badAnswer() async throws {
        let (intermediary, _) = intermediary(.success(HTTPReply(.ok, body: .bytes(Array("{}".utf8)))))
        await #expect(throws: IntermediaryError.unanswered(reason: "status missing")) {
            try await intermediary.state(iuv: "01")
        }
    }

    @Test("A session is asked for with the pages to come back to")
    func session() async throws {
        let answer = OnlineSessionAnswer(url: ServiceLink("https://portal.test/s/1")!)
        let (intermediary, caller) = intermediary(.success(HTTPReply(.created, body: .value(answer))))
        let links = ProxyLinks(PaymentProxyConfiguration(intermediary: "efil", collections: []))
            .returnLinks(Sample.paymentID)
        #expect(try await intermediary.openSession(iuv: "01", returning: links) == "https://portal.test/s/1")
        let call = try #require(await caller.calls.first)
        #expect(call.request.path == "/debt-positions/01/online-session")
        let request: OnlineSessionRequest = try call.body.decode()
        #expect(
            request.returnLinks.ok.description
                == "https://efil-payment-proxy.test/landing/\(Sample.paymentID)?esito=OK")
    }

    @Test("A payment without an amount is refused before the intermediary hears of it")
    func noAmount() async throws {
        let (intermediary, caller) = intermediary(.success(HTTPReply(.created)))
        let values = PaymentOrigin.Values(
            id: Sample.paymentID, userID: Sample.userID, tenantID: Sample.tenantID, serviceID: Sample.serviceID,
            remoteID: Sample.applicationID, createdAt: Sample.now, amount: nil, payer: Sample.applicant.payer)
        let payment = Payment(
            origin: PaymentOrigin(values), state: PaymentState(status: .creationPending, updatedAt: Sample.now))
        await #expect(throws: IntermediaryError.refused(reason: "no amount")) {
            try await intermediary.createDebtPosition(for: payment, creditor: Sample.creditor)
        }
        #expect(await caller.calls.isEmpty)
    }
}
