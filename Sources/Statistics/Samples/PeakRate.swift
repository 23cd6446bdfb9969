/// How often something happens: in all, up to a set instant, and at most within any 1 s and any 60 s.
///
/// Seconds are aligned to the instant nought, and 60 s are any sixty of them in a row, so that a burst over the turn of
/// a minute counts whole. Instants are told by the time since the instant nought and come in order.
public struct PeakRate: Sendable {
    /// All that happened.
    public private(set) var count = 0
    /// What happened before `loadEnd`.
    public private(set) var countUnderLoad = 0
    /// In nanoseconds: the instant at which the load ends that a mean is taken of.
    private let loadEnd: Int64
    private var second: Int64 = 0
    private var lastSecond = 0
    private var lastMinute = 0
    private var peakOf1s = 0
    private var peakOf60s = 0
    private var ring = [Int](repeating: 0, count: 60)

    /// - Parameter loadEnd: the instant at which the load ends that a mean is taken of; without one all that happens
    ///   counts as under load.
    public init(loadEnd: Duration? = nil) { self.init(loadEndNanoseconds: loadEnd?.wholeNanoseconds ?? .max) }

    package init(loadEndNanoseconds: Int64) { loadEnd = loadEndNanoseconds }

    /// It happens once.
    public mutating func happened(at instant: Duration) { happened(atNanoseconds: instant.wholeNanoseconds) }

    /// The same without `Duration`'s 128-bit arithmetic.
    package mutating func happened(atNanoseconds nanoseconds: Int64) {
        let now = nanoseconds / 1_000_000_000
        if now != second { turn(to: now) }
        count += 1
        if nanoseconds < loadEnd { countUnderLoad += 1 }
        lastSecond += 1
        lastMinute += 1
        if lastSecond > peakOf1s { peakOf1s = lastSecond }
        if lastMinute > peakOf60s { peakOf60s = lastMinute }
    }

    private mutating func turn(to now: Int64) {
        precondition(now > second, "What happens is told in order of time.")
        ring[Int(second % 60)] = lastSecond
        if now - second >= 60 {
            for index in ring.indices { ring[index] = 0 }
            lastMinute = 0
        } else {
            for passed in (second + 1)...now {
                lastMinute -= ring[Int(passed % 60)]
                ring[Int(passed % 60)] = 0
            }
        }
        (second, lastSecond) = (now, 0)
    }

    /// The most within one aligned second, per second.
    public var peakPerSecondOver1s: Double { Double(peakOf1s) }
    /// The most within sixty seconds in a row, per second.
    public var peakPerSecondOver60s: Double { Double(peakOf60s) / 60 }

    /// Per second, from `start` to the end of the load, or to `end` where that comes first; nil when no time passed.
    public func meanPerSecond(from start: Duration, to end: Duration) -> Double? {
        meanPerSecond(fromNanoseconds: start.wholeNanoseconds, toNanoseconds: end.wholeNanoseconds)
    }

    /// The same without `Duration`'s 128-bit arithmetic.
    package func meanPerSecond(fromNanoseconds start: Int64, toNanoseconds end: Int64) -> Double? {
        let span = min(loadEnd, end) - start
        return span > 0 ? Double(countUnderLoad) * 1e9 / Double(span) : nil
    }
}
