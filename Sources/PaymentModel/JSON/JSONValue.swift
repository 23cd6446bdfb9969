/// A JSON value with numbers as their text, so that no decimal passes through floating point, and members in order.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The digits as written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    /// The member `name`; of a name written twice the last counts. Nil for anything but an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    public static let emptyObject = JSONValue.object([])

    /// What the value is, in words for an error.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

/// One member of a JSON object.
public struct JSONMember: Hashable, Sendable {
    public var name: String
    public var value: JSONValue

    public init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }
}

extension JSONValue {
    /// Parses one JSON text (RFC 8259).
    /// - Throws: `ValidationError` with an empty field and the offset of the first byte that does not fit.
    public init(parsing bytes: [UInt8]) throws(ValidationError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }
}

/// A recursive-descent reader with a bound on depth, since malformed events are part of the traffic.
private struct JSONParser {
    private static let deepestNesting = 128
    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private var failure: ValidationError { ValidationError(field: "", reason: .notJSON(atByte: position)) }

    mutating func document() throws(ValidationError) -> JSONValue {
        let value = try value()
        skipBlanks()
        guard position == bytes.count else { throw failure }
        return value
    }

    private mutating func value() throws(ValidationError) -> JSONValue {
        skipBlanks()
        switch current {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(ValidationError) -> JSONValue {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes[position...].starts(with: expected) else { throw failure }
        position += expected.count
        return value
    }

    private mutating func enter() throws(ValidationError) {
        depth += 1
        guard depth <= Self.deepestNesting else { throw failure }
        position += 1
        skipBlanks()
    }

    private mutating func object() throws(ValidationError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var members: [JSONMember] = []
        if take("}") { return .object(members) }
        while true {
            skipBlanks()
            guard current == UInt8(ascii: "\"") else { throw failure }
            let name = try string()
            skipBlanks()
            guard take(":") else { throw failure }
            members.append(JSONMember(name: name, value: try value()))
            skipBlanks()
            if take("}") { return .object(members) }
            guard take(",") else { throw failure }
        }
    }

    private mutating func array() throws(ValidationError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value())
            skipBlanks()
            if take("]") { return .array(elements) }
            guard take(",") else { throw failure }
        }
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func number() throws(ValidationError) -> String {
        let start = position
        _ = take("-")
        let leadingZero = current == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || whole > 1 && !leadingZero else { throw failure }
        if take("."), digits() == 0 { throw failure }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard digits() > 0 else { throw failure }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func string() throws(ValidationError) -> String {
        position += 1
        var unescaped: [UInt8] = []
        var runStart = position
        while let byte = current {
            if byte == UInt8(ascii: "\"") {
                let run = bytes[runStart..<position]
                let string =
                    unescaped.isEmpty
                    ? String(validating: run, as: UTF8.self) : String(validating: unescaped + run, as: UTF8.self)
                guard let string else { throw failure }
                position += 1
                return string
            }
            guard byte >= 0x20 else { throw failure }
            position += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            unescaped.append(contentsOf: bytes[runStart..<position - 1])
            try escape(into: &unescaped)
            runStart = position
        }
        throw failure
    }

    private mutating func escape(into text: inout [UInt8]) throws(ValidationError) {
        guard let byte = current else { throw failure }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try escapedScalar())).utf8)
        default: throw failure
        }
    }

    private mutating func escapedScalar() throws(ValidationError) -> Unicode.Scalar {
        let first = try hexUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw failure }
        let second = try hexUnit()
        guard (0xDC00..<0xE000).contains(second) else { throw failure }
        guard let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) else { throw failure }
        return scalar
    }

    private mutating func hexUnit() throws(ValidationError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
