import VirtualTime
import Yams

/// A value with others between it and a greater one: a number, a duration, a share, a rate or a size.
protocol ScenarioQuantity: ScenarioValue {
    /// What lies between two values; nil for two that nothing lies between, such as `unlimited` and 3.
    static func span(from low: Self, to high: Self) -> QuantitySpan?
}

/// All values from one to another.
enum QuantitySpan: Sendable {
    /// Whole numbers of something small: the nanoseconds of a duration.
    /// - Parameter isCount: whether each of them matters, as with replicas.
    case whole(ClosedRange<Int64>, isCount: Bool, text: @Sendable (Int64) -> String)
    /// Any numbers.
    case real(ClosedRange<Double>, text: @Sendable (Double) -> String)

    /// Reads both ends.
    typealias Reading = @Sendable (_ low: Node, _ high: Node) throws(ValueRefusal) -> QuantitySpan?

    /// Nil for a type of which nothing lies between two values.
    static func reading<Value: ScenarioValue>(of type: Value.Type) -> Reading? {
        guard let quantity = type as? any ScenarioQuantity.Type else { return nil }
        return reading(ofQuantity: quantity)
    }

    private static func reading<Quantity: ScenarioQuantity>(ofQuantity type: Quantity.Type) -> Reading {
        { (low: Node, high: Node) throws(ValueRefusal) in
            Quantity.span(from: try Quantity(node: low), to: try Quantity(node: high))
        }
    }

    /// Nil when the first is not the smaller one.
    static func whole(
        _ low: Int64, _ high: Int64, isCount: Bool = false, text: @escaping @Sendable (Int64) -> String
    ) -> QuantitySpan? {
        low < high && !high.subtractingReportingOverflow(low).overflow
            ? .whole(low...high, isCount: isCount, text: text) : nil
    }
}

extension Int: ScenarioQuantity {
    static func span(from low: Int, to high: Int) -> QuantitySpan? {
        .whole(Int64(low), Int64(high), isCount: true) { String($0) }
    }
}

extension UInt64: ScenarioQuantity {
    static func span(from low: UInt64, to high: UInt64) -> QuantitySpan? {
        guard let low = Int64(exactly: low), let high = Int64(exactly: high) else { return nil }
        return .whole(low, high, isCount: true) { String($0) }
    }
}

extension Optional: ScenarioQuantity where Wrapped == Int {
    static func span(from low: Int?, to high: Int?) -> QuantitySpan? {
        guard let low, let high else { return nil }
        return Int.span(from: low, to: high)
    }
}

extension Double: ScenarioQuantity {
    static func span(from low: Double, to high: Double) -> QuantitySpan? {
        low < high ? .real(low...high) { $0.text } : nil
    }
}

extension Rate: ScenarioQuantity {
    /// Of one period: `500/day..2000/day`.
    static func span(from low: Rate, to high: Rate) -> QuantitySpan? {
        guard low.period == high.period, low.count < high.count else { return nil }
        return .real(low.count...high.count) { [period = low.period] in Rate($0, per: period).text }
    }
}

extension Ratio: ScenarioQuantity {
    /// In millionths, as finely as percents are written.
    static func span(from low: Ratio, to high: Ratio) -> QuantitySpan? {
        guard let low = low.millionths, let high = high.millionths else { return nil }
        return .whole(low, high) { Ratio(UInt64($0), in: 1_000_000).text }
    }

    private var millionths: Int64? {
        let (product, overflow) = numerator.multipliedReportingOverflow(by: 1_000_000)
        return overflow || product % denominator != 0 ? nil : Int64(product / denominator)
    }
}

extension Duration: ScenarioQuantity {
    static func span(from low: Duration, to high: Duration) -> QuantitySpan? {
        .whole(low.wholeNanoseconds, high.wholeNanoseconds) { Duration.nanoseconds($0).shortText }
    }

    /// From a second on, parts of one stand behind a point: `43.33s` rather than `43330ms`.
    var shortText: String {
        let nanoseconds = wholeNanoseconds
        guard nanoseconds > 1_000_000_000, nanoseconds % 1_000_000_000 != 0 else { return text }
        var decimals = String(1_000_000_000 + nanoseconds % 1_000_000_000).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(nanoseconds / 1_000_000_000).\(decimals)s"
    }
}

extension RetentionTime: ScenarioQuantity {
    static func span(from low: RetentionTime, to high: RetentionTime) -> QuantitySpan? {
        guard let low = low.limit, let high = high.limit else { return nil }
        return Duration.span(from: low, to: high)
    }
}

extension RetentionSize: ScenarioQuantity {
    static func span(from low: RetentionSize, to high: RetentionSize) -> QuantitySpan? {
        guard let low = low.bytes, let high = high.bytes else { return nil }
        return .whole(Int64(low), Int64(high)) { RetentionSize(bytes: Int($0)).text }
    }
}
