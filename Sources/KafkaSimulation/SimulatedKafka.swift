import ServicePorts
import VirtualTime

/// A Kafka cluster under virtual time: topics with partitions, consumer groups with their coordinator, latencies.
///
/// The cluster is made of four state machines, each with its own state: `ReplicaManager` has the logs,
/// `ProduceServer` the produce requests, `GroupCoordinator` the groups and `FetchServer` what they read. Only calls of
/// producers and consumers suspend tasks. What has left a process when it crashes is on the wire, and arrives.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class SimulatedKafka: @unchecked Sendable {
    /// Under whose virtual time the cluster lives.
    public let simulation: Simulation
    /// What the cluster is like.
    public let model: KafkaModel
    let metadata: MetadataCache
    let faults: ActiveFaults
    let replicas: ReplicaManager
    let produces: ProduceServer
    let coordinator: GroupCoordinator
    let fetches: FetchServer

    /// Traps when the model is none that Kafka would start with: `KafkaModel.check` tells the same as an error.
    public init(_ model: KafkaModel, in simulation: Simulation) {
        do { try model.check() } catch { preconditionFailure("\(error)") }
        self.model = model
        self.simulation = simulation
        metadata = MetadataCache(model)
        faults = ActiveFaults(in: simulation)
        replicas = ReplicaManager(model, metadata, faults, in: simulation)
        produces = ProduceServer(model, replicas)
        coordinator = GroupCoordinator(
            model, topics: metadata.topics.count, logs: metadata.logCount, faults, in: simulation)
        fetches = FetchServer(model, replicas, coordinator)
        replicas.coordinators = coordinator
        // A handler's number is part of the trace hash.
        coordinator.register()
        produces.register()
        replicas.register()
    }

    /// Forgets who listens, who reads and what is under way, when the simulation is over: all of them know the cluster,
    /// and they would keep each other for ever.
    public func close() {
        guard simulation.mayEnd("kafka.close()") else { return }
        replicas.close()
        produces.close()
        coordinator.close()
        fetches.close()
    }

    // MARK: Observers

    /// Lets an observer see every record at the moment it is appended, and every rebalance as it ends, until `close`.
    public func addObserver(_ observer: any KafkaObserver) {
        replicas.observers.append(observer)
        coordinator.observers.append(observer)
    }

    /// Sees what happens between groups and their coordinators. For tests and reports: it must not call back.
    public var onGroupEvent: ((GroupEvent) -> Void)? {
        get { coordinator.onEvent }
        set { coordinator.onEvent = newValue }
    }

    // MARK: Ports

    /// A producer of `process`.
    /// - Throws: `KafkaError.notModelled` with the name of a setting that would otherwise be ignored.
    @inlinable
    public func makeProducer<Event: WireValue>(
        for process: SimulatedProcess, _ settings: ProducerSettings = ProducerSettings(), of type: Event.Type
    ) throws -> any EventProducer<Event> {
        SimulatedProducer<Event>(sender: try makeSender(for: process, settings)) { $0.payload }
    }

    @usableFromInline
    func makeSender(for process: SimulatedProcess, _ settings: ProducerSettings) throws -> RecordSender {
        try settings.check()
        return RecordSender(produces, wire: model.wire, process: process, named: process.name, settings)
    }

    /// A producer that belongs to no process.
    /// - Parameter name: of the client; its streams of randomness are found by it.
    public func makeUnattendedProducer(named name: String) -> UnattendedProducer {
        UnattendedProducer(
            RecordSender(produces, wire: model.wire, process: nil, named: name, ProducerSettings()))
    }

    /// A consumer of `process`, not yet subscribed.
    /// - Throws: `KafkaError.notModelled` with the name of a setting that would otherwise be ignored.
    @inlinable
    public func makeConsumer<Event: WireValue>(
        for process: SimulatedProcess, _ settings: ConsumerSettings, of type: Event.Type
    ) throws -> any EventConsumer<Event> {
        SimulatedConsumer<Event>(client: try makeClient(for: process, settings)) { $0.readResponse(as: Event.self) }
    }

    @usableFromInline
    func makeClient(for process: SimulatedProcess, _ settings: ConsumerSettings) throws -> GroupClient {
        try settings.refuseWhatIsNotModelled()
        return GroupClient(fetches, coordinator, coordinator.addMember(settings, of: process))
    }
}
