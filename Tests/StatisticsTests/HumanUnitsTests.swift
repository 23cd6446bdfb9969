import Testing

@testable import Statistics

@Suite struct HumanUnitsTests {
    @Test(
        "A duration takes the unit that suits it",
        arguments: [
            (0, "0 s"), (0.000_000_25, "0.250 us"), (0.000_35, "350 us"), (0.12, "120 ms"), (0.9996, "1.00 s"),
            (1.25, "1.25 s"),
            (59.94, "59.9 s"), (59.96, "1 min 00 s"), (200, "3 min 20 s"), (3_599.7, "1 h 00 min"),
            (7_500, "2 h 05 min"),
            (100_800, "1 d 04 h"), (-2, "-2.00 s"),
        ])
    func aDurationTakesTheUnit(seconds: Double, text: String) {
        #expect(HumanUnits.duration(seconds) == text)
    }

    @Test(
        "A slow rate is told per minute, hour or day",
        arguments: [
            (0, "0/s"), (1_234.4, "1,234/s"), (2.5, "2.50/s"), (0.5, "30.0/min"), (0.01, "36.0/h"),
            (0.000_1, "8.64/day"),
        ])
    func aSlowRateIsTold(perSecond: Double, text: String) {
        #expect(HumanUnits.rate(perSecond) == text)
    }

    @Test("A rate is told in the unit of the one it is compared with")
    func aRateIsToldInTheUnit() {
        #expect(HumanUnits.rate(0.002, scaledAs: 0.1) == "0.120/min")
        #expect(HumanUnits.rate(3, scaledAs: 0.1) == "180/min")
    }

    @Test(
        "A count is grouped by thousands",
        arguments: [
            (0, "0"), (7, "7"), (2.345, "2.35"), (1_500, "1,500"), (1_234_567, "1,234,567"), (12_300_000, "12.3 M"),
            (4.5e9, "4.50 G"), (-1_500, "-1,500"),
        ])
    func aCountIsGroupedByThousands(figure: Double, text: String) {
        #expect(HumanUnits.count(figure) == text)
    }

    @Test("A figure without a value is a dash, whatever its unit")
    func aFigureWithoutAValue() {
        for unit in ["s", "1/s", "%", "1"] { #expect(HumanUnits.text(.nan, unit: unit) == "-") }
    }

    @Test("A share is told in percent")
    func aShareIsToldInPercent() {
        #expect(HumanUnits.text(12.345, unit: "%") == "12.3 %")
        #expect(HumanUnits.text(0, unit: "%") == "0 %")
    }

    @Test(
        "One of a kind is named in the singular",
        arguments: [
            (1, "records delivered again", "1 record delivered again"), (1, "processes", "1 process"),
            (1, "rebalances", "1 rebalance"), (1, "answered 5xx", "1 answered 5xx"),
            (1, "paid and unsettled", "1 paid and unsettled"),
            (0, "brokers", "0 brokers"), (1_500, "calls", "1,500 calls"),
        ])
    func oneOfAKindIsNamed(number: Int, plural: String, text: String) {
        #expect(HumanUnits.counted(number, plural) == text)
    }
}
