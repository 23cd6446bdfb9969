import Testing

/// Which test calls `simulate`: by what it is found again, on the command line and in the folder of seeds.
struct TestIdentity: Sendable, Equatable {
    /// Of the target.
    let module: String
    /// Suites and function.
    let names: [String]
    /// Where the test is declared; nil outside of tests.
    let line: Int?
    /// Tells the cases of a test apart; nil for a test that has one.
    let arguments: CaseArguments?

    init(module: String, names: [String], line: Int?, arguments: CaseArguments? = nil) {
        self.module = module
        self.names = names
        self.line = line
        self.arguments = arguments
    }

    /// - Parameters:
    ///   - test: nil where `simulate` is called outside of a test.
    ///   - place: of the call.
    init(_ test: Test?, calledAt place: SourceLocation) {
        if let test {
            self.init(
                module: test.id.moduleName, names: test.id.nameComponents, line: test.sourceLocation.line,
                arguments: Test.Case.current.flatMap(CaseArguments.init))
        } else {
            self.init(module: place.moduleName, names: [], line: nil)
        }
    }

    /// As `swift test list` writes it.
    var text: String { names.isEmpty ? module : "\(module).\(names.joined(separator: "/"))" }

    /// What runs this test with this seed alone, in a POSIX shell.
    func command(repeating seed: UInt64) -> String {
        "\(SeedPlan.variable)=\(seed) swift test --filter '\(Self.quoted(Self.pattern(text)))'"
    }

    /// The name as a regular expression for itself.
    private static func pattern(_ text: String) -> String {
        text.reduce(into: "") { pattern, letter in
            if #"\^$.|?*+()[]{}"#.contains(letter) { pattern.append("\\") }
            pattern.append(letter)
        }
    }

    /// Within single quotes only a single quote means something.
    private static func quoted(_ text: String) -> String {
        text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
    }

    /// A file's name: readable, and another one for another test.
    var fileName: String {
        let readable = text.prefix(80).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" }
        return "\(String(readable))-\(String(TextHash(text.utf8).value, radix: 16))"
    }

    /// By what a call is known among those of its test.
    func call(at place: SourceLocation) -> String {
        let own = line.map { "+\(place.line - $0):\(place.column)" } ?? "\(place.line):\(place.column)"
        return own + (arguments.map { "/\(String($0.hash.value, radix: 16))" } ?? "")
    }
}

/// What one case of a test is given, as swift-testing knows it again.
struct CaseArguments: Sendable, Equatable {
    private(set) var hash = TextHash([])

    /// Nil for a case without arguments. swift-testing shows them to a mirror only; where they cannot be found there,
    /// the cases of a test share what is kept of them.
    init?(_ testCase: Test.Case) {
        guard testCase.isParameterized else { return nil }
        look(at: testCase, depth: 0)
    }

    init(_ identifiers: [[UInt8]]) { for bytes in identifiers { hash.mix(bytes) } }

    private mutating func look(at value: Any, depth: Int) {
        if let bytes = value as? [UInt8] { return hash.mix(bytes) }
        guard depth < 8 else { return }
        for child in Mirror(reflecting: value).children where child.label != "value" && child.label != "body" {
            look(at: child.value, depth: depth + 1)
        }
    }
}

/// The hash of Fowler, Noll and Vo, which is the same in every process.
struct TextHash: Sendable, Equatable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ bytes: some Sequence<UInt8>) { mix(bytes) }

    mutating func mix(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
}
