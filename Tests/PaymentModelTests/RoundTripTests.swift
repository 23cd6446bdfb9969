import Foundation
import PaymentModel
import Testing

@Suite struct RoundTripTests {
    @Test("The documented payment comes out with all its members, in the order of their names")
    func theDocumentedPaymentComesOutWhole() throws {
        let event = try Samples.payment()
        #expect(text(try event.wireBytes()) == Samples.paymentWritten)
        #expect(try PaymentEvent(wireBytes: try event.wireBytes()) == event)
        #expect(event.origin.iud == event.id.hexText)
        #expect(event.kafkaKey == "5d0f0c1e-0000-4000-8000-0000000000bb")
    }

    @Test("Absent optional fields read as null")
    func absentOptionalFieldsReadAsNull() throws {
        let sparse = Samples.paymentText
            .replacing("\"expire_at\":\"2025-06-01T09:00:00+02:00\",", with: "")
            .replacing("\"receiver\":null,", with: "").replacing("\"debtor\":null,", with: "")
            .replacing("\"country\":\"IT\",", with: "").replacing("\"locale\":\"it\",", with: "")
        let event = try PaymentEvent(wireBytes: Array(sparse.utf8))
        #expect(event.origin.expireAt == nil)
        #expect(event.origin.locale == nil)
        #expect(event.origin.payer.country == "IT")
        #expect(text(try event.wireBytes()).contains("\"expire_at\":null"))
    }

    @Test("Every field of a payment survives")
    func everyFieldOfAPaymentSurvives() throws {
        let good = try Samples.payment()
        var values = good.origin.values
        var receiver = Receiver(taxIdentificationNumber: "01234567890", name: "Ente \"di\" prova\n", iban: "IT60X")
        receiver.country = "IT"
        values.receiver = receiver
        values.document = StampedDocument(id: "d", ref: nil, hash: "abc=")
        values.pagopaCategory = "9/0101100IM/"
        values.debtor = Person(kind: .legal, taxIdentificationNumber: "01234567890", name: "S.r.l.", country: nil)
        values.split = [
            SplitShare(
                code: "c", amount: EuroCents(cents: 100),
                meta: .object([
                    "n": .number(Decimal(string: "1.10")!), "deep": .array([.null, .bool(true), .object([:])]),
                ]))
        ]
        let changed = PaymentEvent(envelope: good.envelope, origin: PaymentOrigin(values), state: good.state)
            .deriving(
                envelope: EventEnvelope(
                    eventID: EntityID(high: 1, low: 1), createdAt: Samples.nine, appID: "proxy:1.0.0")
            ) {
                $0.status = .complete
                $0.paidAt = Samples.nine
                $0.transactionID = "t\u{1}è€😀"
                $0.links.update.nextCheckAt = nil
                $0.links.update.lastCheckAt = Samples.nine
                $0.links.receipt.lastOpenedAt = Samples.nine
                $0.links.notify[0].sentAt = Samples.nine
                $0.links.cancel.url = ServiceLink("https://proxy.test/cancel")
            }
        #expect(try PaymentEvent(wireBytes: try changed.wireBytes()) == changed)
        #expect(changed != good)
    }

    @Test("Derived events share their origin and keep their own envelope")
    func derivedEventsShare() throws {
        let good = try Samples.payment()
        let envelope = EventEnvelope(eventID: EntityID(high: 5, low: 5), createdAt: Samples.nine, appID: "p:1")
        let next = good.deriving(envelope: envelope) { $0.status = .paymentStarted }
        #expect(next.origin === good.origin)
        #expect(next.envelope == envelope)
        #expect(next.status == .paymentStarted)
        #expect(good.status == .paymentPending)
        #expect(next.state.links == good.state.links)
    }

    @Test("An application survives with every form of split")
    func anApplicationSurvivesWithEvery() throws {
        let share = SplitShare(code: "c_1", amount: EuroCents(cents: 4210))
        let stamp = RevenueStamp(collectionData: "9/0301116TS/", reason: "bollo")
        let other = SplitShare(code: "a_2", amount: nil)
        for split in [nil, .shares([]), .shares([share]), .map([share])] as [ApplicationSplit?] {
            let event = Samples.application(split: split, stamps: [stamp])
            #expect(try ApplicationEvent(wireBytes: try event.wireBytes()) == event)
        }
        let mapped = ApplicationSplit.map([share, other])
        let written = text(try Samples.application(status: .submitted, split: mapped).wireBytes())
        #expect(written.contains("\"split\":{\"a_2\":null,\"c_1\":42.1}"))
        let read = try #require(
            try JSONDecoder().decode([ApplicationSplit].self, from: Data("[{\"c_1\":42.1,\"a_2\":null}]".utf8)).first)
        #expect(read == .map([other, share]))
        for status in ApplicationStatus.allCases {
            let event = Samples.application(status: status)
            #expect(try ApplicationEvent(wireBytes: try event.wireBytes()) == event)
        }
    }

    @Test("Application events have the documented fields")
    func applicationEventsHaveTheDocumentedFields() throws {
        let json = try JSONValue(wireBytes: try Samples.application().wireBytes())
        #expect(json["status"] == .string("1500"))
        #expect(json["status_name"] == .string("status_payment_pending"))
        #expect(json["user"] == .string(Samples.userID.description))
        #expect(json["payment_data"]?["amount"] == .number(Decimal(string: "42.10")!))
        #expect(json["payment_data"]?["stamps"] == .null)
        #expect(json["data"]?["applicant.data.fiscal_code.data.fiscal_code"] == .string("AAAAAA00A00A000A"))
        #expect(json["flow_changed_at"] == .null)
    }

    @Test("The documented application comes out with all its members, in the order of their names")
    func theDocumentedApplicationComesOutWhole() throws {
        let split = ApplicationSplit.shares([SplitShare(code: "c_1", amount: EuroCents(cents: 4210))])
        #expect(text(try Samples.application(split: split).wireBytes()) == Samples.applicationWritten)
    }

    @Test("The applicant becomes the payer")
    func theApplicantBecomesThePayer() {
        let payer = Samples.applicant.payer
        #expect(payer.kind == .human)
        #expect(payer.familyName == "Prova")
        #expect(payer.townName == "Bugliano")
        #expect(payer.country == "IT")
        #expect(!Samples.applicant.isAnonymous)
    }

    @Test(
        "Bytes that are no JSON are refused as such",
        arguments: [
            "", "{", "{\"a\":}", "nul", "{} {}", "{\"id\":\"\\x\"}", "{\"event_id\":\"\\ud800\"}", "{\"a\" 1}",
        ])
    func bytesThatAreNotJSONAreRefused(text: String) {
        #expect(throws: ValidationError(field: "", reason: .notJSON)) {
            try JSONValue(wireBytes: Array(text.utf8))
        }
    }

    @Test("A body that is no object is refused as such", arguments: ["[1]", "null", "7", "\"text\"", "true"])
    func aBodyThatIsNoObjectIsRefused(text: String) {
        let error = #expect(throws: ValidationError.self) { try PaymentEvent(wireBytes: Array(text.utf8)) }
        #expect(error?.field == "")
        #expect(error?.description.hasPrefix("the body ") == true)
    }

    @Test("Numbers and escapes pass through untouched")
    func numbersAndEscapesPassThroughUntouched() throws {
        let json = "{\"a\":[1.10,-0.5e-7,123456789012345678901234567890],\"b\":\"\\u00e8\\ud83d\\ude00\\/\\t\"}"
        let value = try JSONValue(wireBytes: Array(json.utf8))
        let numbers = ["1.1", "-0.00000005", "123456789012345678901234567890"].map { Decimal(string: $0)! }
        #expect(value["a"] == .array(numbers.map { .number($0) }))
        #expect(value["b"] == .string("è😀/\t"))
        #expect(try JSONValue(wireBytes: try value.wireBytes()) == value)
        #expect(text(try value.wireBytes()).hasPrefix("{\"a\":[1.1,-0.00000005,123456789012345678901234567890],"))
    }

    @Test("Endless nesting is refused instead of overflowing the stack")
    func endlessNestingIsRefused() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: ValidationError.self) { try JSONValue(wireBytes: deep) }
    }
}
