/// A host's idea of the time of day: virtual time from an epoch, with an offset, a drift and steps.
public struct WallClock: Sendable, Equatable {
    /// Reading and virtual time at the last change.
    private var readingNanoseconds: Int64
    private var since = VirtualInstant.start
    /// How much faster than virtual time it runs, in parts per million.
    public private(set) var driftPPM: Int64 = 0
    /// What was asked of it last that it has not done, until somebody has told it.
    private var refusal: Refusal?

    private enum Refusal: Sendable, Equatable {
        case step(Duration)
        case drift(Int64)
    }

    /// What no step goes beyond: 100 years.
    private static let longestStep = Duration.seconds(3_153_600_000)
    /// Beyond that it would soon show no time any more.
    private static let mostDriftPPM: Int64 = 1_000_000_000

    /// A clock that shows `epoch` when the simulation starts, and `offset` more than that.
    public init(epoch: WallTime, offset: Duration = .zero, driftPPM: Int64 = 0) {
        readingNanoseconds = epoch.advanced(by: offset).nanosecondsSinceEpoch
        drift(byPPM: driftPPM, from: .start)
    }

    /// What it shows. It is read and set at instants that follow one another.
    public func read(at instant: VirtualInstant) -> WallTime {
        WallTime(nanosecondsSinceEpoch: readNanoseconds(at: instant))
    }

    @inline(__always)
    private func readNanoseconds(at instant: VirtualInstant) -> Int64 {
        let elapsed = instant.nanoseconds - since.nanoseconds
        precondition(elapsed >= 0, "A clock is read and set at instants that follow one another.")
        guard driftPPM != 0 else { return Self.sum(readingNanoseconds, elapsed) }
        let (millions, rest) = elapsed.quotientAndRemainder(dividingBy: 1_000_000)
        let (gain, isBeyond) = millions.multipliedReportingOverflow(by: driftPPM)
        let gained = Self.sum(isBeyond ? (driftPPM < 0 ? .min : .max) : gain, rest * driftPPM / 1_000_000)
        return Self.sum(Self.sum(readingNanoseconds, elapsed), gained)
    }

    /// As far as a clock goes.
    @inline(__always)
    private static func sum(_ nanoseconds: Int64, _ change: Int64) -> Int64 {
        let (sum, isBeyond) = nanoseconds.addingReportingOverflow(change)
        return isBeyond ? (change < 0 ? .min : .max) : sum
    }

    /// Sets it forward or back, as an operator or NTP does, by up to 100 years; by more it stays as it is, which a
    /// process or a replica whose clock it is refuses.
    public mutating func step(by change: Duration, at instant: VirtualInstant) {
        guard change <= Self.longestStep, .zero - Self.longestStep <= change else {
            refusal = .step(change)
            return
        }
        readingNanoseconds = Self.sum(readNanoseconds(at: instant), change.wholeNanoseconds)
        since = instant
    }

    /// Sets it to the right time and lets it run as fast as virtual time: what a working NTP does in the end.
    public mutating func correct(to time: WallTime, at instant: VirtualInstant) {
        precondition(instant >= since, "A clock is read and set at instants that follow one another.")
        readingNanoseconds = time.nanosecondsSinceEpoch
        since = instant
        driftPPM = 0
    }

    /// Changes how fast it runs from now on, by up to a thousandfold; by more it runs as it did, which a process or a
    /// replica whose clock it is refuses.
    public mutating func drift(byPPM ppm: Int64, from instant: VirtualInstant) {
        guard ppm.magnitude <= Self.mostDriftPPM.magnitude else {
            refusal = .drift(ppm)
            return
        }
        readingNanoseconds = readNanoseconds(at: instant)
        since = instant
        driftPPM = ppm
    }

    /// Tells, once, what was asked of it and was not done.
    mutating func tellRefusal(in simulation: Simulation) {
        guard let refused = refusal.take() else { return }
        let (call, limit) =
            switch refused {
            case .step(let change): ("wallClock.step(by: \(change.told))", "100 years")
            case .drift(let ppm): ("wallClock.drift(byPPM: \(ppm))", "\(Self.mostDriftPPM)")
            }
        simulation.refuse(
            call, "the clock would soon show no time any more; give it at most \(limit)",
            orTrap: "A clock is set so that it shows a time.")
    }
}
