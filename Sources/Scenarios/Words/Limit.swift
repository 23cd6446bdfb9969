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
