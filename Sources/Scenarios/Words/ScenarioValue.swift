import PaymentServices
import VirtualTime
import Yams

/// Why a text is not a value of its key's type.
struct ValueRefusal: Error {
    var kind = ScenarioError.Kind.wrongValue
    var message: String
    var wayOut: String
    /// Where inside the value; nil when the value as a whole is meant.
    var mark: Mark?
    /// Which part of the value, as a path has it: `0`, `kind`; empty when the value as a whole is meant.
    var path: [String] = []

    init(
        kind: ScenarioError.Kind = ScenarioError.Kind.wrongValue, message: String, wayOut: String, mark: Mark? = nil
    ) {
        self.kind = kind
        self.message = message
        self.wayOut = wayOut
        self.mark = mark
    }

    /// - Parameters:
    ///   - text: as it was written; the begin of it where it is long.
    ///   - problem: behind the text.
    ///   - wayOut: behind `write`.
    init(kind: ScenarioError.Kind, of text: String, _ problem: String, wayOut: String) {
        let shown = text.count > Self.shownMax ? text.prefix(Self.shownMax) + "..." : text[...]
        self.init(kind: kind, message: "`\(shown)` \(problem)", wayOut: "write \(wayOut)")
    }

    private static let shownMax = 60

    /// The same of a value of which this one is the part called `name`, at `mark` when nothing says it better.
    func inside(_ name: String, at mark: Mark?) -> ValueRefusal {
        var refusal = self
        refusal.path.insert(name, at: 0)
        refusal.mark = refusal.mark ?? mark
        return refusal
    }
}

/// A type that values of a scenario have: how one is read, and how it is written so that it reads back equal.
protocol ScenarioValue: Equatable, Sendable {
    /// What a reader of the message should write instead, with an example.
    static var expected: String { get }
    init(node: Node) throws(ValueRefusal)
    var text: String { get }
}

/// A value written as one word.
protocol ScenarioScalar: ScenarioValue {
    init(scalar: String) throws(ValueRefusal)
}

extension ScenarioScalar {
    init(node: Node) throws(ValueRefusal) {
        guard case .scalar(let scalar) = node else {
            throw ValueRefusal(
                kind: .wrongShape, message: "a single value is expected here, not a section",
                wayOut: "write \(Self.expected)")
        }
        try self.init(scalar: scalar.string)
    }

    static func refusal(of text: String, kind: ScenarioError.Kind = .wrongValue, _ reason: String)
        -> ValueRefusal
    {
        ValueRefusal(kind: kind, of: text, reason, wayOut: expected)
    }
}

extension String: ScenarioScalar {
    static var expected: String { "a text" }
    init(scalar: String) throws(ValueRefusal) { self = scalar }
    var text: String { YAMLText.quoted(self) }
}

extension Bool: ScenarioScalar {
    static var expected: String { "true or false" }
    init(scalar: String) throws(ValueRefusal) {
        switch scalar {
        case "true": self = true
        case "false": self = false
        default: throw Self.refusal(of: scalar, "is not a truth value")
        }
    }
    var text: String { self ? "true" : "false" }
}

extension Int: ScenarioScalar {
    static var expected: String { "a whole number without unit, such as 3" }
    init(scalar: String) throws(ValueRefusal) {
        self = try Self.wholeNumber(scalar)
    }
    var text: String { String(self) }
}

extension UInt64: ScenarioScalar {
    static var expected: String { "a whole number without unit, such as 42" }
    init(scalar: String) throws(ValueRefusal) { self = try Self.wholeNumber(scalar) }
    var text: String { String(self) }
}

extension ScenarioScalar where Self: FixedWidthInteger {
    /// From 0 on.
    fileprivate static func wholeNumber(_ scalar: String) throws(ValueRefusal) -> Self {
        if let value = Self(scalar), value >= 0 { return value }
        let digits = scalar.first == "-" ? scalar.dropFirst() : scalar[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw refusal(of: scalar, "is not a whole number")
        }
        throw ValueRefusal(
            kind: .outOfRange, of: scalar, scalar.first == "-" ? "is negative" : "is out of range",
            wayOut: "a whole number from 0 to \(max)")
    }
}

extension Double: ScenarioScalar {
    static var expected: String { "a factor without unit, such as 12 or 1.5" }
    init(scalar: String) throws(ValueRefusal) {
        guard let value = Double(scalar), !value.isNaN, value.isFinite || scalar.contains(where: \.isNumber) else {
            throw Self.refusal(of: scalar, "is not a number")
        }
        guard value.isFinite else { throw Self.refusal(of: scalar, kind: .outOfRange, "is out of range") }
        guard value >= 0 else { throw Self.refusal(of: scalar, kind: .outOfRange, "is negative") }
        self = value
    }
    var text: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }

    /// The same without an exponent, for a number that a unit follows.
    var plainText: String {
        let text = text
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
            return text
        }
        let parts = text[..<mark].split(separator: ".")
        let (whole, decimals) = (String(parts[0]), parts.count > 1 && parts[1] != "0" ? String(parts[1]) : "")
        guard exponent < 0 else {
            return whole + decimals + String(repeating: "0", count: exponent - decimals.utf8.count)
        }
        return "0." + String(repeating: "0", count: -exponent - whole.utf8.count) + whole + decimals
    }
}

/// A number that may be absent: `unlimited`.
extension Optional: ScenarioValue where Wrapped == Int {}
extension Optional: ScenarioScalar where Wrapped == Int {
    static var expected: String { "a whole number without unit, such as 3, or `unlimited`" }
    init(scalar: String) throws(ValueRefusal) {
        guard scalar != "unlimited" else {
            self = nil
            return
        }
        do { self = try Int(scalar: scalar) } catch {
            guard error.kind != .outOfRange else { throw error }
            throw Self.refusal(of: scalar, "is neither a whole number nor `unlimited`")
        }
    }
    var text: String { self.map(String.init) ?? "unlimited" }
}

/// What lists of a scenario are made of.
protocol ScenarioListItem: ScenarioScalar {
    static var expectedList: String { get }
    /// Whether a list of one may be written as that one.
    static var isOneEnough: Bool { get }
}

extension ScenarioListItem {
    static var isOneEnough: Bool { false }
}

extension String: ScenarioListItem {
    static var expectedList: String { "a list of texts, each on a line that begins with `- `" }
}

extension Double: ScenarioListItem {
    static var expectedList: String { "a list of numbers, such as [1.3, 1, 0.6]" }
}

extension Array: ScenarioValue where Element: ScenarioListItem {
    static var expected: String { Element.expectedList }

    init(node: Node) throws(ValueRefusal) {
        self = []
        switch node {
        case .sequence(let sequence):
            for (index, item) in sequence.enumerated() {
                append(try item.part("\(index)") { node throws(ValueRefusal) in try Element(node: node) })
            }
        case .scalar(let scalar) where scalar.string.isEmpty || scalar.string == "null": break
        case .scalar where Element.isOneEnough: append(try Element(node: node))
        default:
            throw ValueRefusal(kind: .wrongShape, message: "a list is expected here", wayOut: "write \(Self.expected)")
        }
    }

    var text: String { "[" + map(\.text).joined(separator: ", ") + "]" }
}

/// A word out of a fixed set. An enum with raw texts needs only to declare the conformance; scenarios write its words
/// with underscores.
protocol ScenarioChoice: ScenarioScalar, CaseIterable, RawRepresentable where RawValue == String {}

extension ScenarioChoice {
    static var expected: String { "one of " + allCases.map(\.text).joined(separator: ", ") }

    init(scalar: String) throws(ValueRefusal) {
        guard let choice = Self.allCases.first(where: { $0.text == scalar }) else {
            let nearest = NearestKey.of(scalar, among: Self.allCases.map(\.text))
            throw Self.refusal(of: scalar, "is not known here" + (nearest.map { " (did you mean `\($0)`?)" } ?? ""))
        }
        self = choice
    }

    var text: String { SettingWord.text(of: rawValue) }
}

/// YAML's own quoting.
enum YAMLText {
    private static let reserved: [String] = ["", "true", "false", "null", "~", "yes", "no"]

    /// `text` as a flow scalar that reads back as the same text.
    static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        if plain, !reserved.contains(text), text.first != "-", Double(text) == nil { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where TerminalText.isUnsafe(scalar):
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
