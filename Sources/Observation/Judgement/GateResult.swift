import Statistics

/// An `expect:` line and whether it held.
public struct GateResult: Sendable, Equatable {
    public var expression: String
    public var held: Bool
    public var actual: Double
    public var unit: String

    public init(expression: String, held: Bool, actual: Double, unit: String) {
        self.expression = expression
        self.held = held
        self.actual = actual
        self.unit = unit
    }

    public static func == (one: Self, other: Self) -> Bool {
        one.expression == other.expression && one.held == other.held && one.actual.isSame(as: other.actual)
            && one.unit == other.unit
    }
}
