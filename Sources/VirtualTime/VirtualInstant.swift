/// A point of virtual time: whole nanoseconds since the start of the simulation.
public struct VirtualInstant: InstantProtocol, Hashable, Sendable {
    /// Since the start.
    public var nanoseconds: Int64

    /// So long after the start.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The instant at which a simulation begins.
    public static let start = VirtualInstant(nanoseconds: 0)
    /// Later than anything that happens, 292 years on.
    public static let distantFuture = VirtualInstant(nanoseconds: .max)

    /// Traps beyond 292 years.
    public func advanced(by duration: Duration) -> VirtualInstant {
        VirtualInstant(nanoseconds: nanoseconds + duration.wholeNanoseconds)
    }

    /// Negative when `other` is earlier.
    public func duration(to other: VirtualInstant) -> Duration { .nanoseconds(other.nanoseconds - nanoseconds) }

    /// The earlier one is less.
    public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
}

extension Duration {
    /// The duration in whole nanoseconds, towards zero. Traps beyond 292 years.
    public var wholeNanoseconds: Int64 {
        let attoseconds = attoseconds
        let high = UInt64(truncatingIfNeeded: attoseconds >> 64)
        // One division instead of those of `components`; what lies beyond its quotient is negative or too long.
        guard attoseconds >= 0, high < 500_000_000 else {
            return components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
        }
        let low = UInt64(truncatingIfNeeded: attoseconds)
        return Int64((1_000_000_000 as UInt64).dividingFullWidth((high, low)).quotient)
    }
}
