import Yams

/// A part of the plan that no run can honour yet. It may be named only to say that there is none of it.
struct UnmodelledFeature: ScenarioValue {
    static var expected: String { "[] (not modelled yet)" }

    /// There is none of it.
    init() {}

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
