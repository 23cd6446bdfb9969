import Foundation
import KafkaSimulation
import ServicePorts

/// Writes every record of a run to one file per topic as it is appended.
final class TopicDump: KafkaObserver {
    private let topics: [String]
    private let files: [TopicFileBox]
    private(set) var failure: TwinRunError?

    /// A file that cannot be copied has one owner.
    private final class TopicFileBox {
        var file: TopicFile
        init(_ file: consuming TopicFile) { self.file = file }
    }

    /// Makes the folder when it is absent, and the files.
    /// - Throws: `TwinRunError.topicDump`.
    init(directory: String, topics: [String]) throws(TwinRunError) {
        self.topics = topics
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw .topicDump(path: directory, reason: "the folder cannot be made")
        }
        var files: [TopicFileBox] = []
        for topic in topics { files.append(TopicFileBox(try TopicFile(topic: topic, directory: directory))) }
        self.files = files
    }

    func recordAppended(
        topic: String, partition: Int32, offset: Int64, timestamp: Int64, payload: Payload, key: RecordKey?,
        broker: Int
    ) {
        guard let index = topics.firstIndex(of: topic), failure == nil else { return }
        let box = files[index]
        do {
            let bytes: [UInt8]? = payload.isEmpty ? nil : try payload.wireBytes()
            try box.file.append(
                partition: partition, offset: offset, timestamp: timestamp, broker: broker, key: key?.description,
                payload: bytes)
            note(box)
        } catch {
            failure = .topicDump(path: box.file.path, reason: "a record cannot be encoded: \(error)")
        }
    }

    func recordsLost(topic: String, partition: Int32, from offset: Int64) {
        guard let index = topics.firstIndex(of: topic), failure == nil else { return }
        files[index].file.lose(partition: partition, from: offset)
        note(files[index])
    }

    /// Writes what is buffered.
    func flush() {
        for box in files {
            box.file.flush()
            note(box)
        }
    }

    private func note(_ box: TopicFileBox) {
        guard failure == nil, let reason = box.file.failure else { return }
        failure = .topicDump(path: box.file.path, reason: reason)
    }
}
