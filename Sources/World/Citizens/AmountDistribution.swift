import PaymentModel
import VirtualTime

/// What citizens owe, by classes of amounts; uniform within a class, in whole cents.
public struct AmountDistribution: Sendable, Hashable {
    /// A band of amounts.
    public struct Class: Sendable, Hashable {
        /// The least amount, a cent or more.
        public var from: EuroCents
        /// Included.
        public var through: EuroCents
        /// How often an amount is of this class, in relation to the other classes.
        public var weight: UInt64

        /// A class with at least one amount; traps otherwise.
        init(from: EuroCents, through: EuroCents, weight: UInt64) {
            precondition(from.cents >= 1 && from <= through, "A class of amounts has one of at least a cent.")
            self.from = from
            self.through = through
            self.weight = weight
        }
    }

    /// In the order in which a draw passes them.
    public let classes: [Class]
    private let weightSum: UInt64

    /// Traps when no class has a weight.
    init(_ classes: [Class]) {
        self.classes = classes
        weightSum = classes.reduce(0) { $0 + $1.weight }
        precondition(weightSum > 0, "Amounts need a class with a weight.")
    }

    /// The classes of <doc:/PaymentModel/Sizing>. It leaves 75-100 and 150-300 open, which share the rest here, and the
    /// end of the last class, which is set so that the mean comes to about 200 EUR.
    public static let documented = AmountDistribution([
        Class(from: EuroCents(cents: 200), through: EuroCents(cents: 2_500), weight: 2_300),
        Class(from: EuroCents(cents: 2_501), through: EuroCents(cents: 5_000), weight: 1_700),
        Class(from: EuroCents(cents: 5_001), through: EuroCents(cents: 7_500), weight: 1_100),
        Class(from: EuroCents(cents: 7_501), through: EuroCents(cents: 10_000), weight: 1_000),
        Class(from: EuroCents(cents: 10_001), through: EuroCents(cents: 15_000), weight: 1_200),
        Class(from: EuroCents(cents: 15_001), through: EuroCents(cents: 30_000), weight: 1_774),
        Class(from: EuroCents(cents: 30_001), through: EuroCents(cents: 228_000), weight: 926),
    ])

    func draw(_ stream: inout RandomStream) -> EuroCents {
        var wanted = stream.next(below: weightSum)
        for band in classes {
            guard wanted >= band.weight else {
                let width = UInt64(band.through.cents - band.from.cents + 1)
                return EuroCents(cents: band.from.cents + Int64(stream.next(below: width)))
            }
            wanted -= band.weight
        }
        preconditionFailure("The drawn weight lies below the sum of all.")
    }
}
