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
    package let read: @Sendable (Node, inout Scenario) throws(ValueRefusal) -> Void
    package let text: @Sendable (Scenario) -> String

    package init<Value: ScenarioValue>(
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
    package var name: Substring { path.split(separator: ".").last ?? "" }
}

/// What a value of the right type must also satisfy.
package struct Limit<Value: ScenarioValue>: Sendable {
    package let allows: @Sendable (Value) -> Bool
    package let complaint: String
    package let wayOut: String

    package init(allows: @escaping @Sendable (Value) -> Bool, complaint: String, wayOut: String) {
        self.allows = allows
        self.complaint = complaint
        self.wayOut = wayOut
    }
}

extension Limit where Value: Comparable {
    package static func atLeast(_ least: Value) -> Limit {
        Limit(allows: { $0 >= least }, complaint: "is too small", wayOut: "\(least.text) or more")
    }

    package static func within(_ range: ClosedRange<Value>) -> Limit {
        Limit(
            allows: { range.contains($0) }, complaint: "is out of range",
            wayOut: "a value from \(range.lowerBound.text) to \(range.upperBound.text)")
    }
}

/// A part of the plan that no run can honour yet. It may be named only to say that there is none of it.
public struct UnmodelledFeature: ScenarioValue {
    package static var expected: String { "[] (not modelled yet)" }

    public init() {}

    package init(node: Node) throws(ValueRefusal) {
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

    package var text: String { "[]" }
}
