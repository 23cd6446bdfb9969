import Foundation
import VirtualTime
import Yams

/// Distributions are written as one shape with its parameters: `{log_normal: {median: 350ms, p99: 3s}}`.
extension Distribution: ScenarioValue {
    static var expected: String {
        "{constant: 20ms}, {uniform: [10ms, 30ms]}, {exponential: 20ms}, {log_normal: {median: 350ms, p99: 3s}}, or a "
            + "gamma, weibull, empirical, truncated or mixture"
    }

    private static let shapes = [
        "constant", "uniform", "exponential", "log_normal", "gamma", "weibull", "empirical", "truncated", "mixture",
    ]

    init(node: Node) throws(ValueRefusal) {
        guard case .mapping(let mapping) = node, mapping.count == 1, let pair = mapping.first,
            case .scalar(let shape) = pair.key
        else { throw Self.wrongShape("a distribution is expected here", Self.expected) }
        switch shape.string {
        case "constant": self = .constant(try Duration(node: pair.value))
        case "exponential": self = .exponential(mean: try Duration(node: pair.value))
        case "uniform": self = try Self.uniform(in: pair.value)
        case "log_normal": self = try Self.logNormal(in: pair.value)
        case "gamma", "weibull": self = try Self.shaped(shape.string, in: pair.value)
        case "empirical": self = try Self.empirical(in: pair.value)
        case "truncated": self = try Self.truncated(in: pair.value)
        case "mixture": self = try Self.mixture(in: pair.value)
        default:
            let hint = NearestKey.of(shape.string, among: Self.shapes).map { " (did you mean `\($0)`?)" } ?? ""
            throw ValueRefusal(
                message: "`\(shape.string)` is not a known distribution\(hint)", wayOut: "write \(Self.expected)")
        }
        guard extremeNanoseconds <= Double(Duration.longestNanoseconds) else {
            throw ValueRefusal(
                kind: .outOfRange, message: "`\(text)` now and then draws more than \(Duration.longest.text)",
                wayOut: "write a shorter or a narrower one")
        }
    }

    /// What about one draw in ten thousand million exceeds, in nanoseconds.
    var extremeNanoseconds: Double {
        let (exponentialQuantile, normalQuantile) = (23.0, 6.4)
        switch self {
        case .constant(let value): return Double(value.wholeNanoseconds)
        case .uniform(_, let high): return Double(high.wholeNanoseconds)
        case .exponential(let mean): return Double(mean.wholeNanoseconds) * exponentialQuantile
        case .logNormal(let median, let p99):
            let (middle, high) = (Double(median.wholeNanoseconds), Double(p99.wholeNanoseconds))
            return middle * exp(log(high / middle) / 2.326 * normalQuantile)
        case .logNormalBySigma(let mean, let sigma):
            return Double(mean.wholeNanoseconds) * exp(sigma * (normalQuantile - sigma / 2))
        case .gamma(let shape, let mean):
            return Double(mean.wholeNanoseconds)
                * (1 + exponentialQuantile / shape + normalQuantile / shape.squareRoot())
        case .weibull(let shape, let scale):
            return Double(scale.wholeNanoseconds) * pow(exponentialQuantile, 1 / shape)
        case .empirical(let quantiles): return quantiles.map { Double($0.value.wholeNanoseconds) }.max() ?? 0
        case .truncated(_, _, let to): return Double(to.wholeNanoseconds)
        case .mixture(let components): return components.map(\.distribution.extremeNanoseconds).max() ?? 0
        }
    }

    private static func wrongShape(_ message: String, _ example: String) -> ValueRefusal {
        ValueRefusal(kind: .wrongShape, message: message, wayOut: "write \(example)")
    }

    private static func contradiction(_ message: String, _ wayOut: String) -> ValueRefusal {
        ValueRefusal(kind: .contradiction, message: message, wayOut: wayOut)
    }

    /// The values of a mapping that has exactly these keys.
    private static func fields(_ names: [String], in node: Node, example: String) throws(ValueRefusal) -> [Node] {
        guard case .mapping(let mapping) = node, mapping.count == names.count else {
            throw wrongShape("\(names.joined(separator: " and ")) are expected here, and nothing else", example)
        }
        var values: [Node] = []
        for name in names {
            guard let value = mapping[Node(name)] else { throw wrongShape("`\(name)` is missing", example) }
            values.append(value)
        }
        return values
    }

    private static func uniform(in node: Node) throws(ValueRefusal) -> Distribution {
        guard case .sequence(let bounds) = node, bounds.count == 2 else {
            throw wrongShape("`uniform` needs two bounds", "{uniform: [10ms, 30ms]}")
        }
        let (low, high) = (try Duration(node: bounds[0]), try Duration(node: bounds[1]))
        guard low <= high else {
            throw contradiction(
                "the lower bound \(low.text) is above the upper bound \(high.text)", "write the smaller bound first")
        }
        return .uniform(low, high)
    }

    private static func logNormal(in node: Node) throws(ValueRefusal) -> Distribution {
        if case .mapping(let mapping) = node, mapping[Node("sigma")] != nil {
            let values = try fields(["mean", "sigma"], in: node, example: "{log_normal: {mean: 3s, sigma: 0.8}}")
            let sigma = try Double(node: values[1])
            guard sigma <= 10 else { throw contradiction("a sigma of \(sigma.text) is too wide", "write at most 10") }
            return .logNormalBySigma(mean: try positive(values[0]), sigma: sigma)
        }
        let example = "{log_normal: {median: 350ms, p99: 3s}}"
        let values = try fields(["median", "p99"], in: node, example: example)
        let (median, p99) = (try positive(values[0]), try Duration(node: values[1]))
        guard median <= p99 else {
            throw contradiction("the median \(median.text) is above the p99 \(p99.text)", "write \(example)")
        }
        return .logNormal(median: median, p99: p99)
    }

    private static func shaped(_ name: String, in node: Node) throws(ValueRefusal) -> Distribution {
        let second = name == "gamma" ? "mean" : "scale"
        let values = try fields(["shape", second], in: node, example: "{\(name): {shape: 2, \(second): 3s}}")
        let shape = try Double(node: values[0])
        guard shape > 0 else { throw contradiction("a shape of 0 is no distribution", "write a shape above 0") }
        let time = try positive(values[1])
        return name == "gamma" ? .gamma(shape: shape, mean: time) : .weibull(shape: shape, scale: time)
    }

    private static func positive(_ node: Node) throws(ValueRefusal) -> Duration {
        let duration = try Duration(node: node)
        guard duration > .zero else { throw contradiction("0s is no scale of this distribution", "write more than 0s") }
        return duration
    }

    private static func empirical(in node: Node) throws(ValueRefusal) -> Distribution {
        let example = "{empirical: {0%: 10ms, 50%: 40ms, 100%: 2s}}"
        guard case .mapping(let mapping) = node else {
            throw wrongShape("`empirical` needs shares with their quantiles", example)
        }
        var quantiles: [Quantile] = []
        for (key, value) in mapping {
            let share = try Ratio(node: key)
            quantiles.append(
                Quantile(Double(share.numerator) / Double(share.denominator), try Duration(node: value)))
        }
        let rises = zip(quantiles, quantiles.dropFirst()).allSatisfy {
            $0.probability < $1.probability && $0.value <= $1.value
        }
        guard rises, quantiles.first?.probability == 0, quantiles.last?.probability == 1 else {
            throw contradiction("the quantiles do not rise from 0% to 100%", "write \(example)")
        }
        return .empirical(quantiles)
    }

    private static func truncated(in node: Node) throws(ValueRefusal) -> Distribution {
        let example = "{truncated: {of: {exponential: 2s}, from: 100ms, to: 10s}}"
        let values = try fields(["of", "from", "to"], in: node, example: example)
        let base = try Distribution(node: values[0])
        let (from, to) = (try Duration(node: values[1]), try Duration(node: values[2]))
        guard from <= to, base.mostlyMeets(from.wholeNanoseconds...to.wholeNanoseconds) else {
            throw contradiction(
                "hardly anything of the distribution lies from \(from.text) to \(to.text)", "widen the limits")
        }
        return .truncated(base, from: from, to: to)
    }

    private static func mixture(in node: Node) throws(ValueRefusal) -> Distribution {
        let example = "{mixture: [{weight: 9, of: {constant: 1s}}, {weight: 1, of: {constant: 1min}}]}"
        guard case .sequence(let parts) = node, !parts.isEmpty else {
            throw wrongShape("`mixture` needs a list of parts", example)
        }
        var components: [Component] = []
        for part in parts {
            let values = try fields(["weight", "of"], in: part, example: example)
            let weight = try UInt64(node: values[0])
            guard (1...1_000_000).contains(weight) else {
                throw contradiction("a weight of \(weight) is out of range", "write a weight from 1 to 1000000")
            }
            components.append(Component(weight: weight, try Distribution(node: values[1])))
        }
        return .mixture(components)
    }

    var text: String {
        switch self {
        case .constant(let value): return "{constant: \(value.text)}"
        case .uniform(let low, let high): return "{uniform: [\(low.text), \(high.text)]}"
        case .exponential(let mean): return "{exponential: \(mean.text)}"
        case .logNormal(let median, let p99): return "{log_normal: {median: \(median.text), p99: \(p99.text)}}"
        case .logNormalBySigma(let mean, let sigma): return "{log_normal: {mean: \(mean.text), sigma: \(sigma.text)}}"
        case .gamma(let shape, let mean): return "{gamma: {shape: \(shape.text), mean: \(mean.text)}}"
        case .weibull(let shape, let scale): return "{weibull: {shape: \(shape.text), scale: \(scale.text)}}"
        case .empirical(let quantiles):
            let pairs = quantiles.map {
                let share = Ratio(UInt64(($0.probability * 1_000_000).rounded()), in: 1_000_000)
                return "\(share.text): \($0.value.text)"
            }
            return "{empirical: {\(pairs.joined(separator: ", "))}}"
        case .truncated(let base, let from, let to):
            return "{truncated: {of: \(base.text), from: \(from.text), to: \(to.text)}}"
        case .mixture(let components):
            let parts = components.map { "{weight: \($0.weight), of: \($0.distribution.text)}" }
            return "{mixture: [\(parts.joined(separator: ", "))]}"
        }
    }
}
