import Glibc

/// One topic's records as NDJSON, with the field names of kcat's JSON output (`-J`): `topic`, `partition`, `offset`,
/// `tstype`, `ts`, `key`, `payload`. The payload is the text that a consumer of the real topic would read, as a JSON
/// string. Written through a buffer while the run goes on.
struct TopicFile: ~Copyable {
    private static let bufferSize = 1 << 18

    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private let opening: [UInt8]
    /// The first thing that went wrong, once.
    private(set) var failure: String?

    /// Makes the file, or empties it.
    /// - Throws: `TwinRunError.topicDump`.
    init(topic: String, directory: String) throws(TwinRunError) {
        path = "\(directory)/\(topic).ndjson"
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .topicDump(path: path, reason: String(cString: strerror(errno))) }
        var opening = Array("{\"topic\":".utf8)
        Self.append(string: topic.utf8, to: &opening)
        opening += Array(",\"partition\":".utf8)
        self.opening = opening
        buffer.reserveCapacity(Self.bufferSize + 8_192)
    }

    deinit { close(descriptor) }

    mutating func append(
        partition: Int32, offset: Int64, timestamp: Int64, key: String?, payload: [UInt8]?
    ) {
        buffer += opening
        Self.append(number: Int64(partition), to: &buffer)
        buffer += Self.offsetField
        Self.append(number: offset, to: &buffer)
        buffer += Self.timestampField
        Self.append(number: timestamp, to: &buffer)
        buffer += Self.keyField
        if let key { Self.append(string: key.utf8, to: &buffer) } else { buffer += Self.null }
        buffer += Self.payloadField
        if let payload { Self.append(string: payload, to: &buffer) } else { buffer += Self.null }
        buffer += Self.closing
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

    private static let offsetField = Array(",\"offset\":".utf8)
    private static let timestampField = Array(",\"tstype\":\"create\",\"ts\":".utf8)
    private static let keyField = Array(",\"key\":".utf8)
    private static let payloadField = Array(",\"payload\":".utf8)
    private static let null = Array("null".utf8)
    private static let closing = Array("}\n".utf8)

    private static func append(number: Int64, to bytes: inout [UInt8]) {
        bytes += String(number).utf8
    }

    /// A JSON string of UTF-8 text.
    static func append(string text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0..<0x20:
                bytes += Array("\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
