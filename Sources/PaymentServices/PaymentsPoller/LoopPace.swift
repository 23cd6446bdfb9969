/// When the next loop begins, without IO.
struct LoopPace: Sendable {
    /// What follows a loop.
    struct Next: Sendable, Equatable {
        /// From the begin of the loop that was. One that lies in the past means at once.
        var begin: Duration
        /// Whether the loop took longer than there was time for.
        var isOverrun = false
    }

    private let pacing: PollerConfiguration.Pacing
    private let overlap: PollerConfiguration.Overlap
    private let jitter: Jitter
    private let loopTime: Duration
    private let shortest: Duration
    /// Of the adaptive pacing.
    private var interval: Duration

    init(_ configuration: PollerConfiguration) {
        pacing = configuration.pacing
        overlap = configuration.overlap
        jitter = configuration.jitter
        loopTime = configuration.loopTime
        shortest = configuration.shortestLoopTime
        interval = loopTime
    }

    /// - Parameters:
    ///   - took: how long the loop was; zero for one that is still under way and is not waited for.
    ///   - due: how many payments it found.
    ///   - chance: 64 random bits; asked only where there is jitter.
    mutating func next(afterLoopOf took: Duration, due: Int, chance: () -> UInt64) -> Next {
        var next = unshaken(took, due)
        if jitter != .none, next.begin > took {
            next.begin = took + jitter.shortened(next.begin - took, chance: chance())
        }
        return next
    }

    private mutating func unshaken(_ took: Duration, _ due: Int) -> Next {
        switch pacing {
        case .pauseBetweenLoops: return Next(begin: took + loopTime)
        case .adaptive:
            interval = due > 0 ? shortest : min(interval * 2, loopTime)
            return Next(begin: max(took, interval), isOverrun: took >= interval)
        case .everyLoopTime where took < loopTime: return Next(begin: loopTime)
        case .everyLoopTime where overlap == .skip:
            let (times, rest) = took.nanoseconds.quotientAndRemainder(dividingBy: loopTime.nanoseconds)
            return Next(begin: loopTime * Int(rest > 0 ? times + 1 : times), isOverrun: true)
        case .everyLoopTime: return Next(begin: took, isOverrun: true)
        }
    }
}
