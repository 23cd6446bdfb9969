/// A point of virtual time: whole nanoseconds since the start of the simulation.
public struct VirtualInstant: InstantProtocol, Hashable, Sendable {
    /// Since the start. A number and no `Duration`, for what prints it or counts with it a million times a second.
    public let nanoseconds: Int64

    @inlinable @inline(__always)
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// So long after the start, in whole nanoseconds towards the start; beyond 292 years the distant future.
    public init(afterStart elapsed: Duration) { self.init(nanoseconds: elapsed.wholeNanoseconds) }

    /// How long after the start.
    public var sinceStart: Duration { .nanoseconds(nanoseconds) }

    /// The instant at which a simulation begins.
    public static let start = VirtualInstant(nanoseconds: 0)
    /// Later than anything that happens, 292 years on: what is due then does not happen.
    public static let distantFuture = VirtualInstant(nanoseconds: .max)

    /// The distant future beyond 292 years, and as far in the past.
    public func advanced(by duration: Duration) -> VirtualInstant {
        advanced(byNanoseconds: duration.wholeNanoseconds)
    }

    @inline(__always)
    package func advanced(byNanoseconds change: Int64) -> VirtualInstant {
        let (sum, isBeyond) = nanoseconds.addingReportingOverflow(change)
        guard !isBeyond else { return Self.beyond(change) }
        return VirtualInstant(nanoseconds: sum)
    }

    @inline(never)
    private static func beyond(_ change: Int64) -> VirtualInstant {
        VirtualInstant(nanoseconds: change < 0 ? .min : .max)
    }

    /// Negative when `other` is earlier.
    public func duration(to other: VirtualInstant) -> Duration {
        let (difference, isBeyond) = other.nanoseconds.subtractingReportingOverflow(nanoseconds)
        return isBeyond ? .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds) : .nanoseconds(difference)
    }

    /// The earlier one is less.
    public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
}

extension Duration {
    /// The duration in whole nanoseconds, towards zero; beyond 292 years the most that can be told.
    package var wholeNanoseconds: Int64 {
        let attoseconds = attoseconds
        let high = UInt64(truncatingIfNeeded: attoseconds >> 64)
        // One division instead of those of `components`; what lies beyond its quotient is negative or too long.
        guard attoseconds >= 0, high < 500_000_000 else {
            return clampedNanoseconds
        }
        let low = UInt64(truncatingIfNeeded: attoseconds)
        return Int64((1_000_000_000 as UInt64).dividingFullWidth((high, low)).quotient)
    }

    private var clampedNanoseconds: Int64 {
        let (whole, isBeyond) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isBeyondToo) = whole.addingReportingOverflow(components.attoseconds / 1_000_000_000)
        if isBeyond || isBeyondToo { return components.seconds < 0 ? .min : .max }
        return sum
    }
}
