import Foundation
import Logging
import MetricsTestKit
import PaymentModel
import Ports
import Synchronization

/// A clock on which every sleep is over at once, and time has moved on by as much.
final class LeapingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private let offset = Mutex(Duration.zero)

    var now: Instant { Instant(offset: offset.withLock { $0 }) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        offset.withLock { $0 = max($0, deadline.offset) }
    }

    func advance(by duration: Duration) { offset.withLock { $0 += duration } }
}

/// Surroundings whose time stands still unless somebody sleeps, and whose ids count up.
struct FakeSurroundings {
    let clock = LeapingClock()
    let metrics = TestMetrics()
    let surroundings: Surroundings

    /// - Parameter start: the time of day at which the clock begins.
    init(start: Timestamp = Timestamp(iso8601: "2025-03-03T09:00:00+01:00")!) {
        let counter = Counter()
        surroundings = Surroundings(
            clock: clock,
            wallClock: { [clock] in
                start.date.addingTimeInterval(TimeInterval(clock.now.offset.components.seconds))
            },
            makeUUID: { EntityID(high: 0xE0, low: counter.next()).uuid },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), metrics: metrics)
    }

    private final class Counter: Sendable {
        private let value = Atomic<UInt64>(0)
        func next() -> UInt64 { value.add(1, ordering: .relaxed).newValue }
    }

    /// The sum of a counter over all its labels.
    func count(_ label: String, _ dimensions: (String, String)...) -> Int64 {
        metrics.counters.filter { counter in
            counter.label == label
                && dimensions.allSatisfy { wanted in counter.dimensions.contains { $0 == wanted } }
        }.reduce(0) { $0 + $1.totalValue }
    }
}
