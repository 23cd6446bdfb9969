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
    /// Clocks, ids, logs and metrics of the processes.
    public let surroundings: SimulatedSurroundings
    private var model: Model
    private var startedKafka: SimulatedKafka?
    private var startedNetwork: SimulatedNetwork?

    /// - Parameter simulation: closed with the infrastructure.
    public init(_ model: Model, in simulation: Simulation) {
        self.simulation = simulation
        self.model = model
        self.model.kafka.wire = model.wire
        surroundings = SimulatedSurroundings(logs: LogRecorder(level: model.logLevel), metrics: MetricsRecorder())
    }

    /// The brokers. They start when they are first asked for, with the topics that there are then. Traps when the model
    /// is none that Kafka would start with.
    public var kafka: SimulatedKafka {
        if let startedKafka { return startedKafka }
        let kafka = SimulatedKafka(model.kafka, in: simulation)
        startedKafka = kafka
        return kafka
    }

    /// Hosts, and the links between them.
    public var network: SimulatedNetwork {
        if let startedNetwork { return startedNetwork }
        let network = SimulatedNetwork(latency: model.linkLatency, wire: model.wire, in: simulation)
        startedNetwork = network
        return network
    }

    /// Whether the brokers have started.
    package var hasKafka: Bool { startedKafka != nil }
    /// Whether anybody has asked for the network.
    package var hasNetwork: Bool { startedNetwork != nil }

    /// One more topic, before the brokers start.
    /// - Throws: `TopicRefusal`, when they have started, have a topic of that name, or would not start with this one.
    public func addTopic(_ topic: TopicModel) throws(TopicRefusal) {
        guard startedKafka == nil else { throw .kafkaHasStarted(topic: topic.name) }
        guard !model.kafka.topics.contains(where: { $0.name == topic.name }) else {
            throw .topicIsThere(topic: topic.name)
        }
        guard !topic.name.isEmpty else { throw .cannotBe(topic: topic.name, reason: "a topic has a name") }
        var others = model.kafka
        others.topics.append(topic)
        do { try others.check() } catch { throw .cannotBe(topic: topic.name, reason: "\(error)") }
        model.kafka.topics.append(topic)
    }

    /// One more object store, or a database as far as it is rows by key. It outlives every process.
    public func makeObjectStore(_ model: ObjectStoreModel = ObjectStoreModel()) -> SimulatedObjectStore {
        var model = model
        model.wire = self.model.wire
        return SimulatedObjectStore(model, in: simulation)
    }

    /// Ends every process and lets go of whoever listens; nothing may be asked of any part afterwards.
    public func close() {
        guard simulation.mayEnd("infrastructure.close()") else { return }
        simulation.close()
        startedNetwork?.close()
        startedKafka?.close()
    }
}

/// Why a cluster does not get one more topic.
public enum TopicRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// Its tables are made for the topics that there were when it was first asked for.
    case kafkaHasStarted(topic: String)
    /// A topic is declared once.
    case topicIsThere(topic: String)
    /// Kafka would not start with it.
    case cannotBe(topic: String, reason: String)

    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .kafkaHasStarted(let topic):
            "the topic \(topic) comes too late: declare it before anything is asked of Kafka"
        case .topicIsThere(let topic): "the topic \(topic) is there already"
        case .cannotBe(let topic, let reason): "a topic `\(topic)` like this cannot be: \(reason)"
        }
    }
}
