import Foundation
import InfrastructureSimulation
import KafkaSimulation
import Logging
import NetworkSimulation
import ServicePorts
import StorageSimulation
import VirtualTime

/// What one incarnation of a process may ask of its world: all that a service under test is made of.
///
/// Everything that is made here belongs to the incarnation: when that crashes, it reaches nothing any more.
public struct ProcessPorts: Sendable {
    /// The incarnation.
    public let process: SimulatedProcess
    /// The world it is part of.
    public let world: SimulatedWorld
    /// Clock, wall clock, ids, log and metrics, as a service takes them.
    public let surroundings: Surroundings

    init(_ process: SimulatedProcess, in world: SimulatedWorld) {
        self.process = process
        self.world = world
        surroundings = world.infrastructure.surroundings.make(for: process)
    }

    /// For waiting and for measuring time.
    public var clock: VirtualClock { process.clock }
    /// For whoever operates the service; `SimulatedWorld.logs` keeps what it says.
    public var logger: Logger { surroundings.logger }

    /// Lets virtual time pass.
    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes.
    public func sleep(for duration: Duration, file: StaticString = #fileID, line: UInt = #line) async throws {
        try await process.sleep(for: duration, file: file, line: line)
    }

    /// Reads topics as a member of a group, once it has subscribed.
    /// - Throws: `KafkaError.notModelled` with the name of a setting that would otherwise be ignored.
    @inlinable
    public func makeConsumer<Event: WireValue>(
        _ settings: ConsumerSettings, of type: Event.Type = Event.self
    ) throws -> any EventConsumer<Event> {
        try checkWorld("makeConsumer(_)")
        return try world.kafka.makeConsumer(for: process, settings, of: type)
    }

    /// Writes to topics.
    /// - Throws: `KafkaError.notModelled` with the name of a setting that would otherwise be ignored.
    @inlinable
    public func makeProducer<Event: WireValue>(
        _ settings: ProducerSettings = ProducerSettings(), of type: Event.Type = Event.self
    ) throws -> any EventProducer<Event> {
        try checkWorld("makeProducer(_)")
        return try world.kafka.makeProducer(for: process, settings, of: type)
    }

    /// Calls hosts.
    public func makeCaller() -> any HTTPCaller {
        guard world.takes("makeCaller()", nil) else { return Nowhere(world.gate).caller(for: process) }
        return world.network.makeCaller(for: process)
    }

    /// Answers for a host, beside the others who do; it listens from `serve` on.
    public func makeServer(at host: String, _ model: HostModel = HostModel()) -> any HTTPServer {
        guard world.takes("makeServer(at: \"\(host)\")", nil) else {
            return Nowhere(world.gate).server(for: process, at: host)
        }
        let name = world.named(host, "makeServer(at: \"\")", nil)
        let model = world.checked(model, "makeServer(at: \"\(name)\", _)", nil)
        return world.network.makeServer(for: process, at: name, model)
    }

    /// Keeps objects in a bucket of the world's store, or of another one.
    /// - Parameter store: by its name; it is made when it is first asked for.
    public func makeStore(bucket: String, in store: String = SimulatedWorld.usualStore) -> any ObjectStore {
        let name = world.named(bucket, "makeStore(bucket: \"\")", nil)
        return world.store(named: store).makeStore(for: process, bucket: name)
    }

    /// A port is made while the seed of its world runs, on its thread.
    @usableFromInline
    func checkWorld(_ call: String) throws { try world.check(call, nil) }
}
