import InfrastructureSimulation
import KafkaSimulation
import NetworkSimulation
import ServicePorts
import StorageSimulation
import VirtualTime

/// A world of its own in which nothing happens: a part of it is given to whoever asks for a part of a world that takes
/// no calls, and of which nothing may be touched then.
struct Nowhere {
    private let simulation = Simulation(.init(seed: 0))
    private let gate: WorldGate

    /// - Parameter gate: hears of what the parts are asked for that they cannot do.
    init(_ gate: WorldGate) { self.gate = gate }

    private func over<Part>(_ part: Part) -> Part {
        simulation.close()
        simulation.refuser = gate
        return part
    }

    /// One that has crashed.
    func process(named name: String) -> SimulatedProcess {
        over(simulation.makeProcess(named: name.isEmpty ? "nameless" : name))
    }

    /// For a process of another world, which reaches nobody.
    func caller(for process: SimulatedProcess) -> any HTTPCaller { over(network(open: ()).makeCaller(for: process)) }

    /// For a process of another world, which nobody reaches.
    func server(for process: SimulatedProcess, at host: String) -> any HTTPServer {
        over(network(open: ()).makeServer(for: process, at: host, HostModel()))
    }

    /// Without a bucket.
    var store: SimulatedObjectStore { over(SimulatedObjectStore(ObjectStoreModel(), in: simulation)) }

    /// Without topics.
    var kafka: SimulatedKafka { over(SimulatedKafka(KafkaModel(topics: []), in: simulation)) }

    /// Without hosts.
    var network: SimulatedNetwork { over(network(open: ())) }

    private func network(open: Void) -> SimulatedNetwork {
        SimulatedNetwork(latency: .constant(.zero), in: simulation)
    }
}
