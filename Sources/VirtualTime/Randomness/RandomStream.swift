/// A source of randomness found by name: what one stream draws never depends on how often another is asked.
public struct RandomStream: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The stream of this name: always the same for the same three.
    public init(seed: UInt64, name: String, replication: UInt64) {
        let key = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        state = seed ^ key ^ (replication &* 0x9E37_79B9_7F4A_7C15)
        state = next() ^ next().byteSwapped
    }

    /// Uniform over all words.
    @inline(__always)
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Uniform in the open interval (0, 1), 53 bits.
    @inline(__always)
    public mutating func unit() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

    /// Whether an event of probability `ratio` happens. Integers decide. What is no probability is refused, and does
    /// not happen.
    public mutating func happens(_ ratio: Ratio) -> Bool {
        guard ratio.denominator > 0, ratio.numerator <= ratio.denominator else {
            ImpossibleDraw.refuse("happens(_)", ratio.defect ?? "", orTrap: "A probability is at most 1.")
            return false
        }
        return next(below: ratio.denominator) < ratio.numerator
    }

    /// Uniform in 0..<bound. Below 0 nothing can be drawn: that is refused, and 0.
    public mutating func next(below bound: UInt64) -> UInt64 {
        guard bound > 0 else {
            ImpossibleDraw.refuse(
                "next(below: 0)", "no number is below 0; give it 1 or more",
                orTrap: "Something is drawn from at least one number.")
            return 0
        }
        return next().multipliedFullWidth(by: bound).high
    }
}

/// A probability as an integer ratio.
public struct Ratio: Sendable, Hashable {
    /// At most the denominator.
    public let numerator: UInt64
    /// Above 0.
    public let denominator: UInt64

    /// `numerator` in `denominator`; what is above 1, or of none, is refused where it is to hold, and nothing can be
    /// drawn with it.
    public init(_ numerator: UInt64, in denominator: UInt64) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// Why it is no probability, and the way out; nil for one that is.
    package var defect: String? {
        if denominator == 0 { return "a share in 0 is none; give it so many in 1 or more" }
        return numerator <= denominator ? nil : "a share of \(numerator) in \(denominator) is above 1; give it less"
    }

    /// Probability 0.
    public static let never = Ratio(0, in: 1)
    /// Probability 1.
    public static let always = Ratio(1, in: 1)
}
