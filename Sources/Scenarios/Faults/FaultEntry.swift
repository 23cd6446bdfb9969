import Yams

/// One entry of `faults:` as it is written: a kind, and values by their keys. Whether they make a fault together is
/// found when it is read as one.
struct FaultEntry: Equatable, Sendable {
    let kind: FaultKind
    private var values: [String: any ScenarioValue] = [:]

    init(_ kind: FaultKind) { self.kind = kind }

    /// Nil where the entry says nothing.
    subscript<Value>(_ key: FaultKey<Value>) -> Value? {
        get { values[key.name] as? Value }
        set { values[key.name] = newValue }
    }

    func says(_ name: String) -> Bool { values[name] != nil }

    /// In one line of YAML that reads back equal, the keys in the order of their table.
    var text: String {
        var parts = ["kind: \(kind.rawValue)"]
        for field in FaultField.all {
            if let value = values[field.name] { parts.append("\(field.name): \(value.text)") }
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }

    static func == (a: Self, b: Self) -> Bool { a.text == b.text }

    /// Sets one key.
    /// - Parameter mark: where the key stands.
    mutating func set(_ name: String, to node: Node, mark: Mark? = nil) throws(ValueRefusal) {
        let known = FaultDefinition.of(kind).keys
        guard let field = FaultField.named(name) else {
            let nearest = NearestKey.of(name, among: known)
            throw ValueRefusal(
                kind: .unknownKey, message: "unknown key `\(name)` of a fault",
                wayOut: nearest.map { "did you mean `\($0)`?" } ?? "\(kind.rawValue) takes \(Self.listing(known))",
                mark: mark)
        }
        guard known.contains(name) else {
            throw ValueRefusal(
                kind: .unknownKey, message: "\(kind.rawValue) does not take `\(name)`",
                wayOut: "it takes \(Self.listing(known))", mark: mark)
        }
        values[name] = try node.part(name) { node throws(ValueRefusal) in try field.read(node) }
    }

    private static func listing(_ names: [String]) -> String { names.joined(separator: ", ") }
}

extension Node {
    /// What `read` makes of the node, which is the part called `name` of a value: a refusal tells so.
    func part<Value>(
        _ name: String, _ read: (Node) throws(ValueRefusal) -> Value
    ) throws(ValueRefusal) -> Value {
        do { return try read(self) } catch { throw error.inside(name, at: mark) }
    }
}
