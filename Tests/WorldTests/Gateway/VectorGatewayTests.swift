import HTTPTypes
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime
import World

@testable import KafkaSimulation
@testable import NetworkSimulation

/// The gateway between Core and Kafka (<doc:/PaymentModel/TopicsAndKeys>), which Core gives 2 s.
@Suite("Core's gateway")
struct VectorGatewayTests {
    private final class Bench {
        let town: Town
        let kafka: SimulatedKafka
        let gateway: VectorGateway

        init(wire: PayloadForm = .typed, _ buffer: VectorGateway.Buffer = .init(), _ model: HostModel = HostModel()) {
            town = Town(wire: wire)
            var settings = KafkaModel(topics: [.init("applications", partitions: 1)])
            settings.wire = wire
            kafka = SimulatedKafka(settings, in: town.simulation)
            gateway = VectorGateway(
                kafka: kafka, network: town.network, at: "vector:80", model, buffer: buffer
            ) { (note: KeyedNote) in note.key }
        }

        /// Lets Core post events, one after another.
        func post(_ keys: [String], to topic: String = "applications") {
            let process = town.simulation.makeProcess(named: "core")
            let caller = town.network.makeCaller(for: process)
            process.start { [town] in
                for key in keys {
                    let request = Town.request("vector:80", "/\(topic)", .post)
                    do {
                        let reply = try await caller.call(
                            request, body: .value(KeyedNote(key: key)), timeout: .seconds(2))
                        town.seen.append("\(key): \(reply.status.code)")
                    } catch { town.seen.append("\(key): \(error)") }
                }
            }
        }

        var published: [String?] {
            get throws { try kafka.records(of: "applications", partition: 0).map { $0.key?.text } }
        }

        func inject(_ change: (inout HostFaults) -> Void) -> FaultID {
            var faults = HostFaults()
            change(&faults)
            return town.network.inject(faults, at: "vector:80")
        }
    }

    private static let timedOut = "a: vector:80 did not answer within 2.0 seconds"

    @Test("may take an event and lose its answer: Core times out, the event is in Kafka")
    func losesItsAnswer() throws {
        let bench = Bench()
        let fault = bench.inject { $0.answerLost = .always }
        bench.post(["a"])
        bench.town.run(seconds: 5)
        #expect(bench.town.seen == [Self.timedOut])
        #expect(try bench.published == ["a"])
        #expect(bench.town.network.hits(of: fault).hit == 1)
    }

    @Test("may be slower than Core waits: the event is in Kafka later")
    func isSlow() throws {
        let bench = Bench(.init(), HostModel(serviceTime: .constant(.milliseconds(100))))
        _ = bench.inject { $0.slowdown = Slowdown(factorPercent: 3_000) }
        bench.post(["a"])
        bench.town.run(seconds: 2)
        #expect(bench.town.seen == [Self.timedOut])
        #expect(try bench.published == [])
        bench.town.run(seconds: 2)
        #expect(try bench.published == ["a"])
    }

    @Test("may be down: nothing is in Kafka")
    func isDown() throws {
        let bench = Bench()
        let fault = bench.inject { $0.outage = .refusing }
        bench.post(["a"])
        bench.town.run(seconds: 1)
        bench.town.network.remove(fault)
        bench.post(["b"])
        bench.town.run(seconds: 1)
        #expect(bench.town.seen == ["a: vector:80 refused the connection", "b: 200"])
        #expect(try bench.published == ["b"])
    }

    @Test(
        "keeps events while Kafka is out of reach, and sends them off in their order", arguments: PayloadForm.allCases)
    func buffers(wire: PayloadForm) throws {
        let bench = Bench(wire: wire)
        bench.gateway.setReachesKafka(false)
        bench.post(["a", "b", "c"])
        bench.town.run(seconds: 60)
        #expect(bench.town.seen == ["a: 200", "b: 200", "c: 200"])
        #expect(try bench.published == [])
        #expect(bench.gateway.bufferedEvents == 3)
        bench.gateway.setReachesKafka(true)
        bench.post(["d"])
        bench.town.run(seconds: 1)
        #expect(try bench.published == ["a", "b", "c", "d"])
        #expect(bench.gateway.counters == .init(buffered: 3, sentLater: 3, longestBuffer: 3))
    }

    @Test("answers 503 when its buffer is full")
    func refusesWhenFull() throws {
        let bench = Bench(VectorGateway.Buffer(limitEvents: 2))
        bench.gateway.setReachesKafka(false)
        bench.post(["a", "b", "c"])
        bench.town.run(seconds: 1)
        bench.gateway.setReachesKafka(true)
        bench.town.run(seconds: 1)
        #expect(bench.town.seen == ["a: 200", "b: 200", "c: 503"])
        #expect(try bench.published == ["a", "b"])
        #expect(bench.gateway.counters.foundFull == 1)
    }

    @Test("lets requests wait when its buffer is full and blocks: Core times out, the event comes late")
    func blocksWhenFull() throws {
        let bench = Bench(VectorGateway.Buffer(limitEvents: 0, whenFull: .block))
        bench.gateway.setReachesKafka(false)
        bench.post(["a"])
        bench.town.run(seconds: 3)
        #expect(bench.town.seen == [Self.timedOut])
        bench.gateway.setReachesKafka(true)
        bench.town.run(seconds: 1)
        #expect(try bench.published == ["a"])
        #expect(bench.town.network.callsUnderWay == 0)
    }

    @Test("knows its topics also while Kafka is out of reach")
    func knowsItsTopics() {
        let bench = Bench()
        bench.gateway.setReachesKafka(false)
        bench.post(["a"], to: "nowhere")
        bench.town.run(seconds: 1)
        #expect(bench.town.seen == ["a: 404"])
        #expect(bench.gateway.bufferedEvents == 0)
    }

    @Test("publishes under the event's key in both wire modes, and takes no body that is no event")
    func publishesUnderTheServicesKey() throws {
        for wire in PayloadForm.allCases {
            let town = Town(wire: wire)
            var model = KafkaModel(topics: [.init("applications", partitions: 6)])
            model.wire = wire
            let kafka = SimulatedKafka(model, in: town.simulation)
            let gateway = VectorGateway(kafka: kafka, network: town.network, at: "vector:80") { (note: KeyedNote) in
                note.key
            }
            let process = town.simulation.makeProcess(named: "core")
            let caller = town.network.makeCaller(for: process)
            process.start {
                let note = Payload.value(KeyedNote(key: "abc"))
                for (path, body) in [("/applications", note), ("/nowhere", note), ("/applications", .empty)] {
                    let request = Town.request("vector:80", path, .post)
                    let reply = try? await caller.call(request, body: body, timeout: .seconds(2))
                    town.seen.append("\(reply?.status.code ?? 0)")
                }
            }
            town.run(seconds: 1)
            #expect(town.seen == ["200", "404", "400"])
            let records = try kafka.records(of: "applications", partition: Int32(479_470_107 % 6))
            #expect(records.map(\.key) == ["abc"])
            withExtendedLifetime(gateway) {}
        }
    }
}

/// A value whose key the gateway knows.
private struct KeyedNote: WireValue {
    var key: String
    init(key: String) { self.key = key }
    init(wireBytes: [UInt8]) throws { key = String(decoding: wireBytes, as: UTF8.self) }
    func wireBytes() throws -> [UInt8] { Array(key.utf8) }
    var nominalSize: Int { 50 }
}
