import Logging
import ServiceLifecycle
import VirtualTime

/// A service as the program of a simulated process: in a `ServiceGroup` that shuts down gracefully on SIGTERM.
public struct ServiceProgram: Sendable {
    private let process: SimulatedProcess
    private let group: ServiceGroup

    /// From now on SIGTERM asks the service to end, also when it has not begun yet.
    /// - Parameters:
    ///   - process: has no other program.
    ///   - longestShutdown: after which a graceful shutdown becomes a cancellation; nil waits for it.
    ///   - logger: the group's, for whoever operates the service.
    public init(
        _ service: any Service, in process: SimulatedProcess, longestShutdown: Duration? = nil, logger: Logger
    ) {
        // Without a name the group writes the whole service out to have one, which costs as much as a thousand calls.
        let named = ServiceGroupConfiguration.ServiceConfiguration(service: service, serviceName: process.name)
        var configuration = ServiceGroupConfiguration(services: [named], logger: logger)
        configuration.maximumGracefulShutdownDuration = longestShutdown
        let group = ServiceGroup(configuration: configuration)
        // Not the group's own signal sources: those need Dispatch where the simulation can see it.
        process.handle(.sigterm) { Task(name: "SIGTERM") { await group.triggerGracefulShutdown() } }
        self.process = process
        self.group = group
    }

    /// What the main task of the process does: runs the service, and ends the process (`SimulatedProcess.exit`) when it
    /// has shut down.
    /// - Throws: what the service throws; `ServiceGroupError` when it returns although nobody has asked it to end.
    public func run() async throws {
        try await group.run()
        process.exit()
    }
}
