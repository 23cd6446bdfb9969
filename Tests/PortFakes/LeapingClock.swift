import Foundation
import Logging
import MetricsTestKit
import PaymentModel
import ServicePorts
import Synchronization

/// A clock on which every sleep is over at once, and time has moved on by as much.
package final class LeapingClock: Clock {
    package init() {}

    package struct Instant: InstantProtocol {
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private let state = Mutex((now: Duration.zero, end: Duration?.none))

    package var now: Instant { Instant(offset: state.withLock { $0.now }) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try state.withLock { state in
            if let end = state.end, deadline.offset > end { throw CancellationError() }
            state.now = max(state.now, deadline.offset)
        }
    }

    package func advance(by duration: Duration) { state.withLock { $0.now += duration } }

    /// Whoever sleeps longer than this from now on wakes up cancelled.
    package func end(after duration: Duration) { state.withLock { $0.end = $0.now + duration } }
}

/// Surroundings whose time stands still unless somebody sleeps, and whose ids count up.
package struct FakeSurroundings {
    package let clock = LeapingClock()
    package let metrics = TestMetrics()
    package let surroundings: Surroundings

    /// - Parameter start: the time of day at which the clock begins.
    package init(start: Timestamp = Timestamp(iso8601: "2025-03-03T09:00:00+01:00")!) {
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
    package func count(_ label: String, _ dimensions: (String, String)...) -> Int64 {
        metrics.counters.filter { counter in
            counter.label == label
                && dimensions.allSatisfy { wanted in counter.dimensions.contains { $0 == wanted } }
        }.reduce(0) { $0 + $1.totalValue }
    }
}
