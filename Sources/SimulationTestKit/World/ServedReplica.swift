import InfrastructureSimulation
import ServiceLifecycle
import Testing
import VirtualTime

extension Replica {
    /// A place in a test's world where one incarnation of a service after another runs, each in a `ServiceGroup` of its
    /// own that shuts down gracefully on SIGTERM. `start` begins the first one.
    ///
    /// What `service` or the group throws while the incarnation lives fails the seed: an incarnation that returns
    /// before anybody asked it to has failed as well.
    /// - Parameters:
    ///   - name: of all incarnations.
    ///   - longestShutdown: after which a graceful shutdown becomes a cancellation; nil waits for it.
    ///   - service: makes the service from the ports of its incarnation and from what is durable.
    public convenience init(
        named name: String, in world: SimulatedWorld, longestShutdown: Duration? = nil,
        fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
        service: @escaping (ProcessPorts) throws -> any Service
    ) {
        let place = SourceLocation(fileID, filePath, line, column)
        let name = world.named(name, "Replica(named: \"\")", place)
        self.init(named: name, in: world.simulation) { [unowned world] process in
            let ports = ProcessPorts(process, in: world)
            let made: any Service
            do { made = try service(ports) } catch { return world.note(error, of: process, place) }
            guard process.isAlive else {
                let reason = "its incarnation crashed while it was made; let it begin before it ends"
                return world.refuse("Replica(named: \"\(name)\")", reason, place)
            }
            let program = ServiceProgram(made, in: process, longestShutdown: longestShutdown, logger: ports.logger)
            world.start(process, place, file: fileID, line: line) { try await program.run() }
        }
        world.add(self, place)
        if let longestShutdown, longestShutdown < .zero {
            let call = "Replica(longestShutdown: \(longestShutdown.told))"
            world.refuse(call, "no time is that short; give it 0 s or more", place)
        }
    }

    /// Asks the running incarnation to end, with SIGTERM, as an orchestrator does.
    public func terminate(sourceLocation: SourceLocation = #_sourceLocation) {
        guard let gate = simulation.refuser as? WorldGate, let reason = gate.reason else {
            process?.send(.sigterm)
            return
        }
        gate.tell(gate.failure("\(name).terminate()", reason, at: sourceLocation, in: simulation), in: simulation)
    }
}
