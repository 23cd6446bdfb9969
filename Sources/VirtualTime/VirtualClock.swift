/// What processes sleep on inside a simulation. In production they are handed `ContinuousClock()` instead.
public struct VirtualClock: Clock {
    private let process: SimulatedProcess

    init(process: SimulatedProcess) { self.process = process }

    /// The instant that the simulation has reached.
    public var now: VirtualInstant {
        process.kernel.noteClockReading()
        return process.simulation.now
    }
    /// One nanosecond.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes.
    public func sleep(until deadline: VirtualInstant, tolerance: Duration? = nil) async throws {
        try await process.sleep(until: deadline)
    }

    /// The same without `Duration`'s 128-bit arithmetic.
    package func sleep(nanoseconds: Int64) async throws { try await process.sleep(nanoseconds: nanoseconds) }
}
