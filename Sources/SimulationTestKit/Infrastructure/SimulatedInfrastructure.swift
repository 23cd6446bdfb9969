import KafkaSimulation
import Logging
import NetworkSimulation
import ServicePorts
import StorageSimulation
import VirtualTime

/// What services run on, in one simulation: Kafka, the network, object stores, and what a process may ask of its
/// surroundings.
///
/// Processes get their ports from the parts (`kafka.makeConsumer(for:)`, `network.makeCaller(for:)`,
/// `store.makeStore(for:bucket:)`, `surroundings.make(for:)`); faults are injected into the parts, too. Records, bodies
/// and objects travel in one form everywhere. Used by the thread that runs the simulation; ends with `close`.
public final class SimulatedInfrastructure {
    /// What an infrastructure is like.
    public struct Model: Sendable {
        /// Topics, brokers and latencies.
        public var kafka: KafkaModel
        /// One way over a link that has no distribution of its own.
        public var linkLatency: Distribution
        /// In which form records, bodies and objects travel. Both make the same run.
        public var wire = PayloadForm.typed
        /// Log lines below this level are not even formatted.
        public var logLevel: Logger.Level = .warning

        /// Values travel typed; links take a millisecond unless something else is given.
        public init(kafka: KafkaModel, linkLatency: Distribution = .constant(.milliseconds(1))) {
            self.kafka = kafka
            self.linkLatency = linkLatency
        }
    }

    /// The time and the chance that all parts share.
    public let simulation: Simulation
    /// The brokers.
    public let kafka: SimulatedKafka
    /// Hosts, and the links between them.
    public let network: SimulatedNetwork
    /// Clocks, ids, logs and metrics of the processes.
    public let surroundings: SimulatedSurroundings
    private let wire: PayloadForm

    /// - Parameter simulation: closed with the infrastructure.
    public init(_ model: Model, in simulation: Simulation) {
        self.simulation = simulation
        wire = model.wire
        var kafkaModel = model.kafka
        kafkaModel.wire = model.wire
        kafka = SimulatedKafka(kafkaModel, in: simulation)
        network = SimulatedNetwork(latency: model.linkLatency, wire: model.wire, in: simulation)
        surroundings = SimulatedSurroundings(logs: LogRecorder(level: model.logLevel), metrics: MetricsRecorder())
    }

    /// One more object store, or a database as far as it is rows by key. It outlives every process.
    public func makeObjectStore(_ model: ObjectStoreModel = ObjectStoreModel()) -> SimulatedObjectStore {
        var model = model
        model.wire = wire
        return SimulatedObjectStore(model, in: simulation)
    }

    /// Ends every process and lets go of whoever listens; nothing may be asked of any part afterwards.
    public func close() {
        simulation.close()
        network.close()
        kafka.close()
    }
}
