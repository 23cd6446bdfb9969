import Foundation

/// An instant in whole seconds, written with the offset of Europe/Rome as every event of the flow does
/// (<doc:EventVersions>).
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var secondsSinceEpoch: Int64

    /// - Parameter secondsSinceEpoch: seconds since 1970-01-01T00:00:00Z.
    public init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

    /// Fractions of a second are cut off, as the platform does.
    public init(_ date: Date) { secondsSinceEpoch = Int64(date.timeIntervalSince1970.rounded(.down)) }

    /// The instant at which Rome's wall clock shows `local`. A time that daylight saving skips is read with the offset
    /// before the change; of a time shown twice the first is meant.
    public init(_ local: LocalTime) {
        let early = Timestamp(secondsSinceEpoch: local.wallSeconds - 7200)
        let isSummer = early.romeOffsetSeconds == 7200
        self = isSummer ? early : Timestamp(secondsSinceEpoch: local.wallSeconds - 3600)
    }

    /// The instant that Python's `datetime.astimezone()` makes of a time without an offset: a time that daylight saving
    /// skips is read with the offset after the change, and so lies an hour before the moment that it was counted from;
    /// of a time shown twice the first is meant.
    public init(asPythonReads local: LocalTime) {
        let early = Timestamp(secondsSinceEpoch: local.wallSeconds - 7200)
        let late = early.adding(seconds: 3600)
        self = early.romeOffsetSeconds == 7200 || late.romeOffsetSeconds == 7200 ? early : late
    }

    /// The order in time.
    public static func < (a: Self, b: Self) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }

    /// The same instant.
    public var date: Date { Date(timeIntervalSince1970: Double(secondsSinceEpoch)) }

    /// The instant so much later.
    public func adding(seconds: Int64) -> Timestamp { Timestamp(secondsSinceEpoch: secondsSinceEpoch + seconds) }
    /// The whole seconds of `duration`, whatever the wall clock does meanwhile.
    public func adding(_ duration: Duration) -> Timestamp { adding(seconds: duration.components.seconds) }
    /// Whole days of 24 hours, whatever the wall clock does meanwhile.
    public func adding(days: Int64) -> Timestamp { adding(seconds: days * 86_400) }
    /// So much later as Rome's wall clock counts: whole days keep the time of day.
    public func keepingTimeOfDay(adding duration: Duration) -> Timestamp {
        Timestamp(romeTime.adding(seconds: Int(duration.components.seconds)))
    }
    /// Seconds from `earlier` to this instant.
    public func seconds(since earlier: Timestamp) -> Int64 { secondsSinceEpoch - earlier.secondsSinceEpoch }

    /// 3600, or 7200 from the last Sunday of March to the last Sunday of October, both at 01:00 UTC: the rule of
    /// directive 2000/84/EC, used here for every year.
    public var romeOffsetSeconds: Int64 {
        // A guess by the mean length of a year is wrong only around New Year, far from both changes.
        let guess = 1970 + secondsSinceEpoch / 31_556_952
        if secondsSinceEpoch >= 0, guess < Self.tabulatedYears.upperBound {
            return Self.summers[Int(guess) - 1970].contains(secondsSinceEpoch) ? 7200 : 3600
        }
        let year = CivilDate(daysSinceEpoch: Int(secondsSinceEpoch.flooredQuotient(86_400))).year
        return Self.summer(of: year).contains(secondsSinceEpoch) ? 7200 : 3600
    }

    private static let tabulatedYears: Range<Int64> = 1970..<2200
    /// Worked out beforehand, because every check of a payment asks several times.
    private static let summers = tabulatedYears.map { summer(of: Int($0)) }

    private static func summer(of year: Int) -> Range<Int64> {
        lastSundayAtOne(year: year, month: 3)..<lastSundayAtOne(year: year, month: 10)
    }

    private static func lastSundayAtOne(year: Int, month: Int) -> Int64 {
        let lastDay = CivilDate.days(year: year, month: month, day: 31)
        let daysBack = CivilDate(daysSinceEpoch: lastDay).weekday % 7
        return Int64(lastDay - daysBack) * 86_400 + 3600
    }

    /// What Rome's wall clock shows.
    public var romeTime: LocalTime { LocalTime(wallSeconds: secondsSinceEpoch + romeOffsetSeconds) }
}

extension Timestamp {
    /// Length of the text.
    static let textLength = 25

    /// `2025-03-03T09:00:00+01:00`. Years outside 0...9999 have no such text and trap.
    public var description: String {
        let offset = romeOffsetSeconds
        let local = LocalTime(wallSeconds: secondsSinceEpoch + offset)
        let date = local.date
        precondition((0...9999).contains(date.year), "An event cannot carry the year \(date.year).")
        return String(unsafeUninitializedCapacity: Self.textLength) { buffer in
            var text = TextBuffer(buffer)
            text.append(twoDigits: date.year / 100)
            text.append(twoDigits: date.year % 100)
            text.append(ascii: "-")
            text.append(twoDigits: date.month)
            text.append(ascii: "-")
            text.append(twoDigits: date.day)
            text.append(ascii: "T")
            text.append(twoDigits: local.hour)
            text.append(ascii: ":")
            text.append(twoDigits: local.minute)
            text.append(ascii: ":")
            text.append(twoDigits: local.second)
            text.append(ascii: "+")
            text.append(twoDigits: Int(offset) / 3600)
            text.append(":00")
            return text.length
        }
    }

    /// Reads ISO 8601 with seconds and any offset (`Z`, `+01:00`, `+0100`); a fraction of a second is cut off. A text
    /// without an offset does not name an instant and is `nil`, as is a day or hour that no calendar has.
    public init?(iso8601 text: some StringProtocol) {
        var scanner = DigitScanner(bytes: Array(text.utf8))
        guard let year = scanner.number(digits: 4), scanner.skip("-"), let month = scanner.number(digits: 2),
            scanner.skip("-"), let day = scanner.number(digits: 2), scanner.skip("T") || scanner.skip(" "),
            let hour = scanner.number(digits: 2), scanner.skip(":"), let minute = scanner.number(digits: 2),
            scanner.skip(":"), let second = scanner.number(digits: 2),
            (1...12).contains(month), day >= 1, day <= CivilDate.daysInMonth(year: year, month: month),
            hour < 24, minute < 60, second < 60, scanner.skipFraction(), let offset = scanner.offsetSeconds()
        else { return nil }
        let local = LocalTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        self.init(secondsSinceEpoch: local.wallSeconds - Int64(offset))
    }
}

extension Timestamp: JSONText {
    /// ISO 8601 in whole seconds with Rome's offset.
    public var wireText: String { description }

    /// Reads ISO 8601 with seconds and any offset.
    public init?(wireText: String) { self.init(iso8601: wireText) }

    /// It is no date, or names no instant.
    public static func refusal(of text: String) -> ValidationError.Reason {
        .unreadable(expected: "an ISO 8601 date with an offset")
    }
}

/// Walks the fixed columns of an ISO 8601 text.
private struct DigitScanner {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private static func value(_ byte: UInt8?) -> Int? {
        guard let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        return Int(byte - UInt8(ascii: "0"))
    }

    mutating func number(digits: Int) -> Int? {
        var result = 0
        for _ in 0..<digits {
            guard let digit = Self.value(current) else { return nil }
            result = result * 10 + digit
            position += 1
        }
        return result
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Passes over a fraction if there is one; false when a dot is followed by no digit.
    mutating func skipFraction() -> Bool {
        guard skip(".") else { return true }
        guard Self.value(current) != nil else { return false }
        while Self.value(current) != nil { position += 1 }
        return true
    }

    /// The offset, which must end the text.
    mutating func offsetSeconds() -> Int? {
        if skip("Z") { return position == bytes.count ? 0 : nil }
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2), hours < 24 else { return nil }
        _ = skip(":")
        guard let minutes = number(digits: 2), minutes < 60, position == bytes.count else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
