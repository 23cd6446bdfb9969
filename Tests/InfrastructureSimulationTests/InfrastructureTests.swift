import HTTPTypes
import InfrastructureSimulation
import KafkaSimulation
import ServicePorts
import SimulationSamples
import SimulationTestKit
import Synchronization
import Testing
import VirtualTime

@Suite("What services run on")
struct InfrastructureTests {
    /// Takes a note by HTTP, stores it, and tells a topic of it.
    private struct NoteKeeper: HTTPService {
        let store: any ObjectStore
        let producer: any EventProducer<Note>
        let surroundings: Surroundings

        func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
            let note: Note = try body.decode()
            try await store.put("\(surroundings.makeUUID())", body, condition: .absent)
            try await producer.send(ProducerRecord(topic: "notes", key: RecordKey(request.path), value: note))
            return .ok
        }
    }

    private func traces(_ wire: PayloadForm) async throws -> [TraceHash] {
        try await simulate(seeds: 0..<5, SimulationOptions(wire: wire)) { world in
            try world.addTopic("notes")
            world.start(named: "keeper") { process in
                let service = NoteKeeper(
                    store: process.makeStore(bucket: "notes"), producer: try process.makeProducer(),
                    surroundings: process.surroundings)
                try await process.makeServer(at: "keeper.test").serve(service)
            }
            try world.run(for: .seconds(1))
            let reply = try world.run(named: "visitor") { process in
                let request = HTTPRequestHead(method: .post, scheme: "http", authority: "keeper.test", path: "/a")
                return try await process.makeCaller().call(request, body: .value(Note("hello")), timeout: .seconds(5))
            }
            #expect(reply.status == .ok)
            #expect(try world.records(of: "notes").map { $0.key?.text } == ["/a"])
            #expect(world.store().objectCount(bucket: "notes") == 1)
        }.runs.map(\.trace)
    }

    @Test("Kafka, network, stores and surroundings are behind one door, and messages in either form make the same run")
    func oneDoor() async throws {
        #expect(try await traces(.typed) == traces(.bytes))
    }

    private final class Answer: Sendable {
        let status = Mutex(Int?.none)
    }

    @Test("Closing ends every process and answers nobody any more")
    func closing() {
        let simulation = Simulation(.init(seed: 7))
        let infrastructure = SimulatedInfrastructure(.init(kafka: KafkaModel(topics: [])), in: simulation)
        let network = infrastructure.network
        let process = simulation.makeProcess(named: "sleeper")
        let clock = process.clock
        let answer = Answer()
        process.start {
            do { try await clock.sleep(for: .seconds(3600)) } catch { answer.status.withLock { $0 = 499 } }
        }
        simulation.run(for: .seconds(1))
        infrastructure.close()
        #expect(!process.isAlive)
        #expect(answer.status.withLock { $0 } == 499)
        #expect(network.callsUnderWay == 0)
    }
}
