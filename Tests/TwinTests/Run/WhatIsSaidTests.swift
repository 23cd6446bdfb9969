import CoreMetrics
import Foundation
import HTTPTypes
import KafkaSimulation
import Logging
import NetworkSimulation
import PaymentModel
import PaymentServices
import PortFakes
import ServicePorts
import ShippedScenarios
import Testing
import Twin
import VirtualTime

/// Events of two payments go over Kafka to the real updater, which tells Core; what a wrapped port says otherwise is
/// all that differs between two runs.
@Suite("The trace hash holds what is said")
struct WhatIsSaidTests {
    enum Planted: CaseIterable {
        case nothing, oneCentMore, reusedEventID, exchangedLinks, anotherHeader, anotherTimestamp, anotherKey
        case anotherStatusCode, anotherAnswerField, anotherAnswerBody
    }

    /// Says of every record what `planted` makes of it.
    private struct WrappedProducer: EventProducer {
        let base: any EventProducer<PaymentEvent>
        let planted: Planted

        func send(_ record: ProducerRecord<PaymentEvent>) async throws -> RecordMetadata {
            var record = record
            switch planted {
            case .oneCentMore: record.value = record.value.map(oneCentMore)
            case .reusedEventID:
                record.value = record.value?.renamed(EntityID(high: 7, low: 7))
            case .exchangedLinks:
                record.value = record.value.map { event in
                    event.deriving(envelope: event.envelope) {
                        ($0.links.receipt, $0.links.offlinePayment) = ($0.links.offlinePayment, $0.links.receipt)
                    }
                }
            case .anotherHeader: record.headers = [RecordHeader(key: "trace", "2")]
            case .anotherTimestamp: record.timestamp = record.timestamp.map { $0 + 1 }
            case .anotherKey: record.key = "another"
            default: break
            }
            return try await base.send(record)
        }

        private func oneCentMore(_ event: PaymentEvent) -> PaymentEvent {
            var values = event.origin.values
            values.amount = values.amount.map { $0 + .oneCent }
            return PaymentEvent(
                envelope: event.envelope, payment: Payment(origin: PaymentOrigin(values), state: event.state))
        }
    }

    /// Core, with an answer that `planted` may change.
    private struct WrappedCore: HTTPService {
        let planted: Planted

        func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
            _ = try body.decode(as: PaymentOutcome.self)
            return switch planted {
            case .anotherStatusCode: HTTPReply(.noContent)
            case .anotherAnswerField: HTTPReply(.ok, headerFields: [.retryAfter: "1"])
            case .anotherAnswerBody: HTTPReply(.ok, body: .value(CreatedAnswer(id: Sample.paymentID)))
            default: .ok
            }
        }
    }

    private func surroundings(_ process: SimulatedProcess) -> Surroundings {
        Surroundings(
            clock: process.clock, wallClock: { process.wallTime.date }, makeUUID: { Sample.userID.uuid },
            logger: Logger(label: process.name) { _ in SwiftLogNoOpLogHandler() }, metrics: NOOPMetricsHandler.instance)
    }

    private func run(_ planted: Planted, _ wire: PayloadForm, journal: TraceJournal? = nil) throws -> TraceHash {
        let start = WallTime(sinceUnixEpoch: .seconds(1_740_988_800))
        let simulation = Simulation(.init(seed: 1, epoch: start, journal: journal))
        var model = KafkaModel(topics: [TopicModel("payments", partitions: 1)])
        model.wire = wire
        let kafka = SimulatedKafka(model, in: simulation)
        let network = SimulatedNetwork(latency: .constant(.milliseconds(1)), wire: wire, in: simulation)
        let core = simulation.makeProcess(named: "core")
        let server = network.makeServer(for: core, at: "core.test", HostModel())
        core.start { try? await server.serve(WrappedCore(planted: planted)) }
        let reporting = simulation.makeProcess(named: "updater")
        let configuration = UpdaterConfiguration()
        let updater = PaymentUpdater(
            configuration: configuration,
            consumer: try kafka.makeConsumer(for: reporting, configuration.consumer, of: PaymentEvent.self),
            caller: network.makeCaller(for: reporting), surroundings: surroundings(reporting))
        reporting.start { try? await updater.run() }
        let proxy = simulation.makeProcess(named: "proxy")
        let producer = WrappedProducer(
            base: try kafka.makeProducer(for: proxy, of: PaymentEvent.self), planted: planted)
        proxy.start {
            try? await proxy.clock.sleep(for: .seconds(10))
            for number in 1...2 as ClosedRange<UInt64> {
                let event = Sample.payment(.complete).renamed(EntityID(high: 7, low: number + 6))
                let record = ProducerRecord(
                    topic: "payments", key: RecordKey(event.kafkaKey), value: event,
                    timestamp: 1_740_988_810_000 + Int64(number))
                _ = try? await producer.send(record)
            }
        }
        simulation.run(until: simulation.now.advanced(by: .seconds(30)))
        #expect(kafka.counters.produced == 2)
        let host = try #require(network.host("core.test"))
        #expect(network.counters(of: host).finished == 2)
        let trace = simulation.trace
        simulation.close()
        network.close()
        kafka.close()
        return trace
    }

    @Test("One cent, an id used again, two exchanged links, a header or a status code are another hash, in either form")
    func eachIsAnotherHash() throws {
        let hashes = try Planted.allCases.map { try run($0, .typed).value }
        #expect(Set(hashes).count == hashes.count)
        #expect(try Planted.allCases.map { try run($0, .bytes).value } == hashes)
    }

    @Test("Verification names the record that differs, and the answer", arguments: [PayloadForm.typed, .bytes])
    func namesWhatDiffers(wire: PayloadForm) throws {
        func difference(_ planted: Planted) throws -> Difference {
            var runs = 0
            let finding = try Verification.compare { journal in
                runs += 1
                _ = try run(runs == 1 ? .nothing : planted, wire, journal: journal)
            }
            return try #require(finding?.difference)
        }
        let record = try difference(.oneCentMore)
        #expect(record.expected?.subject == "record payments/0@0")
        #expect(record.actual?.subject == "record payments/0@0")
        #expect(record.description.contains("something is said: record payments/0@0"))
        let answer = try difference(.anotherStatusCode)
        let path = "/bugliano/api/applications/\(Sample.applicationID)/payment"
        #expect(answer.expected?.subject == "answer to POST https://core.test\(path) of updater")
        #expect(answer.actual?.subject == answer.expected?.subject)
        #expect(answer.actual?.words[0] != answer.expected?.words[0])
    }

    @Test("Under all faults together values and bytes give one hash", arguments: 0..<6 as Range<UInt64>)
    func formsAgreeUnderSwarm(seed: UInt64) throws {
        let settings = ["duration=30min", "healing=3h", "expect=[]"]
        let scenario = try ScenarioFolder.load("faults/swarm", settings: settings)
        let hashes = try [PayloadForm.typed, .bytes].map {
            try TwinRun(scenario: scenario, seed: seed, wire: $0).findings().traceHash
        }
        #expect(hashes[0] == hashes[1])
    }
}

extension PaymentEvent {
    /// The same event under another id.
    fileprivate func renamed(_ id: EntityID) -> PaymentEvent {
        var envelope = envelope
        envelope.eventID = id
        return deriving(envelope: envelope) {
            $0.links.receipt.url = ServiceLink("https://proxy.test/receipt/\(self.id)")
            $0.links.offlinePayment.url = ServiceLink("https://proxy.test/notice/\(self.id)")
        }
    }
}
