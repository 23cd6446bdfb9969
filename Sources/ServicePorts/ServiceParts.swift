import ServiceLifecycle

/// Runs the parts of a service side by side until the service is cancelled, asked to shut down, or one of them fails.
/// - Throws: `CancellationError` when cancelled; otherwise the error of the part that failed.
package func runTogether(_ parts: @Sendable () async throws -> Void...) async throws {
    try await cancelWhenGracefulShutdown {
        try await withThrowingDiscardingTaskGroup { group in
            for part in parts { group.addTask { try await part() } }
        }
    }
}
