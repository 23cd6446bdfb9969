import Foundation

/// A file of JSON objects, one a line, with their members in alphabetical order. Written through a buffer while a run
/// goes on.
struct NDJSONFile: ~Copyable {
    /// Why a file cannot be made.
    struct Refusal: Error {
        let reason: String
    }

    private static let bufferSize = 1 << 18

    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// The first thing that went wrong, once.
    private(set) var failure: String?

    /// Makes the file, or empties it.
    init(_ path: String) throws(Refusal) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Refusal(reason: String(cString: strerror(errno))) }
        buffer.reserveCapacity(Self.bufferSize + 8_192)
    }

    deinit { close(descriptor) }

    /// Adds an object.
    /// - Throws: `EncodingError`.
    mutating func append(_ line: some Encodable) throws {
        buffer += try Self.encoder.encode(line)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.bufferSize { flush() }
    }

    /// Takes out the lines that `isGone` says are to go, in a time that grows with the file.
    mutating func removeLines<Line: Decodable>(where isGone: (Line) -> Bool) {
        flush()
        guard failure == nil, let text = FileManager.default.contents(atPath: path) else { return }
        let decoder = JSONDecoder()
        for line in text.split(separator: UInt8(ascii: "\n")) {
            guard let told = try? decoder.decode(Line.self, from: line) else {
                preconditionFailure("A file is read as it was written.")
            }
            if isGone(told) { continue }
            buffer += line
            buffer.append(UInt8(ascii: "\n"))
        }
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            return failure = String(cString: strerror(errno))
        }
        flush()
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
}
