/// The wall clock of Rome without an offset: what the proxy's back-off table is computed in, so that daylight saving
/// moves it (<doc:CheckSchedule>).
public struct LocalTime: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00 as the wall clock shows them.
    public var wallSeconds: Int64

    /// - Parameter wallSeconds: seconds since 1970-01-01T00:00:00 as the wall clock shows them.
    public init(wallSeconds: Int64) { self.wallSeconds = wallSeconds }

    /// The proleptic Gregorian date and time of day; days and months outside their range carry over.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        let days = CivilDate.days(year: year, month: month, day: day)
        wallSeconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    /// The order of what the clock shows.
    public static func < (a: Self, b: Self) -> Bool { a.wallSeconds < b.wallSeconds }

    /// The date's parts; `weekday` is 1 for Monday to 7 for Sunday.
    public var date: CivilDate { CivilDate(daysSinceEpoch: Int(wallSeconds.flooredQuotient(86_400))) }
    /// 0..<86,400.
    public var secondOfDay: Int { Int(wallSeconds - wallSeconds.flooredQuotient(86_400) * 86_400) }
    /// 0..<24.
    public var hour: Int { secondOfDay / 3600 }
    /// 0..<60.
    public var minute: Int { secondOfDay / 60 % 60 }
    /// 0..<60.
    public var second: Int { secondOfDay % 60 }

    /// What the clock shows so much later, with every day of 24 hours.
    public func adding(days: Int = 0, hours: Int = 0, minutes: Int = 0, seconds: Int = 0) -> LocalTime {
        LocalTime(wallSeconds: wallSeconds + Int64(((days * 24 + hours) * 60 + minutes) * 60 + seconds))
    }

    /// The same time of day on the next `weekday` (1 Monday to 7 Sunday), a full week ahead when today is one.
    public func next(weekday: Int) -> LocalTime {
        precondition((1...7).contains(weekday), "Weekdays run from 1 (Monday) to 7 (Sunday).")
        let ahead = (weekday - date.weekday + 7) % 7
        return adding(days: ahead == 0 ? 7 : ahead)
    }

    /// The weekly step of the back-off table (<doc:CheckSchedule>).
    public var nextSunday: LocalTime { next(weekday: 7) }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Hashable, Sendable {
    /// Of the common era, 0 for the year before.
    public let year: Int
    /// 1...12.
    public let month: Int
    /// 1...31.
    public let day: Int
    /// 1 for Monday to 7 for Sunday.
    public let weekday: Int

    /// Howard Hinnant's days-to-civil algorithm: years begin in March so that the leap day comes last.
    public init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        weekday = (days + 3) - (days + 3).flooredQuotient(7) * 7 + 1
    }

    static func days(year: Int, month: Int, day: Int) -> Int {
        let monthsFromZero = month - 1
        let year = year + monthsFromZero.flooredQuotient(12)
        let month = monthsFromZero - monthsFromZero.flooredQuotient(12) * 12 + 1
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear.flooredQuotient(400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func daysInMonth(year: Int, month: Int) -> Int {
        days(year: year, month: month + 1, day: 1) - days(year: year, month: month, day: 1)
    }
}

extension BinaryInteger {
    /// The quotient rounded down, which for negative values differs from `/`.
    func flooredQuotient(_ divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
