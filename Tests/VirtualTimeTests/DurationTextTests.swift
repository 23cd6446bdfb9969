import Testing

@testable import VirtualTime

@Suite("Durations as text")
struct DurationTextTests {
    @Test(
        "People are told a duration to the second, and with three digits below a minute",
        arguments: [
            (12_942_222_583_562, "3 h 35 min 42 s"), (0, "0 s"), (1, "1 ns"), (1_500, "1.5 us"),
            (250_000_000, "250 ms"),
            (1_254_000_000, "1.25 s"), (7_000_000_000, "7 s"), (12_942_000_000, "12.9 s"), (59_949_000_000, "59.9 s"),
            (59_999_000_000, "1 min"), (600_000_000_000, "10 min"), (3_605_000_000_000, "1 h 5 s"),
            (86_400_000_000_000, "1 d"), (788_645_400_000_000, "9 d 3 h 4 min 5 s"), (-90_000_000_000, "-1 min 30 s"),
        ] as [(Int64, String)])
    func told(nanoseconds: Int64, text: String) {
        #expect(Duration.nanoseconds(nanoseconds).told == text)
    }

    @Test("Scenarios write a duration exactly, in its longest unit")
    func exact() {
        #expect(Duration.nanoseconds(12_942_222_583_562).text == "12942222583562ns")
        #expect(Duration.seconds(90).text == "90s")
        #expect(Duration.seconds(7_200).text == "2h")
        #expect(Duration.zero.text == "0s")
    }

    @Test("The longest duration and the one before all others can be told")
    func theLongest() {
        #expect(Duration.nanoseconds(Int64.max).told == "106751 d 23 h 47 min 17 s")
        #expect(Duration.nanoseconds(Int64.min).told == "-106751 d 23 h 47 min 17 s")
    }
}
