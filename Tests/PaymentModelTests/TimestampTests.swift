import Foundation
import PaymentModel
import Testing

@Suite struct TimestampTests {
    @Test(
        "Roman text is written and read",
        arguments: [
            ("2025-03-03T09:00:00+01:00", 1_740_988_800), ("2025-06-01T09:00:00+02:00", 1_748_761_200),
            ("2025-03-30T01:59:59+01:00", 1_743_296_399), ("2025-03-30T03:00:00+02:00", 1_743_296_400),
            ("2025-10-26T02:59:59+02:00", 1_761_440_399), ("2025-10-26T02:00:00+01:00", 1_761_440_400),
            ("2024-02-29T12:30:45+01:00", 1_709_206_245), ("1970-01-01T01:00:00+01:00", 0),
        ] as [(String, Int64)])
    func romanTextIsWrittenAndRead(text: String, seconds: Int64) throws {
        #expect(Timestamp(secondsSinceEpoch: seconds).description == text)
        #expect(Timestamp(iso8601: text)?.secondsSinceEpoch == seconds)
    }

    @Test(
        "Any offset names the same instant",
        arguments: [
            "2025-03-03T08:00:00Z", "2025-03-03T08:00:00.999Z", "2025-03-03T03:00:00-05:00", "2025-03-03T09:00:00+0100",
            "2025-03-03 09:00:00+01:00", "2025-03-03T13:30:00+05:30",
        ])
    func anyOffsetNamesTheSameInstant(text: String) { #expect(Timestamp(iso8601: text) == Samples.nine) }

    @Test(
        "Text that names no instant is refused",
        arguments: [
            "03/03/2025", "2025-03-03", "2025-03-03T09:00:00", "2025-02-29T09:00:00Z", "2025-13-01T09:00:00Z",
            "2025-00-01T09:00:00Z", "2025-04-31T09:00:00Z", "2025-03-03T24:00:00Z", "2025-03-03T09:60:00Z",
            "2025-03-03T09:00:00.Z", "2025-03-03T09:00:00+01:00x", "2025-03-03T09:00:00+1:00", "", "domani",
            "2025-03-00T09:00:00Z",
        ])
    func textThatNamesNoInstant(text: String) { #expect(Timestamp(iso8601: text) == nil) }

    @Test("Rome's offset agrees with the system's time zone over thirty years")
    func romeOffsetAgrees() throws {
        let rome = try #require(TimeZone(identifier: "Europe/Rome"))
        let first = Timestamp(iso8601: "2000-01-01T00:00:00Z")!
        for step in 0..<(30 * 366 * 3) {
            let instant = first.adding(seconds: Int64(step) * 8 * 3600 + 3599)
            #expect(Int(instant.romeOffsetSeconds) == rome.secondsFromGMT(for: instant.date))
        }
    }

    @Test("Wall clock times survive the round trip except the skipped hour")
    func wallClockTimes() {
        let beforeSpring = LocalTime(year: 2025, month: 3, day: 30, hour: 1, minute: 59, second: 59)
        #expect(Timestamp(beforeSpring).romeTime == beforeSpring)
        let skipped = LocalTime(year: 2025, month: 3, day: 30, hour: 2, minute: 30)
        #expect(Timestamp(skipped).description == "2025-03-30T03:30:00+02:00")
        let twice = LocalTime(year: 2025, month: 10, day: 26, hour: 2, minute: 30)
        #expect(Timestamp(twice).description == "2025-10-26T02:30:00+02:00")
        let afterAutumn = LocalTime(year: 2025, month: 10, day: 26, hour: 3)
        #expect(Timestamp(afterAutumn).description == "2025-10-26T03:00:00+01:00")
    }

    @Test("The calendar agrees with Foundation over eighty years")
    func calendarAgreesWithFoundation() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for days in stride(from: -10_000, to: 20_000, by: 7) {
            let local = LocalTime(wallSeconds: Int64(days) * 86_400 + 45_296)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: Double(local.wallSeconds)))
            #expect(local.date.year == parts.year)
            #expect(local.date.month == parts.month)
            #expect(local.date.day == parts.day)
            #expect(local.date.weekday % 7 + 1 == parts.weekday)
            #expect([local.hour, local.minute, local.second] == [parts.hour, parts.minute, parts.second])
            let again = LocalTime(
                year: local.date.year, month: local.date.month, day: local.date.day, hour: local.hour,
                minute: local.minute, second: local.second)
            #expect(again == local)
        }
    }

    @Test("The next Sunday keeps the time of day across daylight saving")
    func nextSundayKeeps() {
        let friday = LocalTime(year: 2025, month: 3, day: 28, hour: 9, minute: 15)
        #expect(friday.nextSunday == LocalTime(year: 2025, month: 3, day: 30, hour: 9, minute: 15))
        #expect(Timestamp(friday.nextSunday).seconds(since: Timestamp(friday)) == 47 * 3600)
    }

    @Test("On a Sunday the next Sunday is a week ahead")
    func onASundayTheNextSunday() {
        let sunday = LocalTime(year: 2025, month: 3, day: 2, hour: 9)
        #expect(sunday.nextSunday == LocalTime(year: 2025, month: 3, day: 9, hour: 9))
        #expect(LocalTime(year: 2025, month: 3, day: 8, hour: 23).nextSunday.date.day == 9)
        #expect(LocalTime(year: 2025, month: 3, day: 3).nextSunday.date.day == 9)
    }

    @Test("Fractions of a second are cut off")
    func fractionsOfASecondAreCut() {
        #expect(Timestamp(Date(timeIntervalSince1970: 12.999)).secondsSinceEpoch == 12)
        #expect(Timestamp(Date(timeIntervalSince1970: -0.5)).secondsSinceEpoch == -1)
    }
}
