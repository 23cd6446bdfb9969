/// A place in the code, in one word: the address of the file's name, which the compiler keeps for ever, and the line.
/// Comparable within one process only.
struct CodeSite: Equatable, Sendable {
    private let packed: UInt64

    @inline(__always)
    init(_ file: StaticString, _ line: UInt) {
        assert(file.hasPointerRepresentation, "A place in the code is named by a file.")
        self.init(nameAt: file.utf8Start, line)
    }

    /// - Parameter name: of the file; it ends with a zero and stays for ever.
    @inline(__always)
    init(nameAt name: UnsafePointer<UInt8>, _ line: UInt) {
        packed = UInt64(UInt(bitPattern: name)) << 16 | UInt64(min(line, 0xFFFF))
    }

    private init() { packed = 0 }

    /// One place may be told in two words: the file's name lies where the code was compiled, and may lie there twice.
    static func == (a: CodeSite, b: CodeSite) -> Bool { a.packed == b.packed || a.isSame(as: b) }

    @inline(never)
    private func isSame(as other: CodeSite) -> Bool {
        guard let mine = fileAndLine, let others = other.fileAndLine else { return false }
        return mine == others
    }

    /// Of what the simulation itself does.
    static let none = CodeSite()

    /// Nil for `none`.
    var fileAndLine: (file: String, line: Int)? {
        guard let start = UnsafePointer<CChar>(bitPattern: UInt(packed >> 16)) else { return nil }
        return (String(cString: start), Int(packed & 0xFFFF))
    }
}
