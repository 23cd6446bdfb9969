import Observation

/// Reads the words of an `expect:` line from left to right.
struct GateReader {
    private static let shape =
        "write a measure, an aggregate, a comparison and a value:"
        + " `convergence.application p(95) < 2min`"

    private let characters: [Character]
    private var position = 0
    /// Where the word read last began.
    private var wordStart = 0

    init(_ expression: String) { characters = Array(expression) }

    mutating func measure(tags: MeasureTags?) throws(GateError) -> MeasureDefinition {
        let name = word()
        guard !name.isEmpty else { throw error("the name of a measure is missing", Self.shape) }
        guard let definition = MeasureCatalogue.definition(of: name, tags: tags) else {
            throw error("there is no measure `\(name)`", MeasureCatalogue.suggestion(for: name, tags: tags))
        }
        return definition
    }

    mutating func aggregate(of definition: MeasureDefinition) throws(GateError) -> Gate.Aggregate {
        let word = word()
        let choice = "take one of \(definition.aggregates.joined(separator: ", "))"
        guard !word.isEmpty else {
            throw error("what to take of `\(definition.name)` is missing", choice)
        }
        guard let aggregate = Self.aggregate(word) else {
            throw error("`\(word)` is not an aggregate", choice)
        }
        let isPercentile = if case .percentile = aggregate { true } else { false }
        let suits = isPercentile ? definition.aggregates.contains("med") : definition.aggregates.contains(word)
        guard suits else { throw error("`\(word)` does not suit `\(definition.name)`", choice) }
        return aggregate
    }

    private static func aggregate(_ word: String) -> Gate.Aggregate? {
        switch word {
        case "value": return .value
        case "avg": return .mean
        case "med": return .percentile(50)
        case "max": return .max
        case "count": return .count
        case "rate": return .rate
        default: break
        }
        guard word.hasPrefix("p("), word.hasSuffix(")"), let number = MeasuredText(word.dropFirst(2).dropLast()),
            number.unit.isEmpty, !number.isNegative, !number.isHuge, number.number > 0, number.number <= 100
        else { return nil }
        return .percentile(number.number)
    }

    mutating func comparison() throws(GateError) -> Gate.Comparison {
        skipSpaces()
        wordStart = position
        for comparison in Gate.Comparison.allCases where characters[position...].starts(with: comparison.rawValue) {
            position += comparison.rawValue.count
            return comparison
        }
        let known = Gate.Comparison.allCases.map(\.rawValue).joined(separator: ", ")
        throw error(
            position < characters.count ? "this is no comparison" : "a comparison is missing", "take one of \(known)")
    }

    /// The bound in `unit`. A bare number serves only where there is no unit to mistake, and for nought.
    mutating func bound(in unit: String, of definition: MeasureDefinition) throws(GateError) -> Double {
        skipSpaces()
        wordStart = position
        var text = String(characters[position...])
        while text.last == " " { text.removeLast() }
        position = characters.count
        let example = ["s": "2min", "%": "5%", "1/s": "3/s"][unit] ?? "20"
        guard !text.isEmpty else { throw error("a value to compare with is missing", "write one, such as \(example)") }
        guard let measured = MeasuredText(text) else {
            throw error("`\(text)` is not a number with a unit", "write one, such as \(example)")
        }
        guard !measured.isNegative else {
            throw error("`\(text)` is negative and no measure is", "write a value such as \(example)")
        }
        guard !measured.isHuge else {
            throw error("`\(text)` is more than any measure can be", "write a value such as \(example)")
        }
        let read: Double?
        switch unit {
        case "s": read = try seconds(text)
        case "%": read = measured.unit == "%" ? measured.number : nil
        case "1/s": read = (try? Rate(scalar: text))?.perSecond
        default: read = measured.unit.isEmpty || measured.unit == unit ? measured.number : nil
        }
        if let read { return read }
        if measured.unit.isEmpty, measured.number == 0 { return 0 }
        throw error(
            "`\(text)` cannot be compared with `\(definition.name)`, which is in \(unit)",
            "write a value such as \(example)")
    }

    /// Nil for what is no duration at all.
    private func seconds(_ text: String) throws(GateError) -> Double? {
        do { return Double(try Duration(scalar: text).wholeNanoseconds) / 1e9 } catch {
            guard error.kind == .outOfRange else { return nil }
            throw self.error(error.message, error.wayOut)
        }
    }

    /// Whether nothing follows.
    var isAtEnd: Bool { characters[position...].allSatisfy { $0 == " " } }

    /// - Throws: `GateError` when something follows.
    mutating func end() throws(GateError) {
        guard !isAtEnd else { return }
        let word = word()
        throw error("`\(word)` follows what is taken", "write a measure and at most one of what can be taken of it")
    }

    private mutating func word() -> String {
        skipSpaces()
        wordStart = position
        while position < characters.count, characters[position] != " ", !"<>=!".contains(characters[position]) {
            position += 1
        }
        return String(characters[wordStart..<position])
    }

    private mutating func skipSpaces() {
        while position < characters.count, characters[position] == " " { position += 1 }
    }

    private func error(_ message: String, _ wayOut: String) -> GateError {
        GateError(column: wordStart + 1, message: message, wayOut: wayOut)
    }
}

extension MeasureCatalogue {
    /// Where a misspelt name probably meant to go: the nearest name, or else those of its group.
    static func suggestion(for name: String, tags: MeasureTags? = nil) -> String {
        let known = all(with: tags ?? MeasureTags()).map(\.name)
        if let nearest = NearestKey.of(name, among: known) { return "did you mean `\(nearest)`?" }
        let group = name.prefix { $0 != "." }
        let siblings = known.filter { $0.prefix { $0 != "." } == group }
        return "take one of " + (siblings.isEmpty ? known : siblings).joined(separator: ", ")
    }
}

extension Gate {
    /// Reads and checks a line.
    /// - Parameter tags: what measures of families may be told apart by; nil takes any tag.
    /// - Throws: `GateError`, which says where in the line, what is wrong and the way out.
    public init(reading expression: String, tags: MeasureTags? = nil) throws(GateError) {
        var reader = GateReader(expression)
        let definition = try reader.measure(tags: tags)
        let aggregate = try reader.aggregate(of: definition)
        let comparison = try reader.comparison()
        let unit = aggregate.unit(of: definition)
        self.init(
            expression: expression, measure: definition.name, aggregate: aggregate, comparison: comparison,
            bound: try reader.bound(in: unit, of: definition), unit: unit)
    }
}

extension MeasuredFigure {
    /// Reads `NAME` or `NAME AGGREGATE`: of samples the 95th percentile unless it is said, of a level its mean, of
    /// anything else the value.
    /// - Parameter tags: what measures of families may be told apart by.
    /// - Throws: `GateError`, which says where in the text, what is wrong and the way out.
    public init(reading text: String, tags: MeasureTags? = nil) throws(GateError) {
        var reader = GateReader(text)
        let definition = try reader.measure(tags: tags)
        let aggregate = reader.isAtEnd ? Self.usual(definition.kind) : try reader.aggregate(of: definition)
        try reader.end()
        self.init(definition, aggregate)
    }

    private static func usual(_ kind: MeasureDefinition.Kind) -> Gate.Aggregate {
        switch kind {
        case .distribution: .percentile(95)
        case .level: .mean
        case .counter, .value, .cost: .value
        }
    }
}

/// An `expect:` line that cannot be judged, or a figure that cannot be taken.
public struct GateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Of the first character that is meant, from 1.
    public var column: Int
    /// What is wrong.
    public var message: String
    /// What to write instead.
    public var wayOut: String

    /// One line.
    public var description: String { "column \(column): \(message); \(wayOut)" }
}
