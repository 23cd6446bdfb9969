import Yams

/// `faults:` of a scenario.
package struct FaultList: ScenarioValue {
    package var faults: [FaultSpecification]

    package static var expected: String {
        "a list of faults, each on a line such as `- {kind: crash, target: core-1, at: 10min}`"
    }

    package init(_ faults: [FaultSpecification] = []) { self.faults = faults }

    package init(node: Node) throws(ValueRefusal) {
        faults = []
        switch node {
        case .sequence(let items):
            for item in items { faults.append(try Self.fault(in: item)) }
        case .scalar(let scalar) where ["", "null", "~"].contains(scalar.string): break
        default:
            throw ValueRefusal(kind: .wrongShape, message: "a list is expected here", wayOut: "write \(Self.expected)")
        }
    }

    package var text: String { "[" + faults.map(\.text).joined(separator: ", ") + "]" }

    private static func fault(in node: Node) throws(ValueRefusal) -> FaultSpecification {
        guard case .mapping(let mapping) = node else {
            throw ValueRefusal(
                kind: .wrongShape, message: "a fault is a mapping of keys to values",
                wayOut: "write - {kind: crash, target: core-1, at: 10min}", mark: node.mark)
        }
        guard let kind = mapping["kind"] else {
            throw ValueRefusal(
                kind: .wrongShape, message: "a fault without `kind`",
                wayOut: "write one, such as `kind: crash`", mark: node.mark)
        }
        var fault = FaultSpecification(try marked(kind) { node throws(ValueRefusal) in try FaultKind(node: node) })
        for (name, value) in mapping {
            guard case .scalar(let word) = name, word.string != "kind" else { continue }
            try fault.set(word.string, to: value, mark: name.mark)
        }
        return fault
    }

    /// What `read` makes of the node; its refusal tells where the node stands.
    fileprivate static func marked<Value>(
        _ node: Node, _ read: (Node) throws(ValueRefusal) -> Value
    ) throws(ValueRefusal) -> Value {
        do { return try read(node) } catch {
            var refusal = error
            refusal.mark = refusal.mark ?? node.mark
            throw refusal
        }
    }
}

extension FaultSpecification {
    /// Sets one key.
    /// - Parameter mark: where the key stands.
    package mutating func set(_ name: String, to node: Node, mark: Mark? = nil) throws(ValueRefusal) {
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
        var copy = self
        try FaultList.marked(node) { node throws(ValueRefusal) in try field.read(node, &copy) }
        self = copy
    }

    private static func listing(_ names: [String]) -> String { names.joined(separator: ", ") }
}

extension FaultDefinition {
    /// Every key that an entry of this kind may have besides `kind`.
    package var keys: [String] {
        let begins =
            switch moment {
            case .tells, .acts: ["at", "every", "during", "rate", "when", "occurrence"]
            case .needed: ["when", "occurrence"]
            }
        return ["target"] + begins + (lasts ? ["length"] : []) + required + optional
    }
}
