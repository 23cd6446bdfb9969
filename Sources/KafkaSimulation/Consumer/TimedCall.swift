import ServicePorts
import VirtualTime

/// One call of a consumer within `default.api.timeout.ms`, with the waits between its attempts.
struct TimedCall {
    let endNanoseconds: Int64
    private var backoffNanoseconds: Int64
    private let backoffMaxNanoseconds: Int64

    init(_ settings: ConsumerSettings, at nowNanoseconds: Int64) {
        let now = VirtualInstant(nanoseconds: nowNanoseconds)
        endNanoseconds = now.advanced(byNanoseconds: settings.defaultAPITimeout.wholeNanoseconds).nanoseconds
        backoffNanoseconds = settings.retryBackoff.wholeNanoseconds
        backoffMaxNanoseconds = settings.retryBackoffMax.wholeNanoseconds
    }

    /// The wait before the next attempt, each twice as long as the one before.
    mutating func nextBackoff() -> Int64 {
        precondition(backoffNanoseconds > 0, "A wait before a retry takes time.")
        defer { backoffNanoseconds = min(2 * backoffNanoseconds, backoffMaxNanoseconds) }
        return backoffNanoseconds
    }
}

extension GroupClient {
    func beginCall() -> TimedCall { TimedCall(member.settings, at: simulation.now.nanoseconds) }

    /// Lets a part of a call take its time.
    /// - Throws: `KafkaError.timedOut` at the call's end, when it would take longer.
    func spend(_ nanoseconds: Int64, of call: TimedCall) async throws {
        let left = call.endNanoseconds - simulation.now.nanoseconds
        guard nanoseconds > left else { return try await process.sleep(nanoseconds: nanoseconds) }
        try await process.sleep(nanoseconds: max(left, 0))
        throw KafkaError.timedOut
    }

    /// Waits before a retry.
    /// - Throws: as `spend`; `KafkaError.closed`.
    func backOff(_ call: inout TimedCall) async throws {
        try await spend(call.nextBackoff(), of: call)
        guard simulation.now.nanoseconds < call.endNanoseconds else { throw KafkaError.timedOut }
        try checkOpen()
    }
}
