/// What a choice costs, as a formula over paths of the scenario and figures of its runs:
/// `2 * services.proxy.replicas + 0.1 * intermediary.calls`.
///
/// Numbers, `+ - * /`, parentheses and names, each perhaps with what is taken of it (`convergence.page p(99)`), in the
/// order that arithmetic gives them.
package struct CostExpression: Sendable, Equatable {
    /// As it was written.
    package let text: String
    /// What the formula is over, each once, in the order of the first mention.
    package let names: [String]
    /// Where each is first mentioned, from 1.
    package let columns: [Int]
    private let root: Node

    fileprivate indirect enum Node: Sendable, Equatable {
        case number(Double)
        case name(Int)
        case operation(Operator, Node, Node)
    }

    fileprivate enum Operator: Character, Sendable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case over = "/"
    }

    /// - Throws: `Refusal`, which names the column.
    package init(_ text: String) throws(Refusal) {
        var reader = CostReader(text)
        root = try reader.expression()
        try reader.end()
        (names, columns) = (reader.names, reader.columns)
        self.text = text
    }

    /// What it comes to; nil where a name has no value, and where it is divided by nought.
    package func value(_ value: (String) -> Double?) -> Double? {
        let values = names.map { value($0) ?? .nan }
        let result = Self.value(root, values)
        return result.isFinite ? result : nil
    }

    private static func value(_ node: Node, _ values: [Double]) -> Double {
        switch node {
        case .number(let number): return number
        case .name(let place): return values[place]
        case .operation(let operation, let left, let right):
            let (left, right) = (value(left, values), value(right, values))
            return switch operation {
            case .plus: left + right
            case .minus: left - right
            case .times: left * right
            case .over: left / right
            }
        }
    }

    /// Why a text is no formula: where, what is wrong and the way out.
    package struct Refusal: Error, Equatable, CustomStringConvertible {
        /// Of the first character that is meant, from 1.
        package let column: Int
        /// What is wrong, and what to write instead.
        package let message: String

        /// One line.
        package var description: String { "column \(column): \(message)" }
    }
}

/// Reads a formula from left to right, by precedence.
private struct CostReader {
    private let characters: [Character]
    private var position = 0
    private(set) var names: [String] = []
    private(set) var columns: [Int] = []
    private var depth = 0

    private static let depthMax = 100
    private static let aggregates = ["value", "avg", "med", "max", "count", "rate"]

    init(_ text: String) { characters = Array(text) }

    mutating func expression() throws(CostExpression.Refusal) -> CostExpression.Node {
        var left = try product()
        while let operation = next(of: [.plus, .minus]) { left = .operation(operation, left, try product()) }
        return left
    }

    private mutating func product() throws(CostExpression.Refusal) -> CostExpression.Node {
        var left = try operand()
        while let operation = next(of: [.times, .over]) { left = .operation(operation, left, try operand()) }
        return left
    }

    private mutating func next(of operators: [CostExpression.Operator]) -> CostExpression.Operator? {
        skipSpaces()
        guard let first = peek, let operation = CostExpression.Operator(rawValue: first), operators.contains(operation)
        else { return nil }
        position += 1
        return operation
    }

    private mutating func operand() throws(CostExpression.Refusal) -> CostExpression.Node {
        skipSpaces()
        guard let first = peek else { throw refusal("a number, a name or `(` is missing; write one") }
        if first == "-" {
            try deeper()
            position += 1
            let operand = try operand()
            depth -= 1
            return .operation(.minus, .number(0), operand)
        }
        if first == "(" {
            try deeper()
            let open = position
            position += 1
            let inner = try expression()
            skipSpaces()
            guard peek == ")" else {
                position = open
                throw refusal("this parenthesis is not closed; write `)` behind what it holds")
            }
            position += 1
            depth -= 1
            return inner
        }
        if first.isASCII, first.isNumber || first == "." { return .number(try number()) }
        guard first.isLetter else {
            throw refusal("`\(first)` is no number, name or `(`; write one")
        }
        return name()
    }

    private mutating func deeper() throws(CostExpression.Refusal) {
        depth += 1
        guard depth <= Self.depthMax else { throw refusal("this is nested too deeply; write a simpler formula") }
    }

    private mutating func number() throws(CostExpression.Refusal) -> Double {
        let begin = position
        while let character = peek, character.isASCII, character.isNumber || character == "." { position += 1 }
        let text = String(characters[begin..<position])
        guard let number = Double(text), number.isFinite else {
            position = begin
            throw refusal("`\(text)` is no number; write one such as 0.5")
        }
        return number
    }

    private mutating func name() -> CostExpression.Node {
        let column = position + 1
        var name = word()
        let behind = position
        skipSpaces()
        let aggregate = word()
        if Self.aggregates.contains(aggregate) {
            name += " \(aggregate)"
        } else if aggregate == "p", peek == "(", let close = characters[position...].firstIndex(of: ")") {
            name += " p" + String(characters[position...close])
            position = close + 1
        } else {
            position = behind
        }
        if let place = names.firstIndex(of: name) { return .name(place) }
        names.append(name)
        columns.append(column)
        return .name(names.count - 1)
    }

    private mutating func word() -> String {
        let begin = position
        while let character = peek, character.isLetter || character.isNumber || "._".contains(character) {
            position += 1
        }
        return String(characters[begin..<position])
    }

    mutating func end() throws(CostExpression.Refusal) {
        skipSpaces()
        guard let first = peek else { return }
        throw refusal("`\(first)` follows what is whole already; write one of + - * / between")
    }

    private var peek: Character? { position < characters.count ? characters[position] : nil }

    private mutating func skipSpaces() { while peek == " " { position += 1 } }

    private func refusal(_ message: String) -> CostExpression.Refusal {
        CostExpression.Refusal(column: position + 1, message: message)
    }
}
