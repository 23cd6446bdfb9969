/// Reads a service's clock as nanoseconds since the stopwatch was made, for metrics that count in nanoseconds. Whoever
/// times a call with it need not be generic over the clock.
package struct Stopwatch: Sendable {
    /// Nanoseconds since the stopwatch was made.
    package let nanoseconds: @Sendable () -> Int64

    package init(_ clock: any Clock<Duration>) { nanoseconds = Self.reader(clock) }

    private static func reader(_ clock: some Clock<Duration>) -> @Sendable () -> Int64 {
        let begin = clock.now
        return { begin.duration(to: clock.now).elapsedNanoseconds }
    }
}

extension Duration {
    /// In whole nanoseconds. No clock runs back, and none runs for 292 years.
    fileprivate var elapsedNanoseconds: Int64 {
        // One division of the machine's; to take the components apart costs two of 128 bits by 128.
        let halves = (
            UInt64(truncatingIfNeeded: attoseconds >> 64), UInt64(truncatingIfNeeded: attoseconds)
        )
        return Int64((1_000_000_000 as UInt64).dividingFullWidth(halves).quotient)
    }
}
