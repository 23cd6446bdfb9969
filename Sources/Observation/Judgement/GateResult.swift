/// An `expect:` line and whether it held.
public struct GateResult: Sendable, Equatable {
    public var expression: String
    public var held: Bool
    /// What it was, in `unit`; nil when there was no sample to tell.
    public var actual: Double?
    public var unit: String

    public init(expression: String, held: Bool, actual: Double?, unit: String) {
        self.expression = expression
        self.held = held
        self.actual = actual
        self.unit = unit
    }
}
