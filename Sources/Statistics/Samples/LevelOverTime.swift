/// A level over time, such as the length of a queue: how long it stood at each height.
///
/// Every height weighs as long as it lasted, so that no sampling can miss or double one.
public struct LevelOverTime: Sendable {
    @usableFromInline var height = 0
    @usableFromInline var since: Int64
    /// Nanoseconds at each height from nought up, as far as the level has been: a place of its own for each takes a
    /// fifth of the time of the histogram.
    @usableFromInline var low: [Int64] = []
    /// The same of greater heights; nil while there was none.
    private var high: SampleHistogram?

    private static let lowHeights = 1 << 14

    /// The height now.
    public var level: Int { height }

    /// A level of nought.
    /// - Parameter instant: from which it counts; like all its instants told by the time since the instant nought.
    public init(from instant: Duration) { self.init(fromNanoseconds: instant.wholeNanoseconds) }

    package init(fromNanoseconds since: Int64) { self.since = since }

    /// From this instant on the level is another. A change to the same level brings its figures up to the instant.
    /// - Parameter instant: not before the last change, unless that lies before the level began to count.
    public mutating func change(to level: Int, at instant: Duration) {
        change(to: level, atNanoseconds: instant.wholeNanoseconds)
    }

    /// The same without `Duration`'s 128-bit arithmetic.
    @inlinable package mutating func change(to level: Int, atNanoseconds nanoseconds: Int64) {
        if nanoseconds > since {
            let place = Swift.max(height, 0)
            if place < low.count {
                low[place] += nanoseconds - since
            } else {
                record(place, nanoseconds - since)
            }
            since = nanoseconds
        }
        height = level
    }

    /// At a height that has no place of its own yet, or never gets one.
    @usableFromInline mutating func record(_ height: Int, _ nanoseconds: Int64) {
        guard height < Self.lowHeights else {
            if high == nil { high = SampleHistogram(usual: 1 << 16) }
            high?.record(UInt64(height), weight: UInt64(nanoseconds))
            return
        }
        let places = Swift.max(64, 1 << (Int.bitWidth - height.leadingZeroBitCount))
        low.append(contentsOf: repeatElement(0, count: places - low.count))
        low[height] += nanoseconds
    }

    /// What the heights come to and the milliseconds spent at each, up to the last change.
    public func figure() -> (summary: SampleSummary, buckets: [SampleBucket]) {
        var heights = high ?? SampleHistogram(usual: UInt64(Swift.max(low.count, 2)))
        for (height, nanoseconds) in low.enumerated() where nanoseconds > 0 {
            heights.record(UInt64(height), weight: UInt64(nanoseconds))
        }
        return heights.figure(scale: 1, weightScale: 1_000_000)
    }
}
