import Testing

@testable import Experiments

@Suite struct SeedRangeTests {
    @Test(
        "A range holds its seeds, the last one only with three points",
        arguments: [
            ("0..<3", [0, 1, 2]), ("7...9", [7, 8, 9]), ("5..<6", [5]), ("5...5", [5]), (" 1 ..< 3 ", [1, 2]),
            ("18446744073709551614...18446744073709551615", [.max - 1, .max]),
        ] as [(String, [UInt64])])
    func aRangeHoldsItsSeeds(text: String, seeds: [UInt64]) throws {
        let range = try SeedRange(text)
        #expect((0..<range.count).map { range[$0] } == seeds)
    }

    @Test(
        "What is no range, or an empty one, is refused",
        arguments: [
            "", "5", "5..<5", "9...3", "a..<b", "1..<", "..<4", "1..3", "-1..<3", "+1..<3", "1..<2..<3", "1...2...3",
            "0..<18446744073709551616", "0...18446744073709551615", "1.5..<3",
        ])
    func whatIsNoRangeOrAnEmptyOne(text: String) {
        #expect(throws: (any Error).self) { try SeedRange(text) }
    }
}
