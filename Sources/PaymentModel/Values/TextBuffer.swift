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

    mutating func append(_ id: EntityID) {
        length += id.write(into: UnsafeMutableBufferPointer(rebasing: bytes[length...]), dashes: true)
    }
}
