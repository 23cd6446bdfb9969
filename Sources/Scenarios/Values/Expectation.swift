import Observation
import Yams

/// One entry of `expect:` as it is written: a threshold, and what k6 has beside it.
struct Expectation: ScenarioValue {
    private static let keys = ["threshold", "over", "abort_on_fail", "delay_abort_eval"]

    /// A measure, an aggregate, a comparison and a value.
    var threshold: String
    /// Over which runs it is judged.
    var scope = GateScope.everySeed
    /// Whether a run ends as soon as it has lost the gate, and several runs with it.
    var abortsOnFail = false
    /// Before this instant no run is ended.
    var abortDelay = Duration.zero

    static var expected: String {
        "a gate such as `convergence.application p(95) < 2min`, or {threshold: ..., over: mean, abort_on_fail: true}"
    }

    init(node: Node) throws(ValueRefusal) {
        switch node {
        case .scalar(let scalar): threshold = scalar.string
        case .mapping(let mapping): self = try Self.entry(of: mapping)
        default:
            throw ValueRefusal(
                kind: .wrongShape, message: "a gate is one line or a mapping", wayOut: "write \(Self.expected)")
        }
    }

    private init(threshold: String) { self.threshold = threshold }

    private static func entry(of mapping: Node.Mapping) throws(ValueRefusal) -> Expectation {
        for (name, _) in mapping {
            guard case .scalar(let word) = name, !keys.contains(word.string) else { continue }
            throw ValueRefusal(
                kind: .unknownKey, message: "unknown key `\(word.string)` of a gate",
                wayOut: NearestKey.wayOut(from: word.string, to: keys), mark: name.mark)
        }
        guard let threshold = mapping["threshold"] else {
            throw ValueRefusal(
                kind: .wrongShape, message: "a gate without `threshold`",
                wayOut: "write one, such as `threshold: convergence.application p(95) < 2min`")
        }
        var entry = Expectation(threshold: try threshold.part("threshold", String.init(node:)))
        if let scope = mapping["over"] { entry.scope = try scope.part("over", GateScope.init(node:)) }
        if let abort = mapping["abort_on_fail"] {
            entry.abortsOnFail = try abort.part("abort_on_fail", Bool.init(node:))
        }
        if let delay = mapping["delay_abort_eval"] {
            entry.abortDelay = try delay.part("delay_abort_eval", Duration.init(node:))
            if !entry.abortsOnFail {
                throw ValueRefusal(
                    kind: .contradiction, message: "`delay_abort_eval` has no effect without `abort_on_fail: true`",
                    wayOut: "add that, or remove the delay"
                ).inside("delay_abort_eval", at: delay.mark)
            }
        }
        if entry.abortsOnFail, entry.scope != .everySeed {
            throw ValueRefusal(
                kind: .contradiction,
                message:
                    "`abort_on_fail` ends a run that missed the gate, and over \(entry.scope.text) no single run does",
                wayOut: "remove one of the two"
            ).inside("over", at: mapping["over"]?.mark)
        }
        return entry
    }

    /// The line alone where it says all.
    var text: String {
        var parts = ["threshold: \(threshold.text)"]
        if scope != .everySeed { parts.append("over: \(YAMLText.quoted(scope.text))") }
        if abortsOnFail { parts.append("abort_on_fail: true") }
        if abortDelay > .zero { parts.append("delay_abort_eval: \(abortDelay.text)") }
        return parts.count == 1 ? threshold.text : "{" + parts.joined(separator: ", ") + "}"
    }
}

extension GateScope: ScenarioScalar {
    static var expected: String { "every seed, mean, or share of seeds >= 99%" }

    init(scalar: String) throws(ValueRefusal) {
        let words = scalar.split(separator: " ").joined(separator: " ")
        switch words {
        case "every seed": self = .everySeed
        case "mean": self = .mean
        default:
            let shape = "share of seeds >="
            guard words.hasPrefix(shape) else { throw Self.refusal(of: scalar, "says of no runs what must hold") }
            guard let share = MeasuredText(words.dropFirst(shape.count).drop { $0 == " " }), share.unit == "%" else {
                throw Self.refusal(of: scalar, "names no share in percent")
            }
            guard !share.isNegative, !share.isHuge, share.number > 0, share.number < 100 else {
                throw ValueRefusal(
                    kind: .outOfRange, of: scalar, "asks for a share of none or of all",
                    wayOut: "a share above 0% and below 100%, or `every seed`")
            }
            self = .share(percent: share.number)
        }
    }
}

/// `expect:` of a scenario, as it is written.
struct ExpectationList: ScenarioValue {
    var entries: [Expectation] = []

    static var expected: String { "a list of gates, each on a line that begins with `- `" }

    init() {}

    init(node: Node) throws(ValueRefusal) {
        switch node {
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                entries.append(try item.part("\(index)", Expectation.init(node:)))
            }
        case .scalar(let scalar) where ["", "null", "~"].contains(scalar.string): break
        default:
            throw ValueRefusal(kind: .wrongShape, message: "a list is expected here", wayOut: "write \(Self.expected)")
        }
    }

    var text: String { "[" + entries.map(\.text).joined(separator: ", ") + "]" }
}
