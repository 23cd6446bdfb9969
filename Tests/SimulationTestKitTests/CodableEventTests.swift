import HTTPTypes
import KafkaSimulation
import NetworkSimulation
import ServicePorts
import SimulationSamples
import StorageSimulation
import Testing
import VirtualTime

/// What a team of shopkeepers sends about.
private struct OrderTaken: CodableWireValue, Equatable {
    var id: Int
    var total: Double
}

/// Stores an order that comes by HTTP, tells a topic of it, and answers with it.
private struct OrderDesk: HTTPService {
    let store: any ObjectStore
    let producer: any EventProducer<OrderTaken>

    func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
        let order: OrderTaken
        do { order = try body.decode() } catch { return HTTPReply(.badRequest) }
        try await store.put("orders/\(order.id)", .value(order), condition: .none)
        let read: OrderTaken? = try await store.get("orders/\(order.id)")?.body.decode()
        try await producer.send(ProducerRecord(topic: "orders", key: RecordKey("\(order.id)"), value: read))
        return HTTPReply(.created, body: .value(OrderTaken(id: order.id, total: order.total / Double(order.id))))
    }
}

@Suite("Codable events over Kafka, HTTP and stores")
struct CodableEventTests {
    /// What one run showed, and its trace.
    private struct Seen: Equatable {
        var answers: [String] = []
        var records: [String] = []
        var traceHash: UInt64 = 0
    }

    private func run(_ wire: PayloadForm, orders: [OrderTaken]) throws -> Seen {
        let simulation = Simulation(.init(seed: 3))
        var model = KafkaModel(topics: [TopicModel("orders", partitions: 1)])
        model.wire = wire
        let kafka = SimulatedKafka(model, in: simulation)
        let network = SimulatedNetwork(latency: .constant(.milliseconds(1)), wire: wire, in: simulation)
        var storeModel = ObjectStoreModel()
        storeModel.wire = wire
        let objects = SimulatedObjectStore(storeModel, in: simulation)
        defer { simulation.close() }
        let desk = simulation.makeProcess(named: "desk")
        let service = OrderDesk(
            store: objects.makeStore(for: desk, bucket: "shop"),
            producer: try kafka.makeProducer(for: desk, of: OrderTaken.self))
        let server = network.makeServer(for: desk, at: "desk.test", HostModel(workers: 1))
        desk.start { try? await server.serve(service) }
        let seen = Box(Seen())
        try startReader(of: kafka, seen)
        let customer = simulation.makeProcess(named: "customer")
        let caller = network.makeCaller(for: customer)
        customer.start {
            for order in orders {
                let head = HTTPRequestHead(method: .post, scheme: "http", authority: "desk.test", path: "/orders")
                do {
                    let reply = try await caller.call(head, body: .value(order), timeout: .seconds(5))
                    let answer = reply.body.isEmpty ? nil : try reply.body.decode(as: OrderTaken.self)
                    seen.value.answers.append("\(reply.status.code) \(answer?.total ?? 0)")
                } catch { seen.value.answers.append("\(type(of: error))") }
            }
        }
        try kafka.produceFromWorld(topic: "orders", key: "x", payload: .bytes(Array(#"{"id":"x"}"#.utf8)))
        simulation.run(for: .seconds(30))
        seen.value.traceHash = simulation.trace.value
        return seen.value
    }

    private func startReader(of kafka: SimulatedKafka, _ seen: Box<Seen>) throws {
        let reader = kafka.simulation.makeProcess(named: "reader")
        var settings = ConsumerSettings(groupID: "readers")
        settings.autoOffsetReset = .earliest
        let consumer = try kafka.makeConsumer(for: reader, settings, of: OrderTaken.self)
        reader.start {
            try? await consumer.subscribe(to: ["orders"], listener: nil)
            while let records = try? await consumer.poll(timeout: .seconds(1)) {
                for record in records {
                    switch record.value {
                    case .event(let order): seen.value.records.append("\(order.id): \(order.total)")
                    case .malformed(let reason): seen.value.records.append(reason)
                    case .tombstone: seen.value.records.append("tombstone")
                    }
                }
            }
        }
    }

    @Test("Both wire forms make the same run: what is read, what is malformed, what cannot be sent")
    func bothWireForms() throws {
        let orders = [
            OrderTaken(id: 1, total: 10.5), OrderTaken(id: 2, total: .infinity), OrderTaken(id: 0, total: 1),
            OrderTaken(id: 4, total: 8),
        ]
        let typed = try run(.typed, orders: orders)
        #expect(typed.answers == ["201 10.5", "EncodingError", "500 0.0", "201 2.0"])
        #expect(typed.records.sorted() == ["0: 1.0", "1: 10.5", "4: 8.0", "id is not a whole number"])
        #expect(try run(.bytes, orders: orders) == typed)
    }
}
