import Foundation
import PaymentModel
import Testing

/// Amounts on the wire: decimals that never pass through floating point.
@Suite struct MoneyOnTheWireTests {
    private static let extremes: [Int64] = [
        999_999_999_999, 999_999_999_998, 900_719_925_474, 900_719_925_475, 123_456_789_012, 100_000_000_001,
    ]

    private func read(_ texts: [String]) throws -> [EuroCents] {
        try JSONDecoder().decode([EuroCents].self, from: Data("[\(texts.joined(separator: ","))]".utf8))
    }

    @Test("Every amount to 2,000 euro, and the largest, reads exactly: as number, short, long, as text")
    func everyAmountIsReadExactly() throws {
        let amounts = (Array(0..<200_000) + Self.extremes).map { EuroCents(cents: $0) }
        #expect(try read(amounts.map(\.description)) == amounts)
        #expect(try read(amounts.map { "\"\($0)\"" }) == amounts)
        #expect(try read(amounts.map { "\($0)000" }) == amounts)
        #expect(try read(amounts.map { "\($0.cents)E-2" }) == amounts)
    }

    @Test("Every amount to 2,000 euro, and the largest, is written as the same decimal")
    func everyAmountIsWrittenExactly() throws {
        let amounts = (Array(0..<200_000) + Self.extremes).map { EuroCents(cents: $0) }
        let written = text(Array(try JSONEncoder().encode(amounts))).dropFirst().dropLast().split(separator: ",")
        #expect(written.count == amounts.count)
        for (amount, digits) in zip(amounts, written) {
            // The decimals without their trailing zeros, as a decimal number has none.
            let parts = amount.description.split(separator: ".")
            let decimals = parts[1].reversed().drop { $0 == "0" }.reversed()
            let expected = decimals.isEmpty ? String(parts[0]) : "\(parts[0]).\(String(decimals))"
            guard digits == expected else {
                Issue.record("\(amount) is written as \(digits)")
                return
            }
        }
    }

    @Test(
        "What a binary fraction would round the wrong way is rounded as a decimal",
        arguments: [
            ("1.005", 101), ("2.675", 268), ("8.345", 835), ("0.004999999999999999999999", 0),
            ("9999999999.994999999999999999", 999_999_999_999), ("1.0049999999999999999999999999", 100),
            ("0.285", 29), ("1.115", 112),
        ])
    func roundingIsThatOfDecimals(digits: String, cents: Int64) throws {
        #expect(try read([digits, "\"\(digits)\""]) == [EuroCents(cents: cents), EuroCents(cents: cents)])
    }

    @Test(
        "Of an amount outside its decimal the error names the place",
        arguments: [
            ("-0.01", ValidationError.Reason.outOfRange("at least 0.00")),
            ("10000000000.00", .outOfRange("at most 9999999999.99")), ("1e99", .outOfRange("at most 9999999999.99")),
            ("1e400", .unreadable(expected: "a decimal")), ("\"42,10\"", .decimalComma),
            ("\"\"", .unreadable(expected: "a decimal")),
            ("\"quarantadue\"", .unreadable(expected: "a decimal")), ("true", .wrongType(expected: "a decimal")),
            ("[]", .wrongType(expected: "a decimal")), ("null", .missing),
        ])
    func amountsOutsideTheirDecimalAreRefused(amount: String, reason: ValidationError.Reason) {
        let compact = Samples.paymentText.filter { !$0.isWhitespace }
        let changed = compact.replacing("\"amount\":42.10,\"currency\"", with: "\"amount\":\(amount),\"currency\"")
        #expect(changed != compact)
        #expect(throws: ValidationError(field: "payment.amount", reason: reason)) {
            try PaymentEvent(wireBytes: Array(changed.utf8))
        }
    }

    @Test(
        "Whole cents are an integer",
        arguments: [
            ("4210", nil), ("42.10", ValidationError.Reason.wrongType(expected: "an integer")),
            ("99999999999999999999", .wrongType(expected: "an integer")),
            ("\"4210\"", .wrongType(expected: "an integer")),
            ("null", .missing), ("0", .outOfRange("from 0.01 to 9999999999.99")),
        ] as [(String, ValidationError.Reason?)])
    func wholeCentsAreAnInteger(amount: String, reason: ValidationError.Reason?) throws {
        let good = text(try MessageTests.checkout.wireBytes())
        let changed = Array(good.replacing("\"amount_cents\":4210", with: "\"amount_cents\":\(amount)").utf8)
        if let reason {
            #expect(throws: ValidationError(field: "amount_cents", reason: reason)) {
                try CheckoutRequest(wireBytes: changed)
            }
        } else {
            #expect(try CheckoutRequest(wireBytes: changed) == MessageTests.checkout)
        }
    }
}
