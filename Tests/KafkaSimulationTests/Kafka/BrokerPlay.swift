import KafkaSimulation
import ServicePorts
import SimulationSamples
import VirtualTime

/// A cluster with constant latencies on which things are done at given instants: 2 ms for a request and its answer, 1
/// ms for a replica's fetch, 5 s until a stopped leader is replaced.
final class BrokerPlay: @unchecked Sendable {
    let simulation: Simulation
    let kafka: SimulatedKafka
    /// What happened, in order.
    var log: [String] = []

    private var down: [BrokerID: FaultID] = [:]

    static let topic = "notes"

    init(
        seed: UInt64 = 1, brokers: Int = 1, copies: Int = 1, partitions: Int32 = 1, wire: PayloadForm = .typed,
        latency: Distribution = .constant(.milliseconds(2)), _ change: (inout TopicModel) -> Void = { _ in }
    ) {
        simulation = Simulation(.init(seed: seed))
        var topic = TopicModel(Self.topic, partitions: partitions, inMemory: .everything)
        topic.replicationFactor = copies
        change(&topic)
        var model = KafkaModel(topics: [topic])
        model.brokers = brokers
        model.wire = wire
        model.produceLatency = latency
        model.fetchLatency = latency
        model.coordinatorLatency = latency
        model.replicaFetchDelay = .constant(.milliseconds(1))
        model.failoverTime = .constant(.seconds(5))
        kafka = SimulatedKafka(model, in: simulation)
    }

    func producer(
        _ name: String = "writer", _ change: (inout ProducerSettings) -> Void = { _ in }
    ) throws -> (process: SimulatedProcess, producer: any EventProducer<Note>) {
        var settings = ProducerSettings()
        change(&settings)
        let process = simulation.makeProcess(named: name)
        return (process, try kafka.makeProducer(for: process, settings, of: Note.self))
    }

    func stop(_ broker: BrokerID) { down[broker] = kafka.inject(.brokerDown(broker)) }
    func start(_ broker: BrokerID) { if let fault = down.removeValue(forKey: broker) { kafka.remove(fault) } }

    /// Does `body` at `milliseconds`.
    func at(_ milliseconds: Int64, _ body: @escaping () throws -> Void) {
        let moment = Moment()
        moment.body = { [self] in do { try body() } catch { log.append("failed: \(error)") } }
        simulation.schedule(
            at: VirtualInstant(nanoseconds: milliseconds * 1_000_000), simulation.register(moment), .come)
    }

    /// Sends each text in a task of its own, so that none waits for another, and logs its offset or error.
    func send(_ texts: [String], by writer: (process: SimulatedProcess, producer: any EventProducer<Note>)) {
        for text in texts {
            writer.process.start { [self] in
                do {
                    let offset = try await writer.producer.send(Self.record(text)).offset
                    log.append("\(text)@\(offset) at \(milliseconds)")
                } catch { log.append("\(text): \(error) at \(milliseconds)") }
            }
        }
    }

    static func record(_ text: String, key: RecordKey? = nil, partition: Int32? = 0) -> ProducerRecord<Note> {
        ProducerRecord(topic: topic, key: key, value: Note(text), partition: partition)
    }

    var milliseconds: Int64 { simulation.now.nanoseconds / 1_000_000 }

    func run(until milliseconds: Int64) {
        let end = VirtualInstant(nanoseconds: milliseconds * 1_000_000)
        simulation.schedule(at: end, simulation.register(Moment()), .come)
        simulation.run(until: end)
    }

    /// What the log holds, in order.
    func texts(partition: Int32 = 0) throws -> [String] {
        try kafka.records(of: Self.topic, partition: partition).map { record in
            if record.payload.isEmpty { return "-" }
            return try record.payload.decode(as: Note.self).text
        }
    }

    func offsets(partition: Int32 = 0) throws -> [Int64] {
        try kafka.records(of: Self.topic, partition: partition).map(\.offset)
    }

    /// Starts a member of `readers` that logs what it reads.
    func startReader(_ change: (inout ConsumerSettings) -> Void = { _ in }) throws {
        var settings = ConsumerSettings(groupID: "readers")
        settings.autoOffsetReset = .earliest
        change(&settings)
        let process = simulation.makeProcess(named: "reader")
        let consumer = try kafka.makeConsumer(for: process, settings, of: Note.self)
        process.start { [self] in
            do {
                try await consumer.subscribe(to: [Self.topic], listener: nil)
                while true {
                    for record in try await consumer.poll(timeout: .seconds(1)) {
                        guard case .event(let note) = record.value else { continue }
                        log.append("read \(note.text)@\(record.offset)")
                    }
                }
            } catch { log.append("reader: \(error)") }
        }
    }
}
