/// The bytes of a text that is being written.
struct TextBuffer {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private(set) var length = 0

    /// - Parameter bytes: room for all that will be appended.
    init(_ bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { part in
            _ = UnsafeMutableBufferPointer(rebasing: bytes[length...]).initialize(from: part)
            length += part.count
        }
    }

    mutating func append(ascii character: Unicode.Scalar) {
        bytes.initializeElement(at: length, to: UInt8(ascii: character))
        length += 1
    }

    /// - Parameter value: 0...99.
    mutating func append(twoDigits value: Int) {
        bytes.initializeElement(at: length, to: UInt8(ascii: "0") + UInt8(value / 10))
        bytes.initializeElement(at: length + 1, to: UInt8(ascii: "0") + UInt8(value % 10))
        length += 2
    }

    mutating func append(_ id: EntityID) {
        length += id.write(into: UnsafeMutableBufferPointer(rebasing: bytes[length...]), dashes: true)
    }
}
