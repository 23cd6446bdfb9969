import Foundation

/// One topic's records as NDJSON, with the field names of kcat's JSON output (`-J`) in alphabetical order: `key`,
/// `offset`, `partition`, `payload`, `topic`, `ts`, `tstype`. The payload is the text that a consumer of the real topic
/// would read, as a JSON string. Written through a buffer while the run goes on.
struct TopicFile: ~Copyable {
    private static let bufferSize = 1 << 18

    let path: String
    private let descriptor: Int32
    private let topic: String
    private var buffer: [UInt8] = []
    /// The first thing that went wrong, once.
    private(set) var failure: String?

    /// Makes the file, or empties it.
    /// - Throws: `TwinRunError.topicDump`.
    init(topic: String, directory: String) throws(TwinRunError) {
        self.topic = topic
        path = "\(directory)/\(topic).ndjson"
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .topicDump(path: path, reason: String(cString: strerror(errno))) }
        buffer.reserveCapacity(Self.bufferSize + 8_192)
    }

    deinit { close(descriptor) }

    /// Adds a record.
    /// - Throws: `EncodingError`.
    mutating func append(
        partition: Int32, offset: Int64, timestamp: Int64, key: String?, payload: [UInt8]?
    ) throws {
        let line = Line(
            topic: topic, partition: partition, offset: offset, ts: timestamp, key: key,
            payload: payload.map { String(decoding: $0, as: UTF8.self) })
        buffer += try Self.encoder.encode(line)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.bufferSize { flush() }
    }

    /// Writes what is buffered.
    mutating func flush() {
        var written = 0
        while written < buffer.count, failure == nil {
            let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                failure = String(cString: strerror(errno))
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private struct Line: Encodable {
        let topic: String
        let partition: Int32
        let offset: Int64
        /// The producer's time, in milliseconds since 1970.
        let ts: Int64
        let key: String?
        let payload: String?

        private enum CodingKeys: String, CodingKey { case topic, partition, offset, tstype, ts, key, payload }

        /// A record without key, and a tombstone's payload, are `null`.
        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(topic, forKey: .topic)
            try fields.encode(partition, forKey: .partition)
            try fields.encode(offset, forKey: .offset)
            try fields.encode("create", forKey: .tstype)
            try fields.encode(ts, forKey: .ts)
            try fields.encode(key, forKey: .key)
            try fields.encode(payload, forKey: .payload)
        }
    }
}
