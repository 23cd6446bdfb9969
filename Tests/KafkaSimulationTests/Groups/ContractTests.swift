import KafkaContract
import KafkaSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

/// The simulated cluster under the contract that any broker behind the ports has to keep.
@Suite struct ContractTests {
    @Test("The simulated broker keeps the promise", arguments: KafkaContract.cases)
    func theSimulatedBrokerKeepsThePromise(_ promise: ContractCase) throws {
        #expect(try breach(of: promise) { $0 } == nil)
    }

    @Test("A broker that breaks a promise is caught", arguments: PlantedDefect.allCases)
    func aBrokerThatBreaksAPromise(_ defect: PlantedDefect) throws {
        let broken = try KafkaContract.cases.filter { promise in
            try breach(of: promise) { DefectiveBroker(broker: $0, defect: defect) } != nil
        }
        #expect(broken.map(\.name).contains(defect.brokenPromise))
    }

    /// What went wrong when `promise` was tried on a cluster of its own; nil when nothing did.
    private func breach(
        of promise: ContractCase, _ wrap: @Sendable @escaping (SimulatedBroker) -> any BrokerUnderTest
    ) throws -> String? {
        let simulation = Simulation(.init(seed: 1))
        let broker = SimulatedBroker(simulation)
        let driver = simulation.makeProcess(named: "driver")
        let outcome = Box<String?>("It did not end.")
        driver.start {
            do {
                try await promise.run(wrap(broker))
                outcome.value = nil
            } catch { outcome.value = "\(error)" }
        }
        simulation.run(for: .seconds(3600))
        return outcome.value
    }
}

/// A cluster with topics to take, and one process for each consumer.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class SimulatedBroker: BrokerUnderTest, @unchecked Sendable {
    private let simulation: Simulation
    private let kafka: SimulatedKafka
    private let writer: SimulatedProcess
    private var free: [(name: String, partitions: Int32)]
    private var outage: FaultID?
    private var consumers: [(consumer: any EventConsumer<ContractEvent>, process: SimulatedProcess)] = []

    init(_ simulation: Simulation) {
        self.simulation = simulation
        free = ([1, 1, 2, 3, 4, 6] as [Int32]).enumerated().map { ("topic-\($0)", $1) }
        var model = KafkaModel(topics: free.map { .init($0.name, partitions: $0.partitions) })
        model.keepRecords = true
        kafka = SimulatedKafka(model, in: simulation)
        writer = simulation.makeProcess(named: "writer")
    }

    func makeTopic(partitions: Int32) throws -> String {
        guard let index = free.firstIndex(where: { $0.partitions == partitions }) else {
            throw KafkaError.unknownTopicOrPartition(topic: "none with \(partitions) partitions is left")
        }
        return free.remove(at: index).name
    }

    func makeProducer(_ settings: ProducerSettings) throws -> any EventProducer<ContractEvent> {
        try kafka.makeProducer(for: writer, settings, of: ContractEvent.self)
    }

    func makeForeignProducer() throws -> any EventProducer<ForeignText> {
        try kafka.makeProducer(for: writer, of: ForeignText.self)
    }

    func makeConsumer(_ settings: ConsumerSettings) throws -> any EventConsumer<ContractEvent> {
        let process = simulation.makeProcess(named: "reader-\(consumers.count)")
        let consumer = NumberedConsumer(
            number: consumers.count, real: try kafka.makeConsumer(for: process, settings, of: ContractEvent.self))
        consumers.append((consumer, process))
        return consumer
    }

    func crash(_ consumer: any EventConsumer<ContractEvent>) {
        if let numbered = consumer as? NumberedConsumer { consumers[numbered.number].process.crash() }
    }

    func setCoordinators(areThere: Bool) {
        if let outage = outage.take() { kafka.remove(outage) }
        if !areThere { outage = kafka.inject(.coordinatorOutage()) }
    }

    func now() -> Duration { .nanoseconds(simulation.now.nanoseconds) }
}
