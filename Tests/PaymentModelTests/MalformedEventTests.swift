import PaymentModel
import Testing

@Suite struct MalformedPaymentEventTests {
    @Test("Every row of the catalogue meets its fate", arguments: PaymentEventDefect.allCases)
    func everyRowOfTheCatalogueMeetsItsFate(defect: PaymentEventDefect) throws {
        let good = try Samples.payment()
        let bytes = try defect.wireBytes(from: good)
        switch defect.fate {
        case .rejected(let field):
            let error = #expect(throws: ValidationError.self) { try PaymentEvent(wireBytes: bytes) }
            #expect(error?.field == field)
        case .discarded:
            let version = try PaymentEvent(wireBytes: bytes).envelope.version
            #expect(EventVersionRule.numericTwo.decide(version) == .discardSilently)
        case .skipped: #expect(try PaymentEvent(wireBytes: bytes).origin.type != .pagoPA)
        case .tolerated:
            let event = try PaymentEvent(wireBytes: bytes)
            #expect(event.envelope == good.envelope)
            #expect(event.state == good.state)
        }
        #expect(text(bytes) != text(try good.wireBytes()) || defect == .eventIDRepeated)
    }

    @Test("A comma and a null share are told apart from ordinary failures")
    func aCommaAndANullShare() throws {
        let good = try Samples.payment()
        #expect(throws: ValidationError(field: "payment.amount", reason: .decimalComma)) {
            try PaymentEvent(wireBytes: try PaymentEventDefect.amountWithComma.wireBytes(from: good))
        }
        #expect(throws: ValidationError(field: "payment.split[0].amount", reason: .missing)) {
            try PaymentEvent(wireBytes: try PaymentEventDefect.splitAmountNull.wireBytes(from: good))
        }
    }

    @Test("A null country is kept as such")
    func aNullCountryIsKept() throws {
        let bytes = try PaymentEventDefect.countryNull.wireBytes(from: try Samples.payment())
        #expect(try PaymentEvent(wireBytes: bytes).origin.payer.country == nil)
    }

    @Test(
        "Every required field is missed by name",
        arguments: [
            "id", "user_id", "tenant_id", "service_id", "remote_id", "type", "created_at", "updated_at", "status",
            "payer",
            "event_id", "event_version", "event_created_at", "app_id", "payment", "links", "currency", "iud", "split",
            "online_payment_begin", "online_payment_landing", "offline_payment", "receipt", "update",
            "tax_identification_number",
        ])
    func everyRequiredField(name: String) {
        let without = Samples.paymentText.replacing("\"\(name)\":", with: "\"absent\":")
        let error = #expect(throws: ValidationError.self) { try PaymentEvent(wireBytes: Array(without.utf8)) }
        // `type` stands in the payment and the payer too, and the first of them that is read is the one missed.
        #expect(error?.field.hasSuffix(name) == true)
        #expect(error?.reason == .missing)
    }

    @Test(
        "A value of the wrong kind is refused by field",
        arguments: [
            ("\"EUR\"", "\"CHF\"", "payment.currency"), ("efil-payment-proxy:1.5.0", "efil", "app_id"),
            ("\"human\"", "\"alien\"", "payer.type"), ("\"POST\"", "\"SEND\"", "links.notify[0].method"),
            ("http://proxy.internal/", "proxy.internal/", "links.update.url"),
            ("\"type\":\"PAGOPA\",\"notice", "\"type\":\"GIRO\",\"notice", "payment.type"),
            ("\"01000000000000019\"", "17", "payment.iuv"), ("\"update\":{", "\"update\":7,\"was\":{", "links.update"),
            ("5d0f0c1e-0000-4000-8000-000000000001", "5d0f0c1e", "user_id"),
        ])
    func aValueOfTheWrongKind(good: String, bad: String, field: String) {
        let compact = Samples.paymentText.filter { !$0.isWhitespace }
        let changed = compact.replacing(good, with: bad)
        #expect(changed != compact)
        let error = #expect(throws: ValidationError.self) { try PaymentEvent(wireBytes: Array(changed.utf8)) }
        #expect(error?.field == field)
    }

    @Test("Of a field written twice the first counts")
    func ofAFieldWrittenTwiceTheFirstCounts() throws {
        let good = Samples.paymentText.replacing("\"locale\":\"it\"", with: "\"locale\":\"it\",\"locale\":null")
        #expect(try PaymentEvent(wireBytes: Array(good.utf8)) == (try Samples.payment()))
        let bad = Samples.paymentText.replacing("{\"id\":", with: "{\"id\":null,\"id\":")
        #expect(throws: ValidationError(field: "id", reason: .missing)) {
            try PaymentEvent(wireBytes: Array(bad.utf8))
        }
    }

    @Test("Splits of the amount or of one euro or empty are good")
    func splitsOfTheAmountOrOfOne() throws {
        for shares in [[4210], [4000, 210], [100], [33, 67], []] {
            let split = shares.map { SplitShare(code: "c", amount: EuroCents(cents: Int64($0))) }
            try SplitShare.validate(split, total: EuroCents(cents: 4210), field: "payment.split")
        }
        let wrong = [SplitShare(code: "c", amount: EuroCents(cents: 4209))]
        #expect(
            throws: ValidationError(
                field: "payment.split",
                reason: .splitSum(EuroCents(cents: 4209), amount: EuroCents(cents: 4210)))
        ) { try SplitShare.validate(wrong, total: EuroCents(cents: 4210), field: "payment.split") }
    }

    @Test("A reason of 140 characters passes whatever its bytes")
    func aReasonOf140Characters() throws {
        let reason = String(repeating: "è", count: 140)
        let changed = Samples.paymentText.replacing("demo_reason", with: reason)
        #expect(try PaymentEvent(wireBytes: Array(changed.utf8)).origin.reason == reason)
    }

    @Test("Values built by hand are held to the same rules")
    func valuesBuiltByHand() throws {
        let good = try Samples.payment()
        try good.validate()
        var values = good.origin.values
        values.reason = String(repeating: "x", count: 141)
        let bad = PaymentEvent(envelope: good.envelope, origin: PaymentOrigin(values), state: good.state)
        #expect(throws: ValidationError(field: "reason", reason: .tooLong(limit: 140))) { try bad.validate() }
    }
}

@Suite struct MalformedApplicationEventTests {
    @Test("Every row of the catalogue meets its fate", arguments: ApplicationEventDefect.allCases)
    func everyRowOfTheCatalogueMeetsItsFate(defect: ApplicationEventDefect) throws {
        let good = Samples.application()
        let bytes = try defect.wireBytes(from: good)
        switch defect.fate {
        case .rejected(let field):
            let error = #expect(throws: ValidationError.self) { try ApplicationEvent(wireBytes: bytes) }
            #expect(error?.field == field)
        case .discarded:
            let version = try ApplicationEvent(wireBytes: bytes).envelope.version
            #expect(EventVersionRule.numericTwo.decide(version) == .discardSilently)
        case .skipped, .tolerated: #expect(try ApplicationEvent(wireBytes: bytes) == good)
        }
        #expect(text(bytes) != text(try good.wireBytes()) || defect == .eventIDRepeated)
    }

    @Test(
        "An application that asks for no payment may lack its data, or have empty ones",
        arguments: [
            "\"absent\":7", "\"payment_data\":null", "\"payment_data\":[]", "\"payment_data\":{}",
        ])
    func anApplicationWithoutPaymentMayLackItsData(member: String) throws {
        var state = Samples.application(status: .submitted).state
        state.paymentData = nil
        let application = Samples.application().deriving(envelope: Samples.application().envelope) { $0 = state }
        let written = text(try application.wireBytes())
        let bare = written.replacing("\"payment_data\":null", with: member)
        #expect(bare.contains(member))
        #expect(try ApplicationEvent(wireBytes: Array(bare.utf8)) == application)
    }

    @Test(
        "Data of the wrong form are not taken for empty ones",
        arguments: [
            ("\"payment_data\":[1]", "payment_data"), ("\"payment_data\":{\"path\":1}", "payment_data.reason"),
            ("\"payment_data\":7", "payment_data"),
        ])
    func dataOfTheWrongFormAreRefused(member: String, field: String) throws {
        var state = Samples.application(status: .submitted).state
        state.paymentData = nil
        let application = Samples.application().deriving(envelope: Samples.application().envelope) { $0 = state }
        let bad = text(try application.wireBytes()).replacing("\"payment_data\":null", with: member)
        let error = #expect(throws: ValidationError.self) { try ApplicationEvent(wireBytes: Array(bad.utf8)) }
        #expect(error?.field == field)
    }

    @Test("A stamp costs sixteen euro")
    func aStampCostsSixteenEuro() throws {
        let stamp = RevenueStamp(collectionData: "9/0301116TS/", reason: "bollo")
        try Samples.application(stamps: [stamp]).validate()
        var cheap = stamp
        cheap.amount = EuroCents(cents: 200)
        let error = #expect(throws: ValidationError.self) {
            try Samples.application(stamps: [stamp, cheap]).validate()
        }
        #expect(error?.field == "payment_data.stamps[1].amount")
    }

    @Test("A name that contradicts the code is refused")
    func aNameThatContradictsTheCode() throws {
        let good = text(try Samples.application().wireBytes())
        let bad = good.replacing("\"status\":\"1500\"", with: "\"status\":\"1520\"")
        let error = #expect(throws: ValidationError.self) { try ApplicationEvent(wireBytes: Array(bad.utf8)) }
        #expect(error?.field == "status_name")
    }
}
