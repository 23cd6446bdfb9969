import ServiceLifecycle

/// Runs the parts of a service side by side. Each ends by itself when the service is asked to shut down.
/// - Throws: `CancellationError` when cancelled; otherwise the error of the part that failed, which ends the others.
package func runTogether(_ parts: @Sendable () async throws -> Void...) async throws {
    try await withThrowingDiscardingTaskGroup { group in
        for part in parts { group.addTask { try await part() } }
    }
}

/// Waits as `wait` does; a service that is asked to shut down, or has been, waits no longer.
/// - Throws: what `wait` throws, but for the end of the wait by a shutdown.
package func untilShutdown(_ wait: @escaping @Sendable () async throws -> Void) async throws {
    do { try await cancelWhenGracefulShutdown(wait) } catch let error as CancellationError {
        guard Task.isShuttingDownGracefully, !Task.isCancelled else { throw error }
    }
}
