import HTTPTypes
import PaymentModel
import PortFakes
import ServicePorts
import Testing

@testable import PaymentServices

struct DispatcherAPITests {
    private let fakes = FakeSurroundings()
    private let producer = FakeProducer<PaymentEvent>()
    private let store = FakeStore()

    private func endpoint(
        statuses: [PaymentStatus] = [], producer: FakeProducer<PaymentEvent>? = nil,
        view: HTTPResponse.Status = .ok
    ) -> CreationEndpoint {
        let rows = statuses.map { [KsqlCell.text($0.rawValue)] }
        let caller = FakeCaller { _, _ in view == .ok ? Sample.ksqlRows(rows) : HTTPReply(view) }
        return CreationEndpoint(
            DispatcherAPIConfiguration(), caller: caller, producer: producer ?? self.producer, store: store,
            surroundings: fakes.surroundings)
    }

    private func creation(_ status: PaymentStatus = .creationPending, hasOwnID: Bool = true) -> PaymentCreation {
        let payment = Sample.payment(status).payment
        return hasOwnID ? PaymentCreation(payment: payment) : .leavingID(of: payment)
    }

    @Test("A payment is created under the id its caller chose, and published in an envelope of the API's own")
    func created() async throws {
        let reply = try await endpoint().post("/payments", creation())
        #expect(reply.status == .created)
        #expect(try reply.body.decode(as: CreatedAnswer.self).id == Sample.paymentID)
        let event = try #require(await producer.events.first)
        #expect(event.id == Sample.paymentID)
        #expect(event.envelope.appID == "payment-dispatcher-api:1.0.0")
        #expect(await producer.records.first?.key?.text == Sample.serviceID.description)
    }

    @Test("Without an id the payment gets one")
    func newID() async throws {
        let reply = try await endpoint().post("/payments", creation(hasOwnID: false))
        #expect(try reply.body.decode(as: CreatedAnswer.self).id != Sample.paymentID)
    }

    @Test("A due that exists at the intermediary begins as PAYMENT_PENDING")
    func due() async throws {
        let reply = try await endpoint().post("/payments", creation(.paymentPending))
        #expect(reply.status == .created)
        #expect(await producer.events.first?.status == .paymentPending)
    }

    @Test("The same idempotency key is answered 200 with the same id, and nothing is published again")
    func replay() async throws {
        let endpoint = endpoint()
        let fields: HTTPFields = [.idempotencyKey: "k-1"]
        let first = try await endpoint.post("/payments", creation(hasOwnID: false), headerFields: fields)
        let second = try await endpoint.post("/payments", creation(hasOwnID: false), headerFields: fields)
        #expect(first.status == .created)
        #expect(second.status == .ok)
        #expect(
            try first.body.decode(as: CreatedAnswer.self) == second.body.decode(as: CreatedAnswer.self))
        #expect(await producer.records.count == 1)
    }

    @Test(
        "An application with an open or a paid payment gets no other",
        arguments: [
            (PaymentStatus.paymentPending, HTTPResponse.Status.conflict), (.complete, .conflict),
            (.creationFailed, .created), (.expired, .created), (.canceled, .created),
        ])
    func conflict(known: PaymentStatus, answer: HTTPResponse.Status) async throws {
        #expect(try await endpoint(statuses: [known]).post("/payments", creation()).status == answer)
    }

    @Test("No payment begins in another state", arguments: [PaymentStatus.complete, .paymentStarted, .expired])
    func badState(_ status: PaymentStatus) async throws {
        let reply = try await endpoint().post("/payments", creation(status))
        #expect(reply.status == .unprocessableContent)
        #expect(try reply.body.decode(as: ErrorAnswer.self).detail?.hasPrefix("status") == true)
    }

    @Test("A payment that breaks the form is a 422 that names the field")
    func badPayment() async throws {
        let payment = Sample.payment(.creationPending, split: [SplitShare(code: "c", amount: nil)]).payment
        let reply = try await endpoint().post("/payments", PaymentCreation(payment: payment))
        #expect(reply.status == .unprocessableContent)
        #expect(try reply.body.decode(as: ErrorAnswer.self).detail?.contains("payment.split[0].amount") == true)
        #expect(
            try await endpoint().post("/payments", payload: .bytes(Array("{}".utf8))).status
                == .unprocessableContent)
    }

    @Test("Without Kafka or without the view the answer is 503")
    func unavailable() async throws {
        let down = FakeProducer<PaymentEvent>(failures: 1)
        #expect(try await endpoint(producer: down).post("/payments", creation()).status == .serviceUnavailable)
        #expect(
            try await endpoint(view: .badRequest).post("/payments", creation()).status == .serviceUnavailable)
    }

    @Test("Other paths and methods are refused")
    func routes() async throws {
        #expect(try await endpoint().get("/payments").status == .methodNotAllowed)
        #expect(try await endpoint().post("/payment", creation()).status == .notFound)
    }
}
