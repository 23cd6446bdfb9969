import Yams

/// One `expect:` line in k6's words: `convergence.application p(95) < 2min`.
public struct Gate: Equatable, Sendable {
    /// What is taken of the measure.
    public enum Aggregate: Equatable, Sendable {
        /// The figure of a measure that is a single value.
        case value
        /// Of a distribution. `rate` is its count per second of the measured time.
        case mean, median, max, count, rate
        case percentile(Double)

        var text: String {
            switch self {
            case .value: "value"
            case .mean: "avg"
            case .median: "med"
            case .max: "max"
            case .count: "count"
            case .rate: "rate"
            case .percentile(let percent): "p(\(percent.text))"
            }
        }
    }

    public enum Comparison: String, CaseIterable, Sendable {
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case greater = ">"

        func holds(_ actual: Double, _ bound: Double) -> Bool {
            switch self {
            case .less: actual < bound
            case .lessOrEqual: actual <= bound
            case .greater: actual > bound
            case .greaterOrEqual: actual >= bound
            case .equal: actual == bound
            case .unequal: actual != bound
            }
        }
    }

    /// As the scenario wrote it.
    public let expression: String
    public let measure: String
    public let aggregate: Aggregate
    public let comparison: Comparison
    /// In the unit of what is compared.
    public let bound: Double
    public let unit: String

    /// - Throws: `ValueRefusal` that names what is wrong with the line.
    init(_ expression: String) throws(ValueRefusal) {
        self.expression = expression
        guard let comparison = Self.firstComparison(in: expression) else {
            throw Self.refusal("there is no comparison in `\(expression)`")
        }
        self.comparison = comparison.word
        let words = comparison.before.split(separator: " ")
        guard words.count == 2 else { throw Self.refusal("`\(expression)` is not a measure and one aggregate") }
        measure = String(words[0])
        guard let definition = MeasureCatalogue.definition(of: measure) else {
            let nearest = NearestKey.of(measure, among: MeasureCatalogue.all.map(\.name))
            throw ValueRefusal(
                kind: .badGate, message: "there is no measure `\(measure)`",
                wayOut: nearest.map { "did you mean `\($0)`?" }
                    ?? "take one of \(MeasureCatalogue.names(near: measure).joined(separator: ", "))")
        }
        aggregate = try Self.aggregate(String(words[1]), of: definition)
        unit = Self.unit(of: aggregate, definition)
        bound = try Self.bound(comparison.after, in: unit, of: measure)
    }

    private static func refusal(_ message: String) -> ValueRefusal {
        ValueRefusal(
            kind: .badGate, message: message,
            wayOut: "write a measure, an aggregate, a comparison and a value: `convergence.application p(95) < 2min`")
    }

    private static func firstComparison(in text: String) -> (word: Comparison, before: Substring, after: Substring)? {
        for index in text.indices {
            for word in Comparison.allCases where text[index...].hasPrefix(word.rawValue) {
                return (word, text[..<index], text[text.index(index, offsetBy: word.rawValue.count)...])
            }
        }
        return nil
    }

    private static func aggregate(
        _ word: String, of definition: MeasureDefinition
    ) throws(ValueRefusal) -> Aggregate {
        let known: [String: Aggregate] = [
            "value": .value, "avg": .mean, "mean": .mean, "med": .median, "max": .max, "count": .count, "rate": .rate,
        ]
        var aggregate = known[word]
        if aggregate == nil, word.hasPrefix("p("), word.hasSuffix(")"),
            let percent = Double(word.dropFirst(2).dropLast()),
            (0...100).contains(percent)
        {
            aggregate = .percentile(percent)
        }
        guard let aggregate else {
            throw ValueRefusal(
                kind: .badGate, message: "`\(word)` is not an aggregate",
                wayOut: "take one of \(definition.aggregates.joined(separator: ", "))")
        }
        let suits =
            switch (definition.kind, aggregate) {
            case (.value, .value), (.counter, .value), (.counter, .count), (.counter, .rate): true
            case (.distribution, .value): false
            case (.distribution, _): true
            default: false
            }
        guard suits else {
            throw ValueRefusal(
                kind: .badGate, message: "`\(word)` does not suit `\(definition.name)`",
                wayOut: "take one of \(definition.aggregates.joined(separator: ", "))")
        }
        return aggregate
    }

    private static func unit(of aggregate: Aggregate, _ definition: MeasureDefinition) -> String {
        switch aggregate {
        case .rate: "1/s"
        case .count: "1"
        default: definition.unit
        }
    }

    /// Reads the bound in the unit it is compared in; a bare number serves only where there is no unit to mistake.
    private static func bound(_ text: Substring, in unit: String, of measure: String) throws(ValueRefusal) -> Double {
        let word = text.split(separator: " ").joined()
        let read: Double?
        switch unit {
        case "s": read = (try? Duration(scalar: word)).map { Double($0.wholeNanoseconds) / 1e9 }
        case "%": read = word.hasSuffix("%") ? Double(word.dropLast()) : nil
        case "1/s": read = Double(word) == 0 ? 0 : (try? Rate(scalar: word))?.perSecond
        default: read = Double(word)
        }
        guard let read, read.isFinite else {
            let example = ["s": "2min", "%": "5%", "1/s": "3/s"][unit] ?? "20"
            throw ValueRefusal(
                kind: .badGate, message: "`\(word)` cannot be compared with `\(measure)`, which is in \(unit)",
                wayOut: "write a value such as \(example)")
        }
        return read
    }
}

extension Gate {
    /// Judges the gate by the figures of a run. A measure without samples holds nothing but `count`, `rate` and `value`.
    func judge(_ figures: MeasureSet, measuredSeconds: Double) -> GateResult {
        let actual = figures.aggregate(aggregate, of: measure, measuredSeconds: measuredSeconds)
        return GateResult(
            expression: expression, held: actual.map { comparison.holds($0, bound) } ?? false,
            actual: actual ?? .nan, unit: unit)
    }
}
