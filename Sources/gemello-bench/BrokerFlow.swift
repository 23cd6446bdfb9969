import KafkaSimulation
import ServicePorts
import VirtualTime

/// What travels: an immutable value of one word.
struct Reading: WireValue {
    let number: Int64

    init(number: Int64) { self.number = number }

    struct NotANumber: Error {}

    init(wireBytes: [UInt8]) throws {
        guard let number = Int64(String(decoding: wireBytes, as: UTF8.self)) else { throw NotANumber() }
        self.number = number
    }

    func wireBytes() throws -> [UInt8] { Array("\(number)".utf8) }
    var nominalSize: Int { 100 }
    func digest(into digest: inout WireDigest) { digest.enter(number) }
}

/// One producer that batches, and three groups that read all it writes, through the ports alone.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class BrokerFlow: @unchecked Sendable {
    private let options: Options
    private let report: Report
    private let simulation: Simulation
    private let kafka: SimulatedKafka
    private var consumed = 0
    private var polls: UInt64 = 0
    private var sum: Int64 = 0

    init(_ options: Options) {
        self.options = options
        report = Report(options)
        simulation = Simulation(.init(seed: options.seed))
        kafka = SimulatedKafka(KafkaModel(topics: [TopicModel("readings", partitions: 6)]), in: simulation)
    }

    func run() throws {
        for group in ["first", "second", "third"] { try startReader(of: group) }
        try startWriter()
        simulation.run()
        let count = Int64(options.records)
        precondition(consumed == 3 * options.records && sum == 3 * count * (count - 1) / 2, "Each is read three times.")
        report.broker(consumed: consumed, batches: polls, simulation: simulation)
        simulation.close()
    }

    private func startWriter() throws {
        let process = simulation.makeProcess(named: "writer")
        var settings = ProducerSettings()
        settings.linger = .milliseconds(5)
        settings.batchSize = 65_536
        let producer = try kafka.makeProducer(for: process, settings, of: Reading.self)
        let keys = (0..<1000).map { RecordKey("station-\($0)") }
        let count = options.records
        process.start {
            // The groups' first assignment takes three seconds.
            try? await process.clock.sleep(for: .seconds(5))
            var number = 0
            while number < count {
                for _ in 0..<min(200, count - number) {
                    let record = ProducerRecord(
                        topic: "readings", key: keys[number % 1000], value: Reading(number: Int64(number)))
                    do { try await producer.enqueue(record) } catch { preconditionFailure("\(error)") }
                    number += 1
                }
                try? await process.clock.sleep(for: .milliseconds(1))
            }
            do { try await producer.flush() } catch { preconditionFailure("\(error)") }
        }
    }

    private func startReader(of group: String) throws {
        let process = simulation.makeProcess(named: group)
        var settings = ConsumerSettings(groupID: group)
        settings.autoOffsetReset = .earliest
        // At 200 records a millisecond the default of 5 s would keep the whole run in memory.
        settings.autoCommitInterval = .milliseconds(500)
        let consumer = try kafka.makeConsumer(for: process, settings, of: Reading.self)
        process.start { [self] in
            do {
                try await consumer.subscribe(to: ["readings"], listener: nil)
                var own = 0
                while own < options.records {
                    let records = try await consumer.poll(timeout: .seconds(10))
                    polls += 1
                    own += records.count
                    for record in records {
                        if case .event(let reading) = record.value { sum &+= reading.number }
                    }
                }
                consumed += own
                await consumer.close()
            } catch { preconditionFailure("\(error)") }
        }
    }
}
