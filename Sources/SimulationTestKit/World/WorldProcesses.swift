import InfrastructureSimulation
import Testing
import VirtualTime

/// Processes of a test's world.
extension SimulatedWorld {
    /// Starts a process that is no service: what a test does from inside its world.
    ///
    /// An error that `body` throws fails the seed and ends the run, unless the process has crashed.
    /// - Parameter name: one that comes again is the next incarnation.
    /// - Returns: the process, to crash, to pause and to send signals.
    @discardableResult
    public func start(
        named name: String, fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line,
        column: UInt = #column, _ body: @escaping @Sendable (ProcessPorts) async throws -> Void
    ) -> SimulatedProcess {
        let place = SourceLocation(fileID, filePath, line, column)
        guard takes("start(named: \"\(name)\")", place) else { return Nowhere(gate).process(named: name) }
        let process = nextProcess(named: name, place)
        let ports = ProcessPorts(process, in: self)
        start(process, place, file: fileID, line: line) { try await body(ports) }
        return process
    }

    /// Starts the main task of a process; what it throws while the process lives fails the seed.
    func start(
        _ process: SimulatedProcess, _ place: SourceLocation, file: StaticString, line: UInt,
        _ main: @escaping @Sendable () async throws -> Void
    ) {
        let number = starts
        starts += 1
        notBegun[number] = (process, place)
        process.start(named: process.name, file: file, line: line) { [self] in
            notBegun[number] = nil
            do { try await main() } catch { note(error, of: process, place) }
        }
    }

    /// What the dead say while they unwind counts for nothing.
    func note(_ error: any Error, of process: SimulatedProcess, _ place: SourceLocation) {
        guard process.isAlive, !isClosing else { return }
        if failures.knows(error) || failures.noteCancellation(error) { return stop() }
        let name = "\(process.name)#\(process.incarnation)"
        failures.noteStopping(SeedFailure(.threw(error), in: name, at: simulation.now, place))
        stop()
    }

    func nextProcess(named name: String, _ place: SourceLocation) -> SimulatedProcess {
        let name = named(name, "named: \"\"", place)
        if replicas.contains(where: { $0.replica.name == name }) {
            let reason = "a replica has this name, and their randomness would be one; take another"
            refuse("named: \"\(name)\"", reason, place)
        }
        let incarnation = incarnations[name, default: 0]
        incarnations[name] = incarnation + 1
        return simulation.makeProcess(named: name, incarnation: incarnation)
    }

    /// Makes a replica known: to faults, and to the end of the run.
    func add(_ replica: Replica, _ place: SourceLocation) {
        guard takes("Replica(named: \"\(replica.name)\")", place) else { return }
        if replicas.contains(where: { $0.replica.name == replica.name }) || incarnations[replica.name] != nil {
            refuse(
                "Replica(named: \"\(replica.name)\")",
                "another one has this name, and their randomness would be one; take another", place)
        }
        replicas.append((replica, place))
    }
}
