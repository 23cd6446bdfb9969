/// How many of a number of independent trials succeed.
///
/// Its terms follow from one another by multiplications and divisions, and sum up to 1: no factorial is needed.
public struct BinomialDistribution: Sendable {
    /// A term so much smaller than the greatest changes no sum.
    private static let negligible = 1e-25

    /// How many successes the first of `cumulated` stands for.
    private let first: Int
    /// The share at or below each number of successes, as far as it matters.
    private let cumulated: [Double]

    /// - Parameters:
    ///   - trials: at least one.
    ///   - probability: of success in one of them, above 0 and below 1.
    public init(trials: Int, probability: Double) {
        precondition(trials > 0, "What is distributed is the outcome of trials.")
        precondition(probability > 0 && probability < 1, "A trial can succeed and can fail.")
        let odds = probability / (1 - probability)
        let mode = min(trials, Int(Double(trials + 1) * probability))
        var below: [Double] = []
        var (term, successes) = (1.0, mode)
        while successes > 0, term > Self.negligible {
            term *= Double(successes) / Double(trials - successes + 1) / odds
            successes -= 1
            below.append(term)
        }
        first = successes
        var terms = below.reversed() + [1]
        (term, successes) = (1, mode)
        while successes < trials, term > Self.negligible {
            term *= Double(trials - successes) / Double(successes + 1) * odds
            successes += 1
            terms.append(term)
        }
        let all = terms.reduce(0, +)
        var passed = 0.0
        cumulated = terms.map {
            passed += $0
            return passed / all
        }
    }

    /// The chance of at most so many successes.
    public func cumulative(_ successes: Int) -> Double {
        if successes < first { return 0 }
        return successes - first < cumulated.count ? cumulated[successes - first] : 1
    }

    /// The least number of successes that is not exceeded with at least this chance.
    /// - Parameter share: above 0 and below 1.
    public func quantile(_ share: Double) -> Int {
        precondition(share > 0 && share < 1, "A quantile is that of a share between 0 and 1.")
        return first + (cumulated.firstIndex { $0 >= share } ?? cumulated.count - 1)
    }
}
