import PaymentModel
import Testing

/// Every kind of trouble is told with the path of its field from the top of the body.
@Suite struct FieldPathTests {
    struct Trouble: Sendable, CustomTestStringConvertible {
        /// A member of the documented payment, and what stands in its place.
        let good: String
        let bad: String
        let error: ValidationError
        var testDescription: String { "\(error)" }

        init(_ good: String, _ bad: String, _ field: String, _ reason: ValidationError.Reason) {
            (self.good, self.bad) = (good, bad)
            error = ValidationError(field: field, reason: reason)
        }
    }

    private static let date = "an ISO 8601 date with an offset"
    private static let long = String(repeating: "x", count: 256)

    static let troubles = [
        Trouble("\"iud\":", "\"absent\":", "payment.iud", .missing),
        Trouble("\"iud\":\"0b6f2a541c1e4d579d0a6a2f4f1f0a01\"", "\"iud\":null", "payment.iud", .missing),
        Trouble("\"payment\":{", "\"payment\":[],\"was\":{", "payment", .wrongType(expected: "an object")),
        Trouble("\"payment\":{", "\"payment\":null,\"was\":{", "payment", .missing),
        Trouble("\"split\":[", "\"split\":{},\"was\":[", "payment.split", .wrongType(expected: "a list")),
        Trouble("\"split\":[", "\"split\":[7,", "payment.split[0]", .wrongType(expected: "an object")),
        Trouble("\"code\":\"c_1\"", "\"code\":1", "payment.split[0].code", .wrongType(expected: "a string")),
        Trouble(
            "\"split\":[", "\"split\":[{\"code\":\"c\",\"amount\":0},{\"amount\":1},", "payment.split[1].code", .missing
        ),
        Trouble(
            "\"amount\":42.10,\"meta\"", "\"amount\":\"x\",\"meta\"", "payment.split[0].amount",
            .unreadable(expected: "a decimal")),
        Trouble("\"amount\":42.10,\"meta\"", "\"amount\":null,\"meta\"", "payment.split[0].amount", .missing),
        Trouble(
            "\"amount\":42.10,\"meta\"", "\"amount\":42.11,\"meta\"", "payment.split",
            .splitSum(EuroCents(cents: 4211), amount: EuroCents(cents: 4210))),
        Trouble("\"user_id\":\"5d0f0c1e-", "\"user_id\":\"5d0f0c1e", "user_id", .unreadable(expected: "a UUID")),
        Trouble("\"user_id\":", "\"user_id\":7,\"was\":", "user_id", .wrongType(expected: "a string")),
        Trouble(
            "\"next_check_at\":\"2025-03-03T", "\"next_check_at\":\"2025-03-33T", "links.update.next_check_at",
            .unreadable(expected: date)),
        Trouble("\"paid_at\":null", "\"paid_at\":{}", "payment.paid_at", .wrongType(expected: "a string")),
        Trouble(
            "http://proxy.internal/", "proxy.internal/", "links.update.url",
            .unreadable(expected: "an absolute URL")),
        Trouble("\"method\":\"POST\"", "\"method\":\"SEND\"", "links.notify[0].method", .unknownValue("SEND")),
        Trouble("\"notify\":[", "\"notify\":[null,", "links.notify[0]", .missing),
        Trouble("\"PAYMENT_PENDING\"", "\"PAID\"", "status", .unknownValue("PAID")),
        Trouble("\"EUR\"", "\"CHF\"", "payment.currency", .unknownValue("CHF")),
        Trouble("\"demo_reason\"", "\"\(long.prefix(141))\"", "reason", .tooLong(limit: 140)),
        Trouble(
            "\"type\":\"PAGOPA\",\"tenant", "\"type\":\"\(long.prefix(51))\",\"tenant", "type", .tooLong(limit: 50)),
        Trouble(
            "\"transaction_id\":null", "\"transaction_id\":\"\(long)\"", "payment.transaction_id",
            .tooLong(limit: 255)),
        Trouble("\"human\"", "\"alien\"", "payer.type", .unknownValue("alien")),
        Trouble(
            "\"debtor\":null", "\"debtor\":{\"type\":\"legal\",\"name\":\"n\"}", "debtor.tax_identification_number",
            .missing),
        Trouble(
            "\"event_version\":\"2.0\"", "\"event_version\":[]", "event_version", .wrongType(expected: "a version")),
        Trouble("payment-proxy:1.5.0", "payment-proxy", "app_id", .unreadable(expected: "name:version")),
    ]

    @Test("A payment's trouble is told with its place", arguments: troubles)
    func troubleIsToldWithItsPlace(trouble: Trouble) {
        let compact = Samples.paymentText.filter { !$0.isWhitespace }
        let changed = compact.replacing(trouble.good, with: trouble.bad, maxReplacements: 1)
        #expect(changed != compact)
        #expect(throws: trouble.error) { try PaymentEvent(wireBytes: Array(changed.utf8)) }
    }

    @Test(
        "The place is told in words",
        arguments: [
            (ValidationError(field: "payment.split[2].amount", reason: .missing), "payment.split[2].amount missing"),
            (ValidationError(field: "", reason: .notJSON), "the body is not JSON"),
            (
                ValidationError(field: "[0].esiti[1].importo", reason: .decimalComma),
                "[0].esiti[1].importo is a decimal with a comma"
            ),
        ])
    func thePlaceIsToldInWords(error: ValidationError, words: String) { #expect(error.description == words) }

    @Test("Trouble in a list, a map, flattened data and an answer of the view is told with its place")
    func otherBodiesTellTheirPlacesToo() throws {
        func field<Message: JSONMessage>(_ message: Message, _ good: String, _ bad: String) throws -> String? {
            let changed = text(try message.wireBytes()).replacing(good, with: bad)
            return #expect(throws: ValidationError.self) { try Message(wireBytes: Array(changed.utf8)) }?.field
        }
        let mapped = Samples.application(split: .map([SplitShare(code: "c_1", amount: EuroCents(cents: 4210))]))
        #expect(try field(mapped, "{\"c_1\":42.1}", "{\"c_1\":\"42,1\"}") == "payment_data.split.c_1")
        #expect(
            try field(mapped, "applicant.data.completename.data.surname", "x")
                == "data.applicant.data.completename.data.surname")
        #expect(try field(mapped, "\"status\":\"1500\"", "\"status\":1500") == "status")
        #expect(try field(mapped, "\"stamps\":null", "\"stamps\":[{}]") == "payment_data.stamps[0].amount")
        let rows = KsqlAnswer(queryID: "q", schema: "", rows: [[.null], [.null, .text("a")]])
        #expect(try field(rows, "\"a\"", "[]") == "[2].row.columns[1]")
        #expect(try field(rows, "\"queryId\"", "\"id\"") == "[0].header.queryId")
        #expect(try field(rows, "[{\"header\":{\"queryId\":\"q\",\"schema\":\"\"}},", "[[],") == "[0]")
        #expect(throws: ValidationError(field: "", reason: .tooShort(limit: 1))) {
            try KsqlAnswer(wireBytes: Array("[]".utf8))
        }
    }

    @Test("What reads well keeps its own rules", arguments: EveryMessageTests.samples)
    func goodValuesPassTheirOwnRules(sample: MessageSample) throws { try sample.message.validate() }
}
