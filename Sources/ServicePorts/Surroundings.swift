import CoreMetrics
import Foundation
import Logging

/// What every service may ask of its surroundings besides messages and storage. Production hands in the system's clock
/// and randomness, a test its own; a service that reads `Date()` instead is a defect.
public struct Surroundings: Sendable {
    /// For waiting and for measuring time; never for the time of day.
    public var clock: any Clock<Duration>
    /// The host's idea of the time of day: it may be offset, drift and step.
    public var wallClock: @Sendable () -> Date
    /// A new random id.
    public var makeUUID: @Sendable () -> UUID
    /// For whoever operates the service.
    public var logger: Logger
    /// Where counters, timers and gauges are made.
    public var metrics: any MetricsFactory
    /// Hears of named moments; nil where nobody listens.
    public var moments: (any MomentListener)?

    /// Everything is handed in; nothing has a default but that nobody listens to moments.
    public init(
        clock: any Clock<Duration>, wallClock: @escaping @Sendable () -> Date,
        makeUUID: @escaping @Sendable () -> UUID, logger: Logger, metrics: any MetricsFactory,
        moments: (any MomentListener)? = nil
    ) {
        self.clock = clock
        self.wallClock = wallClock
        self.makeUUID = makeUUID
        self.logger = logger
        self.metrics = metrics
        self.moments = moments
    }
}
