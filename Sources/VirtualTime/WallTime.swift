import Foundation

/// A time of day as some clock shows it: whole nanoseconds from or before the Unix epoch, so that it holds what a
/// `Date` rounds.
public struct WallTime: InstantProtocol, Hashable, Sendable {
    @usableFromInline package let nanosecondsSinceEpoch: Int64

    @inlinable @inline(__always)
    package init(nanosecondsSinceEpoch: Int64) { self.nanosecondsSinceEpoch = nanosecondsSinceEpoch }

    /// 1970-01-01T00:00:00Z.
    public static let unixEpoch = WallTime(nanosecondsSinceEpoch: 0)

    /// So long after the Unix epoch, in whole nanoseconds; before it when the duration is negative.
    public init(sinceUnixEpoch elapsed: Duration) { nanosecondsSinceEpoch = elapsed.wholeNanoseconds }

    /// The nearest microsecond: what a `Date` of this century can tell. Beyond 292 years, as far as it goes.
    public init(_ date: Date) {
        let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
        let isWithin = microseconds.magnitude < 9.223e15
        nanosecondsSinceEpoch = isWithin ? Int64(microseconds) * 1000 : microseconds < 0 ? .min : .max
    }

    /// How long after the Unix epoch; negative before it.
    public var sinceUnixEpoch: Duration { .nanoseconds(nanosecondsSinceEpoch) }

    /// Down to the microsecond: what a `Date` of this century can hold.
    public var date: Date { Date(timeIntervalSince1970: Double(nanosecondsSinceEpoch / 1000) / 1_000_000) }

    /// In milliseconds since the Unix epoch, as Kafka's timestamps count.
    package var milliseconds: Int64 { nanosecondsSinceEpoch / 1_000_000 }

    /// 292 years after the Unix epoch, or before it, is as far as it goes.
    public func advanced(by duration: Duration) -> WallTime {
        let change = duration.wholeNanoseconds
        let (sum, isBeyond) = nanosecondsSinceEpoch.addingReportingOverflow(change)
        return WallTime(nanosecondsSinceEpoch: isBeyond ? (change < 0 ? .min : .max) : sum)
    }

    /// Negative when `other` is earlier.
    public func duration(to other: WallTime) -> Duration { other.sinceUnixEpoch - sinceUnixEpoch }

    /// The earlier one is less.
    public static func < (a: Self, b: Self) -> Bool { a.nanosecondsSinceEpoch < b.nanosecondsSinceEpoch }
}

extension SimulatedProcess {
    /// The time of day by this host's clock.
    public var wallTime: WallTime {
        kernel.noteClockReading()
        return wallClock.read(at: simulation.now)
    }

    /// The process's wall clock in milliseconds since the Unix epoch, as Kafka's timestamps count.
    package var wallMilliseconds: Int64 { wallTime.milliseconds }
}

extension Simulation {
    /// The true time of day in milliseconds since the Unix epoch: what the world's own records are stamped with.
    package var wallMilliseconds: Int64 { (settings.epoch.nanosecondsSinceEpoch + now.nanoseconds) / 1_000_000 }
}
