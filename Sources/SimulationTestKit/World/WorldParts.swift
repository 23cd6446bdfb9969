import InfrastructureSimulation
import KafkaSimulation
import NetworkSimulation
import ServicePorts
import StorageSimulation
import Testing
import VirtualTime

/// What the services of a test's world run on.
extension SimulatedWorld {
    /// The brokers. They start when something is first asked of them.
    public var kafka: SimulatedKafka {
        isReadable("kafka", isMade: infrastructure.hasKafka) ? infrastructure.kafka : Nowhere(gate).kafka
    }
    /// Hosts, and the links between them.
    public var network: SimulatedNetwork {
        isReadable("network", isMade: infrastructure.hasNetwork) ? infrastructure.network : Nowhere(gate).network
    }
    /// What processes have logged.
    public var logs: LogRecorder { infrastructure.surroundings.logs }
    /// What processes have counted.
    public var metrics: MetricsRecorder { infrastructure.surroundings.metrics }

    /// One more topic, before anything is asked of Kafka.
    /// - Throws: `TopicRefusal`.
    public func addTopic(_ name: String, partitions: Int32 = 1) throws(TopicRefusal) {
        guard partitions > 0 else {
            throw .cannotBe(topic: name, reason: "it has \(partitions) partitions; give it 1 or more")
        }
        try addTopic(TopicModel(name, partitions: partitions, inMemory: .everything))
    }

    /// One more topic, with settings of its own.
    /// - Throws: `TopicRefusal`.
    public func addTopic(_ topic: TopicModel) throws(TopicRefusal) {
        guard takes("addTopic(\"\(topic.name)\")", nil) else {
            throw .cannotBe(
                topic: topic.name, reason: "the world takes no topic here; make it before, in the test's body")
        }
        try infrastructure.addTopic(topic)
    }

    /// Everything that a topic holds, partition by partition, in order of offset.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func records(of topic: String) throws -> [TopicRecord] {
        try checkReadable("records(of: \"\(topic)\")")
        guard let partitions = kafka.topics.first(where: { $0.name == topic })?.partitions else {
            throw KafkaError.unknownTopicOrPartition(topic: topic)
        }
        return try (0..<partitions).flatMap { try kafka.records(of: topic, partition: $0) }
    }

    /// Appends an event to a topic at once, without a producer.
    /// - Throws: `KafkaError`, as the broker refuses it; the encoder's error in wire form `bytes`.
    public func publish(_ event: some WireValue, to topic: String, key: RecordKey? = nil) throws {
        try check("publish(_, to: \"\(topic)\")", nil)
        try kafka.produceFromWorld(topic: topic, key: key, payload: .value(event))
    }

    /// A host that is no process: `respond` answers each request at once, after the model's service time; nil answers
    /// nothing, and the caller waits for its time-out.
    /// - Returns: by what the network's counters know it.
    @discardableResult
    public func host(
        _ name: String, _ model: HostModel = HostModel(), sourceLocation: SourceLocation = #_sourceLocation,
        respond: @escaping (_ request: HTTPRequestHead, _ body: Payload) -> HTTPReply?
    ) -> HostID {
        guard takes("host(\"\(name)\")", sourceLocation) else { return .nobody }
        let name = named(name, "host(\"\")", sourceLocation)
        let model = checked(model, "host(\"\(name)\", _)", sourceLocation)
        return network.attach(AnsweringHost(network, respond), at: name, model)
    }

    /// The store of this name. It is made when it is first asked for, and outlives every process.
    /// - Parameter model: what it is like, when it is made; a store that is there takes none.
    public func store(
        _ name: String = SimulatedWorld.usualStore, _ model: ObjectStoreModel? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> SimulatedObjectStore { store(named: name, model, sourceLocation) }

    /// The same for whoever has no place in the test.
    func store(
        named name: String, _ model: ObjectStoreModel? = nil, _ place: SourceLocation? = nil
    ) -> SimulatedObjectStore {
        guard takes("store(\"\(name)\")", place) else { return Nowhere(gate).store }
        let name = named(name, "store(\"\")", place)
        if let known = stores.first(where: { $0.name == name }) {
            if model != nil {
                refuse("store(\"\(name)\", _)", "the store is there and stays as it is; give the model first", place)
            }
            return known.store
        }
        var model = model ?? ObjectStoreModel()
        if let defect = model.defect {
            refuse("store(\"\(name)\", _)", defect, place)
            model = ObjectStoreModel()
        }
        let made = infrastructure.makeObjectStore(model)
        stores.append((name, made))
        return made
    }

    /// What faults are injected with.
    var injector: FaultInjector {
        if let madeInjector { return madeInjector }
        // A bucket may be meant before a process has asked for it.
        _ = store(named: Self.usualStore)
        let made = FaultInjector(
            .init(
                replicas: { [weak self] in self?.replicas.map(\.replica) ?? [] },
                kafka: { [infrastructure] in infrastructure.kafka },
                network: { [infrastructure] in infrastructure.network },
                stores: { [weak self] in self?.stores.map(\.store) ?? [] }),
            in: simulation)
        madeInjector = made
        return made
    }
}

/// A host whose answers a test writes.
private final class AnsweringHost: SimulatedEndpoint {
    private unowned let network: SimulatedNetwork
    private let respond: (HTTPRequestHead, Payload) -> HTTPReply?

    init(_ network: SimulatedNetwork, _ respond: @escaping (HTTPRequestHead, Payload) -> HTTPReply?) {
        self.network = network
        self.respond = respond
    }

    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        if let reply = respond(request, body) { network.answer(answer, with: reply) } else { network.drop(answer) }
    }
}
