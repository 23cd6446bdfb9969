/// One topic's records as NDJSON, with the field names of kcat's JSON output (`-J`) in alphabetical order:
/// `broker`, `key`, `offset`, `partition`, `payload`, `topic`, `ts`, `tstype`. The payload is the text that a consumer
/// of the real topic would read, as a JSON string; a record that a failover lost is not there, as in the topic.
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
        partition: Int32, offset: Int64, timestamp: Int64, broker: Int, key: String?, payload: [UInt8]?
    ) throws {
        try file.append(
            Line(
                topic: topic, partition: partition, offset: offset, ts: timestamp, broker: broker, key: key,
                payload: payload.map { String(decoding: $0, as: UTF8.self) }))
    }

    /// Takes out the records of a partition from an offset on.
    mutating func lose(partition: Int32, from offset: Int64) {
        file.removeLines { (place: Place) in place.partition == partition && place.offset >= offset }
    }

    /// Writes what is buffered.
    mutating func flush() { file.flush() }

    /// Where the record of a line stands.
    private struct Place: Decodable {
        let partition: Int32
        let offset: Int64
    }

    private struct Line: Encodable {
        let topic: String
        let partition: Int32
        let offset: Int64
        /// The producer's time, in milliseconds since 1970.
        let ts: Int64
        /// The partition's leader when it came.
        let broker: Int
        let key: String?
        let payload: String?

        private enum CodingKeys: String, CodingKey { case topic, partition, offset, tstype, ts, broker, key, payload }

        /// A record without key, and a tombstone's payload, are `null`.
        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(topic, forKey: .topic)
            try fields.encode(partition, forKey: .partition)
            try fields.encode(offset, forKey: .offset)
            try fields.encode("create", forKey: .tstype)
            try fields.encode(ts, forKey: .ts)
            try fields.encode(broker, forKey: .broker)
            try fields.encode(key, forKey: .key)
            try fields.encode(payload, forKey: .payload)
        }
    }
}
