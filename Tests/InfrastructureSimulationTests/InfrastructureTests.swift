import HTTPTypes
import InfrastructureSimulation
import KafkaSimulation
import NetworkSimulation
import ServicePorts
import SimulationSamples
import StorageSimulation
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

    /// What one run leaves behind.
    private struct End: Equatable {
        var status: Int?
        var published: [String?]
        var stored: Int
        var traceHash: UInt64
    }

    private func run(_ wire: PayloadForm) throws -> End {
        var model = SimulatedInfrastructure.Model(kafka: KafkaModel(topics: [TopicModel("notes", partitions: 1)]))
        model.wire = wire
        let simulation = Simulation(.init(seed: 7))
        let infrastructure = SimulatedInfrastructure(model, in: simulation)
        defer { infrastructure.close() }
        let objects = infrastructure.makeObjectStore()
        let keeper = simulation.makeProcess(named: "keeper")
        let service = NoteKeeper(
            store: objects.makeStore(for: keeper, bucket: "notes"),
            producer: try infrastructure.kafka.makeProducer(for: keeper, of: Note.self),
            surroundings: infrastructure.surroundings.make(for: keeper))
        let server = infrastructure.network.makeServer(for: keeper, at: "keeper.test", HostModel())
        keeper.start { try? await server.serve(service) }
        let visitor = simulation.makeProcess(named: "visitor")
        let caller = infrastructure.network.makeCaller(for: visitor)
        let answer = Answer()
        visitor.start {
            let request = HTTPRequestHead(method: .post, scheme: "http", authority: "keeper.test", path: "/a")
            let reply = try? await caller.call(request, body: .value(Note("hello")), timeout: .seconds(5))
            answer.status.withLock { $0 = reply?.status.code }
        }
        simulation.runOn(for: .seconds(10))
        return End(
            status: answer.status.withLock { $0 },
            published: try infrastructure.kafka.records(of: "notes", partition: 0).map { $0.key?.text },
            stored: objects.objectCount(bucket: "notes"), traceHash: simulation.trace.value)
    }

    private final class Answer: Sendable {
        let status = Mutex(Int?.none)
    }

    @Test("Kafka, network, stores and surroundings are behind one door, and messages in either form make the same run")
    func oneDoor() throws {
        let typed = try run(.typed)
        #expect(typed.status == 200)
        #expect(typed.published == ["/a"])
        #expect(typed.stored == 1)
        #expect(try run(.bytes) == typed)
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
        simulation.runOn(for: .seconds(1))
        infrastructure.close()
        #expect(!process.isAlive)
        #expect(answer.status.withLock { $0 } == 499)
        #expect(network.callsUnderWay == 0)
    }
}
