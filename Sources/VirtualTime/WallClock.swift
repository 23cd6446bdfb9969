/// A host's idea of the time of day: virtual time from an epoch, with an offset, a drift and steps.
public struct WallClock: Sendable, Equatable {
    /// Reading and virtual time at the last change.
    private var readingNanoseconds: Int64
    private var since = VirtualInstant.start
    /// How much faster than virtual time it runs, in parts per million.
    public private(set) var driftPPM: Int64 = 0

    /// A clock that shows `epoch` when the simulation starts, and `offset` more than that.
    public init(epoch: WallTime, offset: Duration = .zero, driftPPM: Int64 = 0) {
        readingNanoseconds = epoch.nanosecondsSinceEpoch + offset.wholeNanoseconds
        self.driftPPM = driftPPM
    }

    /// What it shows. It is read and set at instants that follow one another.
    public func read(at instant: VirtualInstant) -> WallTime {
        WallTime(nanosecondsSinceEpoch: readNanoseconds(at: instant))
    }

    @inline(__always)
    private func readNanoseconds(at instant: VirtualInstant) -> Int64 {
        let elapsed = instant.nanoseconds - since.nanoseconds
        precondition(elapsed >= 0, "A clock is read and set at instants that follow one another.")
        guard driftPPM != 0 else { return readingNanoseconds + elapsed }
        let (millions, rest) = elapsed.quotientAndRemainder(dividingBy: 1_000_000)
        return readingNanoseconds + elapsed + millions * driftPPM + rest * driftPPM / 1_000_000
    }

    /// Sets it forward or back, as an operator or NTP does.
    public mutating func step(by change: Duration, at instant: VirtualInstant) {
        readingNanoseconds = readNanoseconds(at: instant) + change.wholeNanoseconds
        since = instant
    }

    /// Sets it to the right time and lets it run as fast as virtual time: what a working NTP does in the end.
    public mutating func correct(to time: WallTime, at instant: VirtualInstant) {
        precondition(instant >= since, "A clock is read and set at instants that follow one another.")
        readingNanoseconds = time.nanosecondsSinceEpoch
        since = instant
        driftPPM = 0
    }

    /// Changes how fast it runs from now on.
    public mutating func drift(byPPM ppm: Int64, from instant: VirtualInstant) {
        readingNanoseconds = readNanoseconds(at: instant)
        since = instant
        driftPPM = ppm
    }
}
