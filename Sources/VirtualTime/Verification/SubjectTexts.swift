import Glibc

/// The names of what two runs say, one behind the other: written to a temporary file in the first run, measured in the
/// second, and read where the two differ.
///
/// The place of a name follows from the lengths of those before it, so that two runs that name the same find it in the
/// same places.
struct SubjectTexts: ~Copyable {
    private static let bufferedBytes = 65_536

    private let file: Int32
    private var buffer: [UInt8] = []
    private var lengthBytes: UInt64 = 0
    /// Of the last write that failed.
    private(set) var failure: TraceJournal.Failure?

    /// - Parameter file: to be written to, and closed with this.
    init(file: Int32) { self.file = file }

    deinit { close(file) }

    /// Where the next name stands: its offset, and in the lower 16 bits its length in bytes.
    /// - Parameter isWritten: whether it will be read.
    mutating func place(of text: String, isWritten: Bool) -> UInt64 {
        let bytes = text.utf8.prefix(0xFFFF)
        let place = lengthBytes << 16 | UInt64(bytes.count)
        lengthBytes += UInt64(bytes.count)
        guard isWritten else { return place }
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferedBytes { flush() }
        return place
    }

    /// Ends what is written.
    mutating func rewind() {
        flush()
        lengthBytes = 0
    }

    private mutating func flush() {
        var written = 0
        while written < buffer.count, failure == nil {
            let count = buffer.withUnsafeBytes { write(file, $0.baseAddress! + written, buffer.count - written) }
            if count > 0 { written += count } else if errno != EINTR { failure = .cannotWrite(errno: errno) }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// The name that was written at `place`.
    func text(at place: UInt64) -> String {
        var bytes = [UInt8](repeating: 0, count: Int(place & 0xFFFF))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress! + filled, $0.count - filled, off_t(place >> 16) + off_t(filled))
            }
            if count > 0 { filled += count } else if count == 0 || errno != EINTR { break }
        }
        return String(decoding: bytes[..<filled], as: UTF8.self)
    }
}
