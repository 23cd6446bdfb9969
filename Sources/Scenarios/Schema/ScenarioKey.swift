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
    /// Sets the value of a scenario to what a node says.
    let read: @Sendable (Node, inout Scenario) throws(ValueRefusal) -> Void
    /// The value of a scenario, written so that it reads back equal.
    let text: @Sendable (Scenario) -> String
    /// What lies between two values; nil where nothing does.
    let span: QuantitySpan.Reading?

    init<Value: ScenarioValue>(
        _ path: String, _ member: any WritableKeyPath<Scenario, Value> & Sendable, _ meaning: String,
        limit: Limit<Value>? = nil
    ) {
        self.path = path
        self.meaning = meaning
        expected = Value.expected
        read = { (node: Node, scenario: inout Scenario) throws(ValueRefusal) in
            scenario[keyPath: member] = try Limit.value(of: node, within: limit)
        }
        text = { $0[keyPath: member].text }
        span = QuantitySpan.reading(of: Value.self)
    }

    /// A value of a part that several scenarios' members are of.
    init<Part, Value: ScenarioValue>(
        _ path: String, _ part: any WritableKeyPath<Scenario, Part> & Sendable,
        _ member: any WritableKeyPath<Part, Value> & Sendable, _ meaning: String, limit: Limit<Value>? = nil
    ) {
        self.path = path
        self.meaning = meaning
        expected = Value.expected
        read = { (node: Node, scenario: inout Scenario) throws(ValueRefusal) in
            scenario[keyPath: part][keyPath: member] = try Limit.value(of: node, within: limit)
        }
        text = { $0[keyPath: part][keyPath: member].text }
        span = QuantitySpan.reading(of: Value.self)
    }

    /// The last word of the path.
    var name: Substring { path.split(separator: ".").last ?? "" }
}
