import VirtualTime
import Yams

/// What a value of the right type must also satisfy.
struct Limit<Value: ScenarioValue>: Sendable {
    /// Whether a value may be.
    let allows: @Sendable (Value) -> Bool
    /// What is wrong with others, behind the value: `is negative`.
    let complaint: String
    /// What to write instead, behind `write`.
    let wayOut: String

    init(allows: @escaping @Sendable (Value) -> Bool, complaint: String, wayOut: String) {
        self.allows = allows
        self.complaint = complaint
        self.wayOut = wayOut
    }
}

extension Limit {
    /// The value of a node, within the limit.
    static func value(of node: Node, within limit: Limit?) throws(ValueRefusal) -> Value {
        let value: Value
        do { value = try Value(node: node) } catch {
            guard let limit, error.kind == .outOfRange, error.path.isEmpty else { throw error }
            // Of two ranges the key's is the narrower one.
            throw ValueRefusal(kind: error.kind, message: error.message, wayOut: "write \(limit.wayOut)")
        }
        if let limit, !limit.allows(value) {
            throw ValueRefusal(kind: .outOfRange, of: value.text, limit.complaint, wayOut: limit.wayOut)
        }
        return value
    }
}

extension Limit where Value == String {
    /// What a list shows on its line.
    static let name = Limit(
        allows: { name in
            let scalars = name.unicodeScalars
            return scalars.count <= nameMax && !name.allSatisfy(\.isWhitespace)
                && !scalars.contains(where: TerminalText.isUnsafe)
        }, complaint: "is no name", wayOut: "1 to \(nameMax) characters that a line can show")

    private static let nameMax = 100
}

extension Limit where Value: FixedWidthInteger {
    static func atLeast(_ least: Value) -> Limit { .within(least...Value.max) }
}

extension Limit where Value == Duration {
    static func atLeast(_ least: Value) -> Limit { .within(least...Duration.longest) }
}

extension Limit where Value: Comparable {
    static func within(_ range: ClosedRange<Value>) -> Limit {
        Limit(
            allows: { range.contains($0) }, complaint: "is out of range",
            wayOut: "a value from \(range.lowerBound.text) to \(range.upperBound.text)")
    }
}
