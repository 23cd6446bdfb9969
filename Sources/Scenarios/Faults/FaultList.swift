import Yams

/// `faults:` of a scenario, as it is written.
struct FaultList: ScenarioValue {
    var entries: [FaultEntry]

    static var expected: String {
        "a list of faults, each on a line such as `- {kind: crash, target: core-1, at: 10min}`"
    }

    init(_ entries: [FaultEntry] = []) { self.entries = entries }

    init(node: Node) throws(ValueRefusal) {
        entries = []
        switch node {
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                entries.append(try item.part("\(index)") { node throws(ValueRefusal) in try Self.entry(in: node) })
            }
        case .scalar(let scalar) where ["", "null", "~"].contains(scalar.string): break
        default:
            throw ValueRefusal(kind: .wrongShape, message: "a list is expected here", wayOut: "write \(Self.expected)")
        }
    }

    var text: String { "[" + entries.map(\.text).joined(separator: ", ") + "]" }

    private static func entry(in node: Node) throws(ValueRefusal) -> FaultEntry {
        guard case .mapping(let mapping) = node else {
            throw ValueRefusal(
                kind: .wrongShape, message: "a fault is a mapping of keys to values",
                wayOut: "write - {kind: crash, target: core-1, at: 10min}")
        }
        guard let kind = mapping["kind"] else {
            throw ValueRefusal(
                kind: .wrongShape, message: "a fault without `kind`", wayOut: "write one, such as `kind: crash`")
        }
        var entry = FaultEntry(try kind.part("kind") { node throws(ValueRefusal) in try FaultKind(node: node) })
        for (name, value) in mapping {
            guard case .scalar(let word) = name, word.string != "kind" else { continue }
            try entry.set(word.string, to: value, mark: name.mark)
        }
        return entry
    }
}
