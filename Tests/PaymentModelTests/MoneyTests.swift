import PaymentModel
import Testing

@Suite struct MoneyTests {
    @Test(
        "Decimal text is read exactly and rounded half up",
        arguments: [
            ("42.10", 4210), ("42.1", 4210), ("42", 4200), ("0.005", 1), ("0.0049999", 0), ("1.005", 101),
            ("2.675", 268),
            ("-1.005", -101), ("4.21e1", 4210), ("4210E-2", 4210), ("0", 0), ("0.1", 10),
            ("92233720368547758.07", .max),
            ("0.00000000000000000000000000001", 0), ("5e-3", 1), ("4e-3", 0), ("5e-4", 0),
        ] as [(String, Int64)])
    func decimalTextIsRead(text: String, cents: Int64) throws {
        #expect(try EuroCents(decimalText: text).cents == cents)
    }

    @Test(
        "Text that is no amount is refused by name",
        arguments: [
            ("42,10", EuroTextError.decimalComma), ("", .notANumber), ("-", .notANumber), ("abc", .notANumber),
            ("1.2.3", .notANumber), ("1e", .notANumber), ("1e9999", .notANumber), ("1 ", .notANumber),
            ("92233720368547758.08", .tooLarge), ("1e99", .tooLarge),
        ])
    func textThatIsNoAmountIsRefused(text: String, error: EuroTextError) {
        #expect(throws: error) { try EuroCents(decimalText: text) }
    }

    @Test(
        "The text of an amount reads back as the same amount",
        arguments: [0, 1, 9, 10, 99, 100, 4210, -5, -4210, 999_999_999_999, 123_456_789])
    func theTextOfAnAmountReads(cents: Int64) throws {
        let amount = EuroCents(cents: cents)
        #expect(try EuroCents(decimalText: amount.description) == amount)
        #expect(amount.description.split(separator: ".").last?.count == 2)
    }

    @Test("Arithmetic is exact")
    func arithmeticIsExact() {
        let tenCents = EuroCents(cents: 10)
        #expect(tenCents + EuroCents(cents: 20) == EuroCents(cents: 30))
        #expect(EuroCents(cents: 30) - tenCents == EuroCents(cents: 20))
        #expect(tenCents * 3 == EuroCents(cents: 30))
    }
}
