/// A place in the code, in one word: the address of the file's name, which the compiler keeps for ever, and the line.
/// Comparable within one process only.
struct CodeSite: Equatable, Sendable {
    private let packed: UInt64

    @inline(__always)
    init(_ file: StaticString, _ line: UInt) {
        assert(file.hasPointerRepresentation, "A place in the code is named by a file.")
        packed = UInt64(UInt(bitPattern: file.utf8Start)) << 16 | UInt64(min(line, 0xFFFF))
    }

    private init() { packed = 0 }

    /// Of what the simulation itself does.
    static let none = CodeSite()

    /// Nil for `none`.
    var fileAndLine: (file: String, line: Int)? {
        guard let start = UnsafePointer<CChar>(bitPattern: UInt(packed >> 16)) else { return nil }
        return (String(cString: start), Int(packed & 0xFFFF))
    }
}
