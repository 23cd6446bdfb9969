import PaymentModel
import Testing

/// A message of every type and shape, under a name.
struct MessageSample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: any JSONMessage
    let survives: @Sendable () throws -> Bool

    init<Message: JSONMessage & Equatable>(_ message: Message) { self.init("", message) }

    init<Message: JSONMessage & Equatable>(_ shape: String, _ message: Message) {
        testDescription = "\(Message.self) \(shape)"
        self.message = message
        survives = { try Message(wireBytes: try message.wireBytes()) == message }
    }
}

@Suite struct EveryMessageTests {
    static let samples: [MessageSample] = {
        guard let event = try? Samples.payment() else { return [] }
        return payments(event) + applications(event.id) + checkout + intermediary(event) + view
    }()

    private static func payments(_ event: PaymentEvent) -> [MessageSample] {
        let links = [nil, event.state.links].map {
            PaymentStatusAnswer(
                id: event.id, reason: "r", status: .paymentPending, createdAt: Samples.nine, updatedAt: Samples.nine,
                links: $0)
        }
        return [
            MessageSample(event),
            MessageSample(PaymentOutcome(status: "OK", statusCode: "COMPLETE", statusMessage: "paid", payment: event)),
            MessageSample("without links", links[0]), MessageSample("with links", links[1]),
            MessageSample("with its id", PaymentCreation(payment: event.payment)),
            MessageSample("without an id", PaymentCreation.leavingID(of: event.payment)),
            MessageSample(CreatedAnswer(id: event.id)),
            MessageSample("in detail", ErrorAnswer(title: "validation", detail: "reason is longer than 140")),
            MessageSample("in short", ErrorAnswer(title: "no")),
        ]
    }

    private static func applications(_ id: EntityID) -> [MessageSample] {
        var bare = Samples.application(status: .submitted).state
        bare.paymentData = nil
        let asking = Samples.application()
        return [
            MessageSample(asking),
            MessageSample("without payment", asking.deriving(envelope: asking.envelope) { $0 = bare }),
            MessageSample(
                "filled in",
                ApplicationSubmission(
                    serviceID: Samples.serviceID, userID: Samples.userID, applicant: Samples.applicant,
                    paymentAmount: "42,10", paymentDescription: "mensa",
                    financialReport: [SplitShare(code: "c", amount: .oneEuro)], locale: "it")),
            MessageSample(
                "left empty",
                ApplicationSubmission(
                    serviceID: Samples.serviceID, userID: Samples.userID, applicant: Samples.applicant,
                    paymentAmount: nil)),
            MessageSample(ApplicationStatusAnswer(id: id, status: .preSubmit)),
        ]
    }

    private static var checkout: [MessageSample] {
        let request = MessageTests.checkout
        var anonymous = request
        anonymous.email = nil
        var full = request.cart
        full.idCart = "cart"
        full.allCCP = false
        return [
            MessageSample("with e-mail", request), MessageSample("without e-mail", anonymous),
            MessageSample("of what is needed", anonymous.cart), MessageSample("of everything", full),
            MessageSample(RedirectAnswer(location: MessageTests.back.ok)),
            MessageSample(OnlineSessionRequest(returnLinks: MessageTests.back)),
            MessageSample(OnlineSessionAnswer(url: MessageTests.back.ok)),
        ]
    }

    private static func intermediary(_ event: PaymentEvent) -> [MessageSample] {
        let requests = [nil, Samples.nine].map {
            DebtPositionRequest(
                iud: event.origin.iud, creditorTaxCode: "01234567890", amount: EuroCents(cents: 4210), reason: "r",
                debtorTaxCode: "AAAAAA00A00A000A", debtorName: "Ada Prova", dueAt: $0)
        }
        let outcome = SilfiNotification.Esito(
            iuv: "01", identificativo: "t-1", positivo: true, statoPagamento: "PAGATO", dataPagamento: Samples.nine,
            importo: EuroCents(cents: 4210), extraPagoPa: true, canalePagamentoExtraPagoPa: "F24", rt: "<RT/>")
        return [
            MessageSample("without a term", requests[0]), MessageSample("with a term", requests[1]),
            MessageSample(
                DebtPositionAnswer(iuv: "01", noticeCode: NoticeNumber.completing(base: "3010000000000001"))),
            MessageSample("unpaid", DebtPositionStatusAnswer(status: .unpaid)),
            MessageSample("paid", DebtPositionStatusAnswer(status: .paid, paidAt: Samples.nine, transactionID: "t")),
            MessageSample("of nobody", SilfiNotification(creditors: [])),
            MessageSample(
                "of one",
                SilfiNotification(creditors: [
                    SilfiNotification.Creditor(ente: "A", codiceServizio: "1", esiti: [outcome])
                ])),
        ]
    }

    private static var view: [MessageSample] {
        let row: [KsqlCell] = [
            KsqlCell(Samples.applicationID), KsqlCell(Samples.nine), KsqlCell(MessageTests.back.ok), .null,
            KsqlCell(Int64(-7)), KsqlCell(0.25), .text("COMPLETE"),
        ]
        return [
            MessageSample(KsqlRequest(ksql: "SELECT * FROM payments_open WHERE remote_id = 'x';")),
            MessageSample("of rows", KsqlAnswer(queryID: "q1", columns: KsqlColumns(["ID", "B"]), rows: [row, row])),
            MessageSample("without rows", KsqlAnswer(queryID: "q1", schema: "", rows: [])),
            MessageSample(
                "of every kind",
                JSONValue.object([
                    "a": .array([.null, .bool(true), .number(-1), .string("è\"\\/\u{1}")]), "": .emptyObject,
                ])
            ),
        ]
    }

    @Test("A message reads back from its bytes as it was", arguments: samples)
    func everyMessageSurvivesTheRoundTrip(sample: MessageSample) throws {
        #expect(try sample.survives())
    }

    @Test("The members of every object stand in the order of their names", arguments: samples)
    func membersStandInOrder(sample: MessageSample) throws {
        let bytes = try sample.message.wireBytes()
        #expect(try JSONValue(wireBytes: bytes).wireBytes() == bytes)
        #expect(bytes == (try sample.message.wireBytes()))
    }

    @Test("A field that nobody knows changes nothing", arguments: samples)
    func unknownFieldsAreTolerated(sample: MessageSample) throws {
        guard case .object(var members) = try JSONValue(wireBytes: try sample.message.wireBytes()),
            !(sample.message is JSONValue)
        else { return }
        members["x-forwarded-for"] = .array([.string("192.0.2.1"), .object(["deep": .null])])
        let read = try type(of: sample.message).init(wireBytes: try JSONValue.object(members).wireBytes())
        #expect(try read.wireBytes() == (try sample.message.wireBytes()))
    }
}
