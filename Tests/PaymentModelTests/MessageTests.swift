import PaymentModel
import Testing

@Suite struct MessageTests {
    static let back = ReturnLinks(
        ok: ServiceLink("https://proxy.test/landing/ok")!, cancel: ServiceLink("https://proxy.test/landing/no")!,
        error: ServiceLink("https://proxy.test/landing/error")!,
        waiting: ServiceLink("https://proxy.test/landing/wait")!)
    static let checkout = CheckoutRequest(
        paymentID: EntityID(high: 1, low: 2), noticeNumber: NoticeNumber.completing(base: "3010000000000000"),
        fiscalCode: "01234567890", amount: EuroCents(cents: 4210), companyName: "Comune di Bugliano",
        description: "mensa", email: "a@b.test", returnLinks: back)

    @Test("A notification may carry outcomes of several creditors")
    func aNotificationMayCarry() throws {
        let outcome = SilfiNotification.Esito(
            iuv: "01", identificativo: "t-1", positivo: true, statoPagamento: "PAGATO", dataPagamento: Samples.nine,
            importo: EuroCents(cents: 4210), canalePagamento: "WISP")
        var second = outcome
        second.positivo = false
        second.dataPagamento = nil
        let notification = SilfiNotification(creditors: [
            SilfiNotification.Creditor(ente: "A", codiceServizio: "1", esiti: [outcome, second]),
            SilfiNotification.Creditor(ente: "B", codiceServizio: "2", esiti: [outcome]),
        ])
        #expect(try SilfiNotification(wireBytes: try notification.wireBytes()) == notification)
        let bad = text(try notification.wireBytes()).replacing("\"importo\":42.1,", with: "\"importo\":\"42,10\",")
        #expect(throws: ValidationError(field: "[0].esiti[0].importo", reason: .decimalComma)) {
            try SilfiNotification(wireBytes: Array(bad.utf8))
        }
    }

    @Test("A paid debt position says when and how")
    func aPaidDebtPosition() {
        let bytes = Array("{\"status\":\"PAID\",\"paid_at\":null,\"transaction_id\":\"t\"}".utf8)
        #expect(throws: ValidationError(field: "paid_at", reason: .missing)) {
            try DebtPositionStatusAnswer(wireBytes: bytes)
        }
    }

    @Test("A payment created without id gets one with its IUD")
    func aPaymentCreatedWithout() throws {
        let id = EntityID(high: 9, low: 9)
        let given = try PaymentCreation(wireBytes: Array(Samples.paymentText.utf8))
        #expect(given.payment(withID: id) == (try Samples.payment().payment))
        let anonymous = Samples.paymentText
            .replacing("\"id\":\"0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01\",", with: "")
            .replacing("\"iud\":\"0b6f2a541c1e4d579d0a6a2f4f1f0a01\",", with: "")
        let created = try PaymentCreation(wireBytes: Array(anonymous.utf8)).payment(withID: id)
        #expect(created.id == id)
        #expect(created.origin.iud == id.hexText)
        let imported = Samples.paymentText.replacing("\"id\":\"0b6f2a54-1c1e-4d57-9d0a-6a2f4f1f0a01\",", with: "")
        let due = try PaymentCreation(wireBytes: Array(imported.utf8)).payment(withID: id)
        #expect(due.origin.iud == "0b6f2a541c1e4d579d0a6a2f4f1f0a01")
    }

    @Test("A nested event is blamed by its place")
    func aNestedEventIsBlamed() throws {
        let payment = try Samples.payment()
        let outcome = PaymentOutcome(status: "OK", statusCode: "COMPLETE", statusMessage: "", payment: payment)
        let bad = text(try outcome.wireBytes()).replacing("\"amount\":42.1,\"code\":\"c_1\"", with: "\"code\":\"c_1\"")
        #expect(throws: ValidationError(field: "data.payment.split[0].amount", reason: .missing)) {
            try PaymentOutcome(wireBytes: Array(bad.utf8))
        }
    }

    @Test("A body built by hand is held to the rules of the wire")
    func aBodyBuiltByHand() throws {
        let request = DebtPositionRequest(
            iud: "i", creditorTaxCode: "01234567890", amount: .zero, reason: "r", debtorTaxCode: "d", debtorName: "n",
            dueAt: nil)
        var named: [String] = []
        for body in [
            request, DebtPositionAnswer(iuv: "1", noticeCode: "3"), DebtPositionStatusAnswer(status: .paid),
        ] as [any JSONMessage] {
            let error = #expect(throws: ValidationError.self) { try body.validate() }
            let bytes = try body.wireBytes()
            let read = #expect(throws: ValidationError.self) { try type(of: body).init(wireBytes: bytes) }
            #expect(read == error)
            named.append(error?.field ?? "")
        }
        #expect(named == ["amount_cents", "notice_code", "paid_at"])
    }

    @Test(
        "The form's amount is read as Core does",
        arguments: [("42,10", 4210), ("42.10", 4210), ("gratis", nil), (nil, nil)] as [(String?, Int64?)])
    func theFormsAmountIsRead(typed: String?, cents: Int64?) {
        let submission = ApplicationSubmission(
            serviceID: Samples.serviceID, userID: Samples.userID, applicant: Samples.applicant, paymentAmount: typed)
        #expect(submission.amount?.cents == cents)
    }

    @Test("A cart names its bad notice")
    func aCartNamesItsBadNotice() throws {
        let good = text(try Self.checkout.cart.wireBytes())
        let short = good.replacing("01234567890", with: "0123456789")
        #expect(throws: ValidationError(field: "paymentNotices[0].fiscalCode", reason: .tooShort(limit: 11))) {
            try CartRequest(wireBytes: Array(short.utf8))
        }
        let free = good.replacing("\"amount\":4210", with: "\"amount\":0")
        let error = #expect(throws: ValidationError.self) { try CartRequest(wireBytes: Array(free.utf8)) }
        #expect(error?.field == "paymentNotices[0].amount")
        let unreturnable = good.replacing("returnErrorUrl", with: "returnLaterUrl")
        #expect(throws: ValidationError(field: "returnUrls.returnErrorUrl", reason: .missing)) {
            try CartRequest(wireBytes: Array(unreturnable.utf8))
        }
    }

    @Test("A ksql answer has a header and then rows")
    func aKsqlAnswerHasAHeader() throws {
        let row: [KsqlCell] = [
            KsqlCell(Samples.applicationID), KsqlCell(Samples.nine), KsqlCell(Self.back.ok), .null,
            KsqlCell(Int64(4210)), .text("COMPLETE"),
        ]
        let answer = KsqlAnswer(queryID: "q1", schema: "`ID` STRING", rows: [row, row])
        let read = try KsqlAnswer(wireBytes: try answer.wireBytes())
        #expect(read == answer)
        #expect(read.nominalSize == answer.nominalSize)
        #expect(read.rows[0][0].idValue == Samples.applicationID)
        #expect(read.rows[0][1].timestampValue == Samples.nine)
        #expect(read.rows[0][2].linkValue == Self.back.ok)
        #expect(read.rows[0][3].text == nil)
        let empty = KsqlAnswer(queryID: "q1", schema: "", rows: [])
        #expect(text(try empty.wireBytes()) == "[{\"header\":{\"queryId\":\"q1\",\"schema\":\"\"}}]")
        #expect(read.rows[0][5] != read.rows[0][4])
    }

    @Test("Error bodies of either dialect are read")
    func errorBodiesOfEither() throws {
        #expect(try ErrorAnswer(wireBytes: Array("{\"error\":\"no\"}".utf8)).title == "no")
        #expect(
            try ErrorAnswer(wireBytes: Array("{\"type\":\"t\",\"title\":\"no\",\"errors\":{}}".utf8)).title == "no")
    }

    @Test("Notice numbers carry their check digits")
    func noticeNumbersCarryTheirCheckDigits() {
        #expect(NoticeNumber.completing(base: "3010000000000000").count == 18)
        let number = NoticeNumber.completing(base: "3010000000000001")
        #expect(number.suffix(2) == String(format(3_010_000_000_000_001 % 93)))
        #expect(NoticeNumber.isValid(number))
        for digit in 0..<16 {
            var digits = Array(number.utf8)
            digits[digit] = digits[digit] == UInt8(ascii: "9") ? UInt8(ascii: "8") : digits[digit] + 1
            #expect(!NoticeNumber.isValid(text(digits)))
        }
        for bad in ["", "301000000000000", "30100000000000001x", number + "0"] {
            #expect(!NoticeNumber.isValid(bad))
        }
    }

    private func format(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
