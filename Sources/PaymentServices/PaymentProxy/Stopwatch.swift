/// Reads a clock as nanoseconds since the stopwatch was made, so that whoever times a call need not be generic over the
/// clock.
struct Stopwatch: Sendable {
    let nanoseconds: @Sendable () -> Int64

    init(_ clock: any Clock<Duration>) { nanoseconds = Self.reader(clock) }

    private static func reader(_ clock: some Clock<Duration>) -> @Sendable () -> Int64 {
        let begin = clock.now
        return { begin.duration(to: clock.now).wholeNanoseconds }
    }
}
