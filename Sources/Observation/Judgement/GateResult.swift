/// An `expect:` line and whether it held.
public struct GateResult: Sendable, Equatable {
    /// The gate as the scenario wrote it.
    public var expression: String
    /// Whether it held; a gate without a sample did not.
    public var held: Bool
    /// What it was, in `unit`; nil when there was no sample to tell.
    public var actual: Double?
    /// Of `actual`.
    public var unit: String

    /// A result, such as one that was stored.
    public init(expression: String, held: Bool, actual: Double?, unit: String) {
        self.expression = expression
        self.held = held
        self.actual = actual
        self.unit = unit
    }
}
