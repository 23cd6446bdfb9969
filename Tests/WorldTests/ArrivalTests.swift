import PaymentModel
import Testing
import VirtualTime

@testable import World

@Suite("Arrivals follow the calendar")
struct ArrivalTests {
    /// Monday 3 March 2025, midnight in Rome.
    static let monday = LocalTime(year: 2025, month: 3, day: 3)

    /// The arrivals of `days` days from `first` on.
    private func arrivals(
        _ profile: ArrivalProfile, from first: LocalTime, days: Int, seed: UInt64
    ) -> [LocalTime] {
        let calendar = WorldCalendar(start: Timestamp(first))
        let end = calendar.instant(of: Timestamp(first.adding(days: days)))
        let stream = RandomStream(seed: seed, name: "arrivals", replication: 0)
        var process = ArrivalProcess(profile: profile, calendar: calendar, stream: stream)
        var times: [LocalTime] = []
        while let instant = process.next(before: end) { times.append(calendar.timestamp(at: instant).romeTime) }
        return times
    }

    private let flat = ArrivalProfile(
        meanPerDay: 1500, weekdayWeights: ArrivalProfile.everyDayAlike, monthWeights: ArrivalProfile.everyMonthAlike)

    @Test("A day brings its mean within four standard errors over forty seeds")
    func dayBringsMean() {
        let counts = (0..<40).map { arrivals(flat, from: Self.monday, days: 1, seed: $0).count }
        let mean = Double(counts.reduce(0, +)) / 40
        #expect(abs(mean - 1500) < 4 * (1500.0 / 40).squareRoot())
        #expect(Set(counts).count > 20)
    }

    @Test(
        "Hours share the day as their weights say: chi-square stays below its 99 % quantile for all but two of 30 seeds"
    )
    func hoursFollowWeights() {
        let weightSum = flat.hourWeights.reduce(0, +)
        var beyond = 0
        for seed in 0..<30 as Range<UInt64> {
            var counts = [Int](repeating: 0, count: 24)
            for time in arrivals(flat, from: Self.monday, days: 4, seed: seed) { counts[time.hour] += 1 }
            let square = (0..<24).reduce(0.0) { sum, hour in
                let expected = 6000 * flat.hourWeights[hour] / weightSum
                return sum + (Double(counts[hour]) - expected) * (Double(counts[hour]) - expected) / expected
            }
            // The total is Poisson too, which adds one degree of freedom: 24 have their 99 % quantile at 42.98.
            if square > 42.98 { beyond += 1 }
        }
        #expect(beyond <= 2)
    }

    @Test("Weekdays and months weigh as documented and average to the mean")
    func daysFollowWeights() {
        let profile = ArrivalProfile(meanPerDay: 100)
        let week = (0..<7).map { profile.mean(on: Self.monday.adding(days: $0).date) }
        #expect(abs(week[0] / week[6] - 1.3 / 0.6) < 1e-9)
        let august = profile.mean(on: LocalTime(year: 2025, month: 8, day: 4).date)
        let december = profile.mean(on: LocalTime(year: 2025, month: 12, day: 1).date)
        #expect(abs(december / august - 1.7 / 0.5) < 1e-9)
        let months = (1...12).map { month in
            let first = LocalTime(year: 2024, month: month, day: 1)
            return (0..<7).reduce(0.0) { $0 + profile.mean(on: first.adding(days: $1).date) } / 7
        }
        #expect(abs(months.reduce(0, +) / 12 - 100) < 1e-9)
    }

    @Test(
        "A day of 23 or 25 hours brings no fewer and no more than one of 24",
        arguments: [LocalTime(year: 2025, month: 3, day: 30), LocalTime(year: 2025, month: 10, day: 26)])
    func clockChangeKeepsMean(day: LocalTime) {
        let counts = (0..<60).map { arrivals(flat, from: day, days: 1, seed: $0).count }
        let mean = Double(counts.reduce(0, +)) / 60
        #expect(abs(mean - 1500) < 4 * (1500.0 / 60).squareRoot())
    }

    @Test("A deadline day brings twelve times as many, a third of them in the evening's peak around 22:00")
    func deadlineDayPeaks() {
        var profile = flat
        profile.deadlineDays = [DeadlineDay(date: Self.monday.date)]
        let times = arrivals(profile, from: Self.monday, days: 1, seed: 7)
        #expect(abs(Double(times.count) - 18_000) < 4 * 18_000.0.squareRoot())
        let usualEvening = 12_000 * (1.6 + 1.5 + 1 + 0.6) / flat.hourWeights.reduce(0, +)
        let evening = Double(times.count { $0.hour >= 20 })
        #expect(abs(evening - (usualEvening + 6000)) < 4 * (usualEvening + 6000).squareRoot())
        let aroundTen = times.count { (21 * 60 + 30..<22 * 60 + 30).contains($0.hour * 60 + $0.minute) }
        let lastHalfHour = times.count { $0.hour == 23 && $0.minute >= 30 }
        #expect(aroundTen > 4 * lastHalfHour)
    }

    @Test("The shares of the evening's slots sum to one and are symmetric around 22:00")
    func peakIsNormalised() {
        let shares = EveningPeak.shares
        #expect(shares.count == 48)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
        for slot in 0..<24 { #expect(abs(shares[slot] - shares[47 - slot]) < 1e-12) }
    }

    @Test("The same stream gives the same instants, another seed others")
    func isDeterministic() {
        #expect(
            arrivals(flat, from: Self.monday, days: 1, seed: 1) == arrivals(flat, from: Self.monday, days: 1, seed: 1))
        #expect(
            arrivals(flat, from: Self.monday, days: 1, seed: 1) != arrivals(flat, from: Self.monday, days: 1, seed: 2))
    }

    @Test("Nobody arrives where the mean is zero")
    func zeroMeanIsQuiet() {
        let nobody = ArrivalProfile(meanPerDay: 0)
        #expect(arrivals(nobody, from: Self.monday, days: 400, seed: 1).isEmpty)
    }
}
