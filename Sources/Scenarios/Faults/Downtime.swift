import VirtualTime

/// How long a process stays away: `30s`, or `never` for one that does not come back.
package enum Downtime: Equatable, Sendable {
    case lasting(Duration)
    /// Healing leaves it away, too.
    case forGood

    /// Nil for one that does not end.
    package var length: Duration? { if case .lasting(let length) = self { length } else { nil } }
}

extension Downtime: ScenarioQuantity, ScenarioScalar {
    static var expected: String { "\(Duration.expected), or never" }

    init(scalar: String) throws(ValueRefusal) {
        self = scalar == "never" ? .forGood : .lasting(try Duration(scalar: scalar))
    }

    var text: String { length?.text ?? "never" }

    static func span(from low: Downtime, to high: Downtime) -> QuantitySpan? {
        guard let low = low.length, let high = high.length else { return nil }
        return Duration.span(from: low, to: high)
    }
}
