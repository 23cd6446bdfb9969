import CoreMetrics
import Foundation
import Logging

/// What every service may ask of its surroundings besides messages and storage. Production hands in the system's clock
/// and randomness, a simulation its own; a service that reads `Date()` instead is a defect.
public struct Surroundings: Sendable {
    public var clock: any Clock<Duration>
    /// The host's idea of the time of day: it may be offset, drift and step.
    public var wallClock: @Sendable () -> Date
    public var makeUUID: @Sendable () -> UUID
    public var logger: Logger
    public var metrics: any MetricsFactory
    /// Hears of named moments; nil where nobody listens.
    public var moments: (any MomentListener)?

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
