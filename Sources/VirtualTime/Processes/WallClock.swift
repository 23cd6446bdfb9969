/// A host's idea of the time of day: virtual time from an epoch, with an offset, a drift and steps.
public struct WallClock: Sendable, Equatable {
    /// Reading and virtual time at the last change.
    private var reading_ns: Int64
    private var since = VirtualInstant.start
    /// How much faster than virtual time it runs, in parts per million.
    public private(set) var drift_ppm: Int64 = 0

    /// A clock that shows `epoch_ns` (nanoseconds since the Unix epoch) when the simulation starts.
    public init(epoch_ns: Int64, offset: Duration = .zero, drift_ppm: Int64 = 0) {
        reading_ns = epoch_ns + offset.wholeNanoseconds
        self.drift_ppm = drift_ppm
    }

    /// Nanoseconds since the Unix epoch.
    public func read(at instant: VirtualInstant) -> Int64 {
        let elapsed = instant.nanoseconds - since.nanoseconds
        guard drift_ppm != 0 else { return reading_ns + elapsed }
        let (millions, rest) = elapsed.quotientAndRemainder(dividingBy: 1_000_000)
        return reading_ns + elapsed + millions * drift_ppm + rest * drift_ppm / 1_000_000
    }

    /// Sets it forward or back, as an operator or NTP does.
    public mutating func step(by change: Duration, at instant: VirtualInstant) {
        reading_ns = read(at: instant) + change.wholeNanoseconds
        since = instant
    }

    /// Changes how fast it runs from now on.
    public mutating func drift(by ppm: Int64, from instant: VirtualInstant) {
        reading_ns = read(at: instant)
        since = instant
        drift_ppm = ppm
    }
}
