import ElementaryFunctions

/// The standard normal distribution, by additions, divisions and square roots alone.
public enum NormalDistribution {
    /// Beyond this less lies than the least share that an exponential can tell.
    private static let farthest = 37.0
    /// From here on the fraction needs fewer steps than the series.
    private static let tail = 3.0

    /// The share of the distribution that lies below `x`.
    public static func cumulative(_ x: Double) -> Double { x < 0 ? upperTail(-x) : 1 - upperTail(x) }

    /// The value below which a share of the distribution lies, exact to twelve digits.
    /// - Parameter share: above 0 and below 1; 0.975 for a two-sided interval of 95 %.
    public static func quantile(_ share: Double) -> Double {
        precondition(share > 0 && share < 1, "A quantile is that of a share between 0 and 1.")
        if share == 0.5 { return 0 }
        let size = TailInversion.point(beyondWhichLies: min(share, 1 - share), upperTail)
        return share < 0.5 ? -size : size
    }

    /// The share beyond `x`, which is not negative.
    static func upperTail(_ x: Double) -> Double {
        if x > farthest { return 0 }
        let density = PortableMath.exp(-x * x / 2) / (2 * .pi).squareRoot()
        return x < tail ? 0.5 - density * centralSeries(x) : density * tailFraction(x)
    }

    /// x + x³ / 3 + x⁵ / (3 · 5) + ... (Marsaglia, "Evaluating the normal distribution", 2004, section 1).
    private static func centralSeries(_ x: Double) -> Double {
        var (sum, term, odd) = (x, x, 3.0)
        while sum + term != sum {
            term *= x * x / odd
            sum += term
            odd += 2
        }
        return sum
    }

    /// Laplace's continued fraction (Abramowitz and Stegun 26.2.14).
    private static func tailFraction(_ x: Double) -> Double {
        var fraction = x
        for step in stride(from: 60.0, through: 1, by: -1) { fraction = x + step / fraction }
        return 1 / fraction
    }
}
