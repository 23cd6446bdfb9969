import Yams

/// One value that a scenario may set: its path, its type with unit, its default and what it means.
///
/// The keys of `ScenarioSchema` are the only description of the scenario's text: reading a file, `--set`, and the
/// canonical text all walk them.
public struct ScenarioKey: Sendable {
    /// Dotted, as `--set` names it.
    public let path: String
    /// What it says, for whom writes a scenario.
    public let meaning: String
    /// What a value looks like, unit included.
    public let expected: String
    let read: @Sendable (Node, inout Scenario) throws(ValueRefusal) -> Void
    let text: @Sendable (Scenario) -> String

    init<Value: ScenarioValue>(
        _ path: String, _ member: any WritableKeyPath<Scenario, Value> & Sendable, _ meaning: String,
        limit: Limit<Value>? = nil
    ) {
        self.path = path
        self.meaning = meaning
        expected = Value.expected
        read = { (node: Node, scenario: inout Scenario) throws(ValueRefusal) in
            let value = try Value(node: node)
            if let limit, !limit.allows(value) {
                throw ValueRefusal(
                    kind: .outOfRange, message: "`\(value.text)` \(limit.complaint)", wayOut: "write \(limit.wayOut)")
            }
            scenario[keyPath: member] = value
        }
        text = { $0[keyPath: member].text }
    }

    /// The last word of the path.
    var name: Substring { path.split(separator: ".").last ?? "" }
}

/// What a value of the right type must also satisfy.
struct Limit<Value: ScenarioValue>: Sendable {
    let allows: @Sendable (Value) -> Bool
    let complaint: String
    let wayOut: String
}

extension Limit where Value: Comparable {
    static func atLeast(_ least: Value) -> Limit {
        Limit(allows: { $0 >= least }, complaint: "is too small", wayOut: "\(least.text) or more")
    }

    static func within(_ range: ClosedRange<Value>) -> Limit {
        Limit(
            allows: { range.contains($0) }, complaint: "is out of range",
            wayOut: "a value from \(range.lowerBound.text) to \(range.upperBound.text)")
    }
}

/// A part of the plan that no run can honour yet. It may be named only to say that there is none of it.
public struct UnmodelledFeature: ScenarioValue {
    static var expected: String { "[] (not modelled yet)" }

    public init() {}

    init(node: Node) throws(ValueRefusal) {
        switch node {
        case .sequence(let items) where items.isEmpty: break
        case .mapping(let items) where items.isEmpty: break
        case .scalar(let scalar) where ["", "null", "~"].contains(scalar.string): break
        default:
            throw ValueRefusal(
                kind: .notModelled, message: "this feature is not modelled yet, and nothing is ignored silently",
                wayOut: "remove it or leave it empty")
        }
    }

    var text: String { "[]" }
}
