import HTTPTypes
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@testable import KafkaSimulation
@testable import NetworkSimulation

/// What dead incarnations leave behind in broker and network.
@Suite struct LifetimeTests {
    @Test("Crashed members and servers are let go")
    func crashedMembersAndServers() throws {
        let cluster = Cluster()
        let network = SimulatedNetwork(latency: .constant(.milliseconds(1)), in: cluster.simulation)
        let town = Town()
        weak var lastDead: SimulatedProcess?
        for incarnation in 0..<200 {
            let process = cluster.simulation.makeProcess(named: "service", incarnation: incarnation)
            try cluster.startReader(in: process)
            let server = network.makeServer(for: process, at: "service:80", HostModel())
            let service = EchoService(town: town, process: process, work: .zero)
            process.start { try? await server.serve(service) }
            cluster.run(seconds: 5)
            #expect(network.backends.filter(\.isOpen).count == 1)
            cluster.now { process.crash() }
            lastDead = process
            cluster.run(seconds: 60)
        }
        #expect(network.backends.count == 1)
        let members = cluster.kafka.coordinator.members
        #expect(members.ids.allSatisfy { members[$0] == nil })
        #expect(cluster.kafka.counters.evictions == 200)
        // The place of the last server is kept until the next one takes it.
        network.attach(Nobody(), at: "other", HostModel())
        cluster.now {}
        #expect(lastDead == nil)
    }

    @Test("A run repeats by its seed through crashes and rebalances")
    func aRunRepeatsByItsSeed() throws {
        func run(_ seed: UInt64) throws -> UInt64 {
            let simulation = Simulation(.init(seed: seed))
            let kafka = SimulatedKafka(KafkaModel(topics: [.init("notes")]), in: simulation)
            let readers = (0..<3).map { simulation.makeProcess(named: "reader-\($0)") }
            for reader in readers {
                let consumer = try kafka.makeConsumer(for: reader, Cluster.settings(), of: Note.self)
                reader.start {
                    try? await consumer.subscribe(to: ["notes"], listener: nil)
                    while let records = try? await consumer.poll(timeout: .seconds(1)) {
                        for record in records {
                            try? await consumer.commit([record.topicPartition: record.offset + 1])
                        }
                    }
                }
            }
            let writer = simulation.makeProcess(named: "writer")
            let producer = try kafka.makeProducer(for: writer, of: Note.self)
            writer.start {
                for number in 0..<200 {
                    _ = try? await producer.send(
                        ProducerRecord(topic: "notes", key: "\(number)", value: Note("\(number)")))
                    try? await writer.clock.sleep(for: .seconds(1))
                }
            }
            let crash = Moment()
            crash.body = { readers[1].crash() }
            simulation.schedule(afterNanoseconds: 50_000_000_000, simulation.register(crash), .come)
            simulation.run(for: .seconds(300))
            #expect(kafka.lag(group: "readers") == 0)
            #expect(kafka.counters.evictions == 1)
            return simulation.trace.value
        }
        #expect(try run(1) == run(1))
        #expect(try run(1) != run(2))
    }
}

private final class Nobody: SimulatedEndpoint {
    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {}
}
