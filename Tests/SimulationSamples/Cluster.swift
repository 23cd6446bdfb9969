import KafkaSimulation
import ServicePorts
import VirtualTime

/// An event with a documented byte form; text without the prefix `note:` is malformed.
package struct Note: WireValue, Equatable {
    package var text: String

    package struct Malformed: Error, CustomStringConvertible {
        package var description: String { "text: does not begin with note:" }
    }

    package init(_ text: String) { self.text = text }

    package init(wireBytes: [UInt8]) throws {
        let text = String(decoding: wireBytes, as: UTF8.self)
        guard text.hasPrefix("note:") else { throw Malformed() }
        self.text = String(text.dropFirst(5))
    }

    package func wireBytes() throws -> [UInt8] { Array("note:\(text)".utf8) }
    package var nominalSize: Int { 100 }
}

/// A simulation with one cluster whose latencies are constant: 2 ms for each request and its answer.
package final class Cluster: @unchecked Sendable {
    package let simulation: Simulation
    package let kafka: SimulatedKafka
    /// What consumers saw, in order.
    package var seen: [String] = []
    private let moment = Moment()
    private let momentID: HandlerID<Moment.Entry>

    package init(
        seed: UInt64 = 1, partitions: Int32 = 1, topics: [String] = ["notes"], wire: PayloadForm = .typed,
        keepRecords: Bool = false, _ change: (inout KafkaModel) -> Void = { _ in }
    ) {
        simulation = Simulation(.init(seed: seed))
        var model = KafkaModel(topics: topics.map { .init($0, partitions: partitions) })
        model.produceLatency = .constant(.milliseconds(2))
        model.fetchLatency = .constant(.milliseconds(2))
        model.coordinatorLatency = .constant(.milliseconds(2))
        model.keepRecords = keepRecords
        model.wire = wire
        change(&model)
        kafka = SimulatedKafka(model, in: simulation)
        momentID = simulation.register(moment)
    }

    package static func settings(_ group: String = "readers", autoCommit: Bool = false) -> ConsumerSettings {
        var settings = ConsumerSettings(groupID: group)
        settings.autoOffsetReset = .earliest
        settings.enableAutoCommit = autoCommit
        return settings
    }

    /// Starts a service that reads `notes`, and after each record commits as `commits` says.
    package func startReader(
        in process: SimulatedProcess, _ settings: ConsumerSettings = Cluster.settings(), commits: Bool = true,
        topics: [String] = ["notes"], work: Duration = .zero
    ) throws {
        let consumer = try kafka.makeConsumer(for: process, settings, of: Note.self)
        process.start { [self] in
            do {
                try await consumer.subscribe(to: topics, listener: nil)
                while true {
                    for record in try await consumer.poll(timeout: .seconds(1)) {
                        if work > .zero { try await process.clock.sleep(for: work) }
                        seen.append("\(process.name) \(describe(record))")
                        guard commits else { continue }
                        try await consumer.commit([record.topicPartition: record.offset + 1])
                    }
                }
            } catch { seen.append("\(process.name) ended: \(error)") }
        }
    }

    private func describe(_ record: ConsumerRecord<Note>) -> String {
        let value =
            switch record.value {
            case .event(let note): note.text
            case .malformed(let reason): "malformed(\(reason))"
            case .tombstone: "tombstone"
            }
        return "\(record.topicPartition.partition)@\(record.offset) \(value)"
    }

    package func produce(_ texts: String..., key: RecordKey? = nil, partition: Int32? = nil) throws {
        for text in texts {
            try kafka.produceFromWorld(topic: "notes", key: key, payload: .value(Note(text)), partition: partition)
        }
    }

    /// Does `body` inside the simulation, now.
    package func now(_ body: @escaping () -> Void) {
        moment.body = body
        simulation.schedule(afterNanoseconds: 0, momentID, .come)
        run(seconds: 0)
    }

    package func run(seconds: Int64) { simulation.run(for: .seconds(seconds)) }

    package func committed(_ group: String = "readers", partition: Int32 = 0) throws -> Int64? {
        try kafka.committedOffset(group: group, topic: "notes", partition: partition)
    }
}

/// Something that a test does at an instant.
package final class Moment: AgendaHandler {
    package enum Entry: UInt8, AgendaEntry { case come }

    package var body: () -> Void = {}

    package init() {}

    package func fire(_ entry: Entry) { body() }
}

/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
package final class Box<Value>: @unchecked Sendable {
    package var value: Value
    package init(_ value: Value) { self.value = value }
}
