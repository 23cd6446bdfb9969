import Scenarios

/// One `--vary`: a path of the scenario, and the values that it takes.
package struct Variation: Sendable {
    /// As `--set` names it.
    package let path: String
    /// As it was written.
    package let text: String
    private let values: Values

    private enum Values: Sendable {
        case list([String])
        case range(ScenarioRange, steps: Int)
    }

    /// A table of more rows is none that a person reads, and a longer one can be had with --sample.
    private static let stepsMax = 1_000
    /// Of a range that has no natural steps.
    private static let stepsElse = 9

    /// What the values of a range are.
    package enum Steps: Sendable {
        /// So many from end to end: `LOW..HIGH/STEPS`.
        case written
        /// As written, or else those that a person would try: `LOW..HIGH`.
        case natural
        /// Drawn for a sample: `LOW..HIGH`.
        case drawn
    }

    /// Reads `PATH=V1,V2,...`, or a range of values.
    /// - Throws: `SweepRefusal` or `ScenarioError`, which say what is wrong and the way out.
    package init(_ argument: String, steps: Steps = .written) throws {
        text = argument
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
            throw SweepRefusal(
                "--vary \(argument): there is no `=` between a path and its values; "
                    + "write --vary services.poller.loop_time=45s,90s")
        }
        path = String(argument[..<equals])
        let written = argument[argument.index(after: equals)...]
        let parts = Self.parts(of: written)
        guard parts.count == 1, let points = written.range(of: "..") else {
            values = .list(try Self.list(parts, argument))
            return
        }
        let (low, rest) = (String(written[..<points.lowerBound]), written[points.upperBound...])
        guard !low.isEmpty, !rest.isEmpty, rest.first != ".", rest.first != "<" else {
            throw SweepRefusal("--vary \(argument): this is no range; write \(Self.shape(steps))")
        }
        values = try Self.range(of: path, from: low, String(rest), steps, argument)
    }

    /// - Parameter rest: what follows the two points.
    private static func range(
        of path: String, from low: String, _ rest: String, _ steps: Steps, _ argument: String
    ) throws -> Values {
        let source = "--vary \(argument)"
        guard steps != .drawn else {
            return .range(try ScenarioRange(of: path, from: low, to: rest, source: source), steps: 0)
        }
        let slash = rest.lastIndex(of: "/")
        let written = slash.flatMap { Int(rest[rest.index(after: $0)...]) }
        guard steps == .written || written != nil else {
            let range = try ScenarioRange(of: path, from: low, to: rest, source: source)
            return NaturalSteps.values(from: low, to: rest).map { .list($0) } ?? .range(range, steps: stepsElse)
        }
        guard let slash, let written, (2...stepsMax).contains(written) else {
            throw SweepRefusal(
                "--vary \(argument): a range says how many values it is, from 2 to \(stepsMax); write "
                    + shape(steps))
        }
        return .range(
            try ScenarioRange(of: path, from: low, to: String(rest[..<slash]), source: source), steps: written)
    }

    private static func shape(_ steps: Steps) -> String {
        switch steps {
        case .written: "PATH=LOW..HIGH/STEPS"
        case .natural: "PATH=LOW..HIGH, perhaps with /STEPS"
        case .drawn: "PATH=LOW..HIGH"
        }
    }

    /// At commas that stand in no brackets and no quotes.
    private static func parts(of text: Substring) -> [String] {
        var parts = [""]
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if "[{(".contains(character) {
                depth += 1
            } else if "]})".contains(character) {
                depth -= 1
            } else if character == ",", depth == 0 {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts
    }

    private static func list(_ parts: [String], _ argument: String) throws -> [String] {
        for (place, part) in parts.enumerated() {
            guard !part.isEmpty else {
                throw SweepRefusal("--vary \(argument): one of the values is empty; write PATH=V1,V2,...")
            }
            guard !parts[..<place].contains(part) else {
                throw SweepRefusal("--vary \(argument): \(part) is listed twice; keep one of them")
            }
        }
        return parts
    }

    /// The values of a grid, in order.
    package var listed: [String] {
        switch values {
        case .list(let values): values
        case .range(let range, let steps): range.values(steps)
        }
    }

    /// One of the values of a sample.
    /// - Parameters:
    ///   - share: of the way through them, above 0 and below 1.
    ///   - count: how many are drawn.
    func drawn(at share: Double, ofMany count: Int) -> String {
        switch values {
        case .list(let values): values[min(Int(share * Double(values.count)), values.count - 1)]
        case .range(let range, _): range.value(at: share, ofMany: count)
        }
    }
}

/// Why a sweep cannot begin: what is wrong and the way out, in one line.
package struct SweepRefusal: Error, Equatable, CustomStringConvertible {
    /// The line.
    package let description: String

    /// A refusal in these words.
    package init(_ description: String) { self.description = description }
}
