import FoundationEssentials
import Runtime
import Synchronization

/// An address in the program's code.
struct CodeAddress: Hashable {
    /// How the code comes to be there, by the mark of the runtime's compact format.
    enum Way: UInt8 {
        /// The code before it has called.
        case returns = 0x2F
        /// A task goes on there.
        case resumes = 0x3F
    }

    let word: UInt
    let way: Way

    /// Of the code that runs now, of those it returns to, and of those its task goes back to.
    static func running() -> [CodeAddress] {
        (try? Backtrace.capture(limit: 48, images: images))?.frames.compactMap { CodeAddress($0) } ?? []
    }

    /// The program and its libraries, as they were loaded.
    fileprivate static let images = ImageMap.capture()

    init(_ word: UInt, _ way: Way) { (self.word, self.way) = (word, way) }

    fileprivate init?(_ frame: Backtrace.Frame) {
        switch frame {
        case .returnAddress(let address):
            guard let word = UInt(address) else { return nil }
            self.init(word, .returns)
        case .programCounter(let address), .asyncResumePoint(let address):
            guard let word = UInt(address) else { return nil }
            self.init(word, .resumes)
        case .omittedFrames, .truncated: return nil
        @unknown default: return nil
        }
    }
}

/// The function that has an address in its code.
struct CodeSymbol {
    /// As the linker knows it; nil where it does not.
    let mangled: String?
    let address: CodeAddress

    /// File, line and function, inlined functions before those they were put into.
    struct Line {
        let mangled: String
        let source: CodeSource
        let function: String
        var text: String { "\(source), in \(function)" }
        /// Whether it is one that a macro has written, into a file that nobody keeps.
        var isOfMacro: Bool { text.contains(Self.macro) }

        private static let macro = "@__swiftmacro"

        /// Where that macro was written down: the name of its file is a symbol that says so.
        var placeOfMacro: String? {
            guard let start = text.firstRange(of: Self.macro + "_")?.upperBound,
                let end = text.firstRange(of: ".swift:")?.lowerBound, start < end,
                let said = TaskRuntime.demangled("$s" + text[start..<end]),
                let file = said.firstRange(of: " file "), let line = said.firstRange(of: " line "),
                file.upperBound < line.lowerBound
            else { return nil }
            let name = said[file.upperBound..<line.lowerBound]
            guard !name.hasPrefix(Self.macro) else { return nil }
            return "\(name):\(said[line.upperBound...].prefix { $0.isNumber }), in \(function)"
        }
    }

    /// Whether it is what the compiler makes of an argument that is handed on unasked.
    var isAutoclosure: Bool { mangled.flatMap { Self.before("fu", in: $0[...]) } != nil }

    /// Whether the code of `inner` is written within it. Of a function that suspends each part has a symbol.
    func holds(_ inner: CodeSymbol) -> Bool {
        guard let mangled = mangled?[...], let others = inner.mangled else { return false }
        let function = Self.before("TY", in: mangled) ?? Self.before("TQ", in: mangled) ?? mangled
        return function.hasPrefix("$s") && function.utf8.count < others.utf8.count && others.hasPrefix(function)
    }

    /// What stands before this mark and its number, which end a symbol; nil where they do not.
    private static func before(_ mark: String, in mangled: Substring) -> Substring? {
        guard mangled.last == "_" else { return nil }
        var rest = mangled.dropLast()
        while rest.last?.isNumber == true { rest.removeLast() }
        return rest.hasSuffix(mark) ? rest.dropLast(mark.count) : nil
    }

    /// What was found, since a search for a line takes as long as the program is large.
    private static let names = Mutex<[CodeAddress: String?]>([:])
    private static let lines = Mutex<[CodeAddress: [Line]]>([:])

    /// Of each address.
    static func symbols(at addresses: [CodeAddress]) -> [CodeSymbol] {
        let unknown = names.withLock { names in addresses.filter { names[$0] == nil } }
        if !unknown.isEmpty {
            let found = symbolicated(unknown, [])
            names.withLock { names in
                for address in unknown { names[address] = .some(nil) }
                for case let (address?, symbol?) in found.map({ (CodeAddress($0.captured), $0.symbol) }) {
                    names[address] = symbol.rawName
                }
            }
        }
        return names.withLock { names in addresses.map { CodeSymbol(mangled: names[$0] ?? nil, address: $0) } }
    }

    /// Of the address in Swift code that was built with them.
    var lines: [Line] {
        if let known = Self.lines.withLock({ $0[address] }) { return known }
        let found = Self.symbolicated([address], [.showInlineFrames, .showSourceLocations]).compactMap { frame in
            frame.symbol.flatMap { symbol in
                symbol.sourceLocation.flatMap { CodeSource(path: $0.path, line: $0.line) }.map {
                    Line(mangled: symbol.rawName, source: $0, function: symbol.name)
                }
            }
        }
        Self.lines.withLock { $0[address] = found }
        return found
    }

    private static func symbolicated(
        _ addresses: [CodeAddress], _ options: Backtrace.SymbolicationOptions
    ) -> [SymbolicatedBacktrace.Frame] {
        let backtrace = backtrace(of: addresses)
        return backtrace?.symbolicated(with: CodeAddress.images, options: options.union(.useSymbolCache))?.frames ?? []
    }

    /// The runtime looks addresses up only for a backtrace of its own making, or one that comes in its compact format:
    /// two for words of eight bytes, then each address behind the mark of its way.
    private static func backtrace(of addresses: [CodeAddress]) -> Backtrace? {
        struct Compact: Encodable {
            var architecture: String
            var backtrace: Data
        }
        guard let architecture = try? Backtrace.capture(limit: 1, images: CodeAddress.images).architecture else {
            return nil
        }
        var bytes: [UInt8] = [2]
        for address in addresses {
            bytes.append(address.way.rawValue)
            withUnsafeBytes(of: UInt64(address.word).bigEndian) { bytes.append(contentsOf: $0) }
        }
        guard let text = try? JSONEncoder().encode(Compact(architecture: architecture, backtrace: Data(bytes))) else {
            return nil
        }
        return try? JSONDecoder().decode(Backtrace.self, from: text)
    }
}
