import Foundation

/// Student's distribution, by which means of few figures are judged.
public enum StudentDistribution {
    /// Beyond this the distribution is that of so many degrees, which is less than 0.00003 off at the usual quantiles.
    private static let freedomMax = 100_000

    /// The value below which a share of the distribution lies, exact to ten digits.
    /// - Parameters:
    ///   - share: above 0 and below 1; 0.975 for a two-sided interval of 95 %.
    ///   - freedom: degrees of freedom, at least one; one fewer than there are figures.
    public static func quantile(_ share: Double, freedom: Int) -> Double {
        precondition(share > 0 && share < 1, "A quantile is that of a share between 0 and 1.")
        precondition(freedom > 0, "A single figure says nothing of its spread.")
        if share == 0.5 { return 0 }
        if share < 0.5 { return -quantile(1 - share, freedom: freedom) }
        let freedom = min(freedom, freedomMax)
        let within = 2 * share - 1
        var (low, high) = (0.0, 2.0)
        while central(high, freedom) < within { (low, high) = (high, 2 * high) }
        while true {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { return middle }
            if central(middle, freedom) < within { low = middle } else { high = middle }
        }
    }

    /// The share between `-t` and `t`: a finite sum for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and
    /// 26.7.4).
    private static func central(_ t: Double, _ freedom: Int) -> Double {
        let angle = atan(t / Double(freedom).squareRoot())
        let (sine, cosine) = (sin(angle), cos(angle))
        let isOdd = !freedom.isMultiple(of: 2)
        if freedom == 1 { return 2 * angle / .pi }
        var term = isOdd ? cosine : 1
        var sum = term
        var factor = isOdd ? 3 : 2
        while factor <= freedom - 2 {
            term *= Double(factor - 1) / Double(factor) * cosine * cosine
            sum += term
            factor += 2
        }
        return isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum
    }
}
