import FoundationEssentials
import Runtime

/// What the program's debug information says of an address in its code.
struct CodeSymbol: CustomStringConvertible {
    /// As the linker knows it.
    let mangled: String
    /// As its author does.
    let name: String
    /// File and line, for Swift code that was built with them.
    let place: String?

    var description: String { place.map { "\($0), in \(name)" } ?? name }

    /// How the code comes to be at an address, by the mark of the runtime's compact format.
    enum Way: UInt8 {
        /// The code before it has called.
        case returns = 0x2F
        /// A task goes on there.
        case resumes = 0x3F
    }

    /// Of each address that is known, inlined functions before those they were put into.
    static func symbols(at addresses: [UInt], by way: Way) -> [CodeSymbol] {
        backtrace(of: addresses, way).map(symbols) ?? []
    }

    /// Of the code that runs now and those it returns to.
    static func running() -> [CodeSymbol] {
        (try? Backtrace.capture(limit: 48)).map(symbols) ?? []
    }

    private static func symbols(of backtrace: Backtrace) -> [CodeSymbol] {
        guard let symbolicated = backtrace.symbolicated() else { return [] }
        return symbolicated.frames.compactMap(\.symbol).map { symbol in
            CodeSymbol(mangled: symbol.rawName, name: symbol.name, place: symbol.sourceLocation.flatMap(place))
        }
    }

    /// The runtime looks addresses up only for a backtrace of its own making, or one that comes in its compact format:
    /// two for words of eight bytes, then each address behind the mark of its way.
    private static func backtrace(of addresses: [UInt], _ way: Way) -> Backtrace? {
        struct Compact: Encodable {
            var architecture: String
            var backtrace: Data
        }
        guard let architecture = try? Backtrace.capture(limit: 1).architecture else { return nil }
        var bytes: [UInt8] = [2]
        for address in addresses {
            bytes.append(way.rawValue)
            withUnsafeBytes(of: UInt64(address).bigEndian) { bytes.append(contentsOf: $0) }
        }
        guard let text = try? JSONEncoder().encode(Compact(architecture: architecture, backtrace: Data(bytes))) else {
            return nil
        }
        return try? JSONDecoder().decode(Backtrace.self, from: text)
    }

    /// The last two names of the path: a build's folder says nothing to whom the place is told.
    private static func place(_ location: SymbolicatedBacktrace.SourceLocation) -> String? {
        guard location.path.hasSuffix(".swift") else { return nil }
        return location.path.split(separator: "/").suffix(2).joined(separator: "/") + ":\(location.line)"
    }
}
