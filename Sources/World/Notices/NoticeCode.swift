/// The eighteen digits of a payment notice: aux digit 3, segregation code (two digits), base of the IUV (thirteen) and
/// check digits (two); the IUV is all but the first digit (<doc:/PaymentModel/PagoPA>).
public struct NoticeCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The digits as one number; the first is a 3, so none is lost.
    public let rawValue: UInt64

    static let auxDigit: UInt64 = 3
    /// Bases that thirteen digits can tell apart.
    static let basesMax: UInt64 = 10_000_000_000_000
    /// One more than the highest segregation code: the codes above 47 are not for creditors' stations.
    static let segregationCodes: UInt64 = 48

    init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The notice of the position with number `base` at the station with `segregationCode`.
    init(segregationCode: Int, base: UInt64) {
        precondition((0..<Int(Self.segregationCodes)).contains(segregationCode), "A segregation code has two digits.")
        precondition(base < Self.basesMax, "A notice number has room for its base.")
        let body = (Self.auxDigit * 100 + UInt64(segregationCode)) * Self.basesMax + base
        rawValue = body * 100 + Self.check(body)
    }

    /// Reads eighteen digits. nil for another length, another aux digit and wrong check digits.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 18, let number = Self.number(text.utf8) else { return nil }
        self.init(checking: number)
    }

    /// Reads the seventeen digits of an IUV in the same way.
    public init?(iuv text: some StringProtocol) { self.init(iuvDigits: text.utf8) }

    init?(iuvDigits digits: some Collection<UInt8>) {
        guard digits.count == 17, let number = Self.number(digits) else { return nil }
        self.init(checking: Self.auxDigit * 100_000_000_000_000_000 + number)
    }

    private init?(checking number: UInt64) {
        let body = number / 100
        guard body / (Self.basesMax * 100) == Self.auxDigit, number % 100 == Self.check(body) else { return nil }
        rawValue = number
    }

    /// The sixteen digits before modulo 93, as the IUV's rule for aux digit 3 wants.
    private static func check(_ body: UInt64) -> UInt64 { body % 93 }

    private static func number(_ digits: some Sequence<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        return number
    }

    /// Which of the creditor's stations made the notice, from 0 to 47.
    public var segregationCode: Int { Int(rawValue / 100 / Self.basesMax % 100) }
    /// The position's number there, below ten million million.
    public var base: UInt64 { rawValue / 100 % Self.basesMax }

    /// The eighteen digits.
    public var description: String { String(rawValue) }

    /// The seventeen digits of the IUV.
    public var iuv: String { String(String(rawValue).dropFirst()) }

    /// By their digits.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
