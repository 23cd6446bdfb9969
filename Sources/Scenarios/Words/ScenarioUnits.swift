import VirtualTime
import Yams

/// A number with its unit split off: `1.5s` is the digits 15, one of them behind the point, and `s`.
struct MeasuredText {
    /// All digits, those behind the point as well; the most that fit when it is huge.
    var digits: Int64
    /// How many of them stand behind the point.
    var decimals: Int
    var isNegative: Bool
    /// What follows the number, without the spaces between.
    var unit: Substring
    /// Whether the digits before the point are more than fit.
    var isHuge = false
    /// Whether there are further digits behind the point, which are left out.
    var isTooFine = false

    /// Nil when the text does not begin with a decimal number.
    init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        (digits, decimals, unit) = (0, 0, "")
        var seen = 0
        var behindPoint = false
        while let first = rest.utf8.first {
            if first == UInt8(ascii: "."), !behindPoint {
                behindPoint = true
            } else if first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") {
                add(digit: Int64(first - UInt8(ascii: "0")), behindPoint: behindPoint)
                seen += 1
            } else {
                break
            }
            rest.removeFirst()
        }
        guard seen > 0 else { return nil }
        unit = rest.drop { $0 == " " }
    }

    private mutating func add(digit: Int64, behindPoint: Bool) {
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(digit)
        if !isHuge, !isTooFine, !overflow, !carry, decimals < Self.decimalsMax {
            digits = sum
            if behindPoint { decimals += 1 }
        } else if behindPoint {
            isTooFine = isTooFine || digit != 0
        } else {
            isHuge = true
        }
    }

    /// Ten to this power fits 64 bits.
    private static let decimalsMax = 18

    /// A number times something.
    enum Product: Equatable {
        case whole(Int64)
        case fraction
        /// More than fits.
        case huge
    }

    func times(_ scale: Int64) -> Product {
        guard !isHuge else { return .huge }
        var divisor: UInt64 = 1
        for _ in 0..<decimals { divisor *= 10 }
        let (high, low) = UInt64(digits).multipliedFullWidth(by: UInt64(scale))
        guard high < divisor else { return .huge }
        let (quotient, remainder) = divisor.dividingFullWidth((high, low))
        guard let whole = Int64(exactly: quotient) else { return .huge }
        return remainder == 0 && !isTooFine ? .whole(whole) : .fraction
    }

    /// Why the unit is none of those that belong here.
    var unitProblem: String {
        let exponent = unit.first == "e" || unit.first == "E" ? unit.dropFirst().first { $0 != "+" && $0 != "-" } : nil
        if exponent?.isNumber == true { return "has an exponent, and a number with a unit is written out" }
        return unit.isEmpty ? "has no unit" : "has the unknown unit `\(unit)`"
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
            throw Self.refusal(of: scalar, measured.unitProblem)
        }
        let product = measured.times(unit.nanoseconds)
        if case .fraction = product {
            throw ValueRefusal(
                kind: .wrongValue, of: scalar, "has parts of a nanosecond", wayOut: "a whole number of nanoseconds")
        }
        guard case .whole(let nanoseconds) = product, !measured.isNegative, nanoseconds <= Self.longestNanoseconds
        else {
            throw ValueRefusal(
                kind: .outOfRange, of: scalar, measured.isNegative ? "is negative" : "is out of range",
                wayOut: "a duration from 0s to \(Self.longest.text)")
        }
        self = .nanoseconds(nanoseconds)
    }

    /// A hundred years of 365 days: any two of them after the longest run stay within 64 bits.
    static let longestNanoseconds: Int64 = 36_500 * 86_400_000_000_000
    static let longest = Duration.nanoseconds(longestNanoseconds)
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
            throw Self.refusal(of: scalar, measured.unitProblem)
        }
        guard !measured.isNegative else { throw Self.refusal(of: scalar, kind: .outOfRange, "is a negative rate") }
        guard !measured.isHuge else { throw Self.refusal(of: scalar, kind: .outOfRange, "is out of range") }
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
            throw Self.refusal(of: scalar, measured.unitProblem)
        }
        let product = measured.times(10_000)
        if case .fraction = product {
            throw ValueRefusal(
                kind: .wrongValue, of: scalar, "is finer than a ten-thousandth of a percent",
                wayOut: "four decimals at most, or a fraction such as 1/3")
        }
        guard case .whole(let millionths) = product, !measured.isNegative, millionths <= 1_000_000 else {
            throw Self.outOfRange(scalar, measured.isNegative ? "is negative" : "is out of range")
        }
        self.init(UInt64(millionths), in: 1_000_000)
    }

    /// `1/3`; nil for what is not written so.
    private static func fraction(_ scalar: String) throws(ValueRefusal) -> Ratio? {
        let parts = scalar.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = UInt64(parts[0]), let denominator = UInt64(parts[1]) else { return nil }
        guard denominator > 0, denominator <= 1_000_000_000, numerator <= denominator else {
            throw outOfRange(scalar, "is out of range")
        }
        return Ratio(numerator, in: denominator)
    }

    private static func outOfRange(_ scalar: String, _ problem: String) -> ValueRefusal {
        ValueRefusal(
            kind: .outOfRange, of: scalar, problem,
            wayOut: "a share from 0% to 100%, or a fraction from 0/1 to 1/1 with a denominator up to 1000000000")
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
