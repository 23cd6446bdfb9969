import VirtualTime
import Yams

/// A number with its unit split off: `1.5s` is the digits 15, one of them behind the point, and `s`.
struct MeasuredText {
    /// All digits, those behind the point as well.
    var digits: Int64
    /// How many of them stand behind the point.
    var decimals: Int
    var isNegative: Bool
    /// What follows the number, without the spaces between.
    var unit: Substring

    /// Nil when the text does not begin with a decimal number.
    init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        (digits, decimals) = (0, 0)
        var seen = 0
        var behindPoint = false
        while let first = rest.utf8.first {
            if first == UInt8(ascii: "."), !behindPoint {
                behindPoint = true
            } else if first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") {
                let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(Int64(first - UInt8(ascii: "0")))
                guard !overflow, !carry else { return nil }
                digits = sum
                if behindPoint { decimals += 1 }
                seen += 1
            } else {
                break
            }
            rest.removeFirst()
        }
        guard seen > 0 else { return nil }
        unit = rest.drop { $0 == " " }
    }

    /// The number times `scale` when that is a whole number in range.
    func whole(times scale: Int64) -> Int64? {
        let (product, overflow) = digits.multipliedReportingOverflow(by: scale)
        guard !overflow, decimals <= 15 else { return nil }
        var divisor: Int64 = 1
        for _ in 0..<decimals { divisor *= 10 }
        return product % divisor == 0 ? product / divisor : nil
    }

    /// The number that lies nearest to what is written.
    var number: Double {
        guard let nearest = Double("\(digits)e-\(decimals)") else { preconditionFailure("Digits make a number.") }
        return nearest
    }
}

extension Duration: ScenarioScalar {
    static var expected: String { "a duration with its unit, such as 250ms, 45s, 2min, 1h or 3d" }

    init(scalar: String) throws(ValueRefusal) {
        guard let measured = MeasuredText(scalar) else { throw Self.refusal(of: scalar, "is not a duration") }
        guard let unit = Self.textUnits.first(where: { $0.name == measured.unit }) else {
            let problem = measured.unit.isEmpty ? "has no unit" : "has the unknown unit `\(measured.unit)`"
            throw Self.refusal(of: scalar, measured.digits == 0 && measured.unit.isEmpty ? "needs a unit" : problem)
        }
        guard !measured.isNegative else { throw Self.refusal(of: scalar, kind: .outOfRange, "is negative") }
        guard let nanoseconds = measured.whole(times: unit.nanoseconds) else {
            throw Self.refusal(of: scalar, kind: .outOfRange, "is not a whole number of nanoseconds below 292 years")
        }
        guard nanoseconds <= Self.longestNanoseconds else {
            throw Self.refusal(of: scalar, kind: .outOfRange, "is longer than a hundred years")
        }
        self = .nanoseconds(nanoseconds)
    }

    /// A hundred years of 365 days: any two of them after the longest run stay within 64 bits.
    static let longestNanoseconds: Int64 = 36_500 * 86_400_000_000_000
}

/// So many per so long, as a scenario writes it: `1500/day`, `3/s`.
public struct Rate: Equatable, Sendable {
    /// A length of time by its unit; the raw value is how it is written.
    public enum Period: String, CaseIterable, Sendable {
        /// A second.
        case s
        /// 60 s.
        case min
        /// 3,600 s.
        case h
        /// 86,400 s, however long the calendar's day is.
        case day
    }

    /// How many in one period.
    public var count: Double
    /// What the count is of.
    public var period: Period

    /// So many per so long.
    public init(_ count: Double, per period: Period) {
        self.count = count
        self.period = period
    }

    /// The same per second.
    public var perSecond: Double {
        switch period {
        case .s: count
        case .min: count / 60
        case .h: count / 3_600
        case .day: count / 86_400
        }
    }

    /// The same per day of 24 hours.
    public var perDay: Double { period == .day ? count : perSecond * 86_400 }
}

extension Rate: ScenarioScalar {
    static var expected: String { "a rate, such as 1500/day, 20/h, 5/min or 3/s" }

    init(scalar: String) throws(ValueRefusal) {
        guard let measured = MeasuredText(scalar) else { throw Self.refusal(of: scalar, "is not a rate") }
        guard measured.unit.first == "/", let period = Period(rawValue: String(measured.unit.dropFirst())) else {
            let problem = measured.unit.isEmpty ? "has no unit" : "has the unknown unit `\(measured.unit)`"
            throw Self.refusal(of: scalar, problem)
        }
        guard !measured.isNegative else { throw Self.refusal(of: scalar, kind: .outOfRange, "is a negative rate") }
        self.init(measured.number, per: period)
    }

    var text: String { "\(count.plainText)/\(period.rawValue)" }
}

extension Ratio: ScenarioScalar {
    static var expected: String { "a share, such as 55%, 0.5% or 1/3" }

    init(scalar: String) throws(ValueRefusal) {
        if let fraction = try Self.fraction(scalar) {
            self = fraction
            return
        }
        guard let measured = MeasuredText(scalar) else { throw Self.refusal(of: scalar, "is not a share") }
        guard measured.unit == "%" else {
            let problem = measured.unit.isEmpty ? "has no unit" : "has the unknown unit `\(measured.unit)`"
            throw Self.refusal(of: scalar, problem)
        }
        guard !measured.isNegative else { throw Self.refusal(of: scalar, kind: .outOfRange, "is negative") }
        guard let millionths = measured.whole(times: 10_000), millionths <= 1_000_000 else {
            throw Self.refusal(
                of: scalar, kind: .outOfRange, "is not a share from 0% to 100% in ten-thousandths of one")
        }
        self.init(UInt64(millionths), in: 1_000_000)
    }

    /// `1/3`; nil for what is not written so.
    private static func fraction(_ scalar: String) throws(ValueRefusal) -> Ratio? {
        let parts = scalar.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = UInt64(parts[0]), let denominator = UInt64(parts[1]) else { return nil }
        guard denominator > 0, denominator <= 1_000_000_000, numerator <= denominator else {
            throw refusal(of: scalar, kind: .outOfRange, "is not a share from 0 to 1")
        }
        return Ratio(numerator, in: denominator)
    }

    var text: String {
        guard numerator * 1_000_000 % denominator == 0 else { return "\(numerator)/\(denominator)" }
        let millionths = numerator * 1_000_000 / denominator
        let (whole, part) = (millionths / 10_000, millionths % 10_000)
        guard part > 0 else { return "\(whole)%" }
        var decimals = String(10_000 + part).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(whole).\(decimals)%"
    }
}
