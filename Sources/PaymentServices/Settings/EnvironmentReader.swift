/// A variable of a process's environment that cannot be used.
public enum EnvironmentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Its text is no value of its kind.
    case unreadable(name: String, text: String, expected: String)
    /// It contradicts others, or would do nothing beside them.
    case contradiction(names: [String], problem: String, wayOut: String)

    /// The variable, what is wrong with it, and the way out.
    public var description: String {
        switch self {
        case .unreadable(let name, let text, let expected): "\(name)=\(text) cannot be read: write \(expected)"
        case .contradiction(_, let problem, let wayOut): "\(problem): \(wayOut)"
        }
    }
}

/// Reads settings from a process's environment. What is absent or empty keeps its default; what is there and cannot be
/// used is an error, never a default.
package struct EnvironmentReader: Sendable {
    private let variables: [String: String]

    package init(_ variables: [String: String]) { self.variables = variables }

    /// - Parameters:
    ///   - expected: what to write, behind `write`.
    ///   - value: nil for a text that is none.
    /// - Throws: `EnvironmentError.unreadable`.
    package func read<Value>(
        _ name: String, into setting: inout Value, expected: @autoclosure () -> String, _ value: (String) -> Value?
    ) throws(EnvironmentError) {
        guard let text = variables[name], !text.isEmpty else { return }
        guard let read = value(text) else {
            throw .unreadable(name: name, text: text, expected: expected())
        }
        setting = read
    }

    /// Seconds, whole or with decimals; above zero, and a hundred years at most.
    package func seconds(_ name: String, into setting: inout Duration) throws(EnvironmentError) {
        try read(name, into: &setting, expected: "seconds above 0, such as 90 or 1.5") { text in
            guard let seconds = Double(text), seconds >= 1e-9, seconds <= 3_155_760_000 else { return nil }
            return .nanoseconds(Int64((seconds * 1e9).rounded()))
        }
    }

    /// A whole number within a range.
    package func count(_ name: String, into setting: inout Int, in range: ClosedRange<Int>) throws(EnvironmentError) {
        try read(name, into: &setting, expected: Self.text(of: range)) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    private static func text(of range: ClosedRange<Int>) -> String {
        "a whole number from \(range.lowerBound)" + (range.upperBound == .max ? " on" : " to \(range.upperBound)")
    }

    /// One of an enum's words, as scenarios write them.
    package func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, into setting: inout Choice
    ) throws(EnvironmentError) {
        let words = Choice.allCases.map { SettingWord.text(of: $0.rawValue) }
        try read(name, into: &setting, expected: "one of \(words.joined(separator: ", "))") { text in
            Choice.allCases.first { SettingWord.text(of: $0.rawValue) == text }
        }
    }

    /// The host of a server that is spoken to over plain HTTP: `host`, `host:8088` or `http://host:8088`.
    package func authority(_ name: String, into setting: inout String) throws(EnvironmentError) {
        try read(name, into: &setting, expected: "host:port or http://host:port") { text in
            var host = text[...]
            if host.hasPrefix("http://") { host = host.dropFirst("http://".count) }
            if host.hasSuffix("/") { host.removeLast() }
            guard !host.isEmpty, !host.contains(where: { $0 == "/" || $0.isWhitespace }) else { return nil }
            return String(host)
        }
    }
}

extension EnvironmentReader {
    /// A setting's variable: `loop_time` is `LOOP_TIME`.
    package static func variable(_ setting: String) -> String { setting.uppercased() }

    /// - Throws: `EnvironmentError.contradiction`: the first rule that the configuration breaks.
    package static func check<Configuration>(
        _ configuration: Configuration, _ rules: [SettingRule<Configuration>]
    ) throws(EnvironmentError) {
        for rule in rules {
            guard let (problem, wayOut) = rule.complaint(configuration, variable) else { continue }
            throw .contradiction(names: rule.settings.map(variable), problem: problem, wayOut: wayOut)
        }
    }
}
