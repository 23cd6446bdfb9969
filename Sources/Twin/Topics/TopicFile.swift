/// One topic's records as NDJSON, with the field names of kcat's JSON output (`-J`) in alphabetical order: `key`,
/// `offset`, `partition`, `payload`, `topic`, `ts`, `tstype`. The payload is the text that a consumer of the real topic
/// would read, as a JSON string.
struct TopicFile: ~Copyable {
    private let topic: String
    private var file: NDJSONFile

    /// Makes the file, or empties it.
    /// - Throws: `TwinRunError.topicDump`.
    init(topic: String, directory: String) throws(TwinRunError) {
        self.topic = topic
        let path = "\(directory)/\(topic).ndjson"
        do throws(NDJSONFile.Refusal) { file = try NDJSONFile(path) } catch {
            throw .topicDump(path: path, reason: error.reason)
        }
    }

    var path: String { file.path }
    /// The first thing that went wrong, once.
    var failure: String? { file.failure }

    /// Adds a record.
    /// - Throws: `EncodingError`.
    mutating func append(
        partition: Int32, offset: Int64, timestamp: Int64, key: String?, payload: [UInt8]?
    ) throws {
        try file.append(
            Line(
                topic: topic, partition: partition, offset: offset, ts: timestamp, key: key,
                payload: payload.map { String(decoding: $0, as: UTF8.self) }))
    }

    /// Writes what is buffered.
    mutating func flush() { file.flush() }

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
