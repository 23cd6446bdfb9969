/// A level over time, such as the length of a queue: how long it stood at each height.
///
/// Every height weighs as long as it lasted, so that no sampling can miss or double one.
public struct LevelOverTime: Sendable {
    /// The height now.
    public private(set) var level = 0
    private var since: Int64
    /// Of nanoseconds at each height.
    private var heights = SampleHistogram(usual: 1 << 16)

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
    package mutating func change(to level: Int, atNanoseconds nanoseconds: Int64) {
        if nanoseconds > since {
            heights.record(UInt64(Swift.max(self.level, 0)), weight: UInt64(nanoseconds - since))
            since = nanoseconds
        }
        self.level = level
    }

    /// What the heights come to and the milliseconds spent at each, up to the last change.
    public func figure() -> (summary: SampleSummary, buckets: [SampleBucket]) {
        heights.figure(scale: 1, weightScale: 1_000_000)
    }
}
