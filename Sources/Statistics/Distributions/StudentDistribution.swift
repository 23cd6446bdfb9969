import ElementaryFunctions

/// Student's distribution, by which means of few figures are judged.
public enum StudentDistribution {
    /// Up to here its own sum is taken, beyond Hill's transformation to the normal distribution.
    private static let summedFreedomMax = 1_000

    /// The value below which a share of the distribution lies, exact to ten digits.
    /// - Parameters:
    ///   - share: above 0 and below 1; 0.975 for a two-sided interval of 95 %.
    ///   - freedom: degrees of freedom, at least one; one fewer than there are figures.
    public static func quantile(_ share: Double, freedom: Int) -> Double {
        precondition(share > 0 && share < 1, "A quantile is that of a share between 0 and 1.")
        precondition(freedom > 0, "A single figure says nothing of its spread.")
        if share == 0.5 { return 0 }
        let size = TailInversion.point(beyondWhichLies: min(share, 1 - share)) { upperTail($0, freedom) }
        return share < 0.5 ? -size : size
    }

    /// The share of the distribution that lies below `t`, to fifteen decimals.
    /// - Parameter freedom: degrees of freedom, at least one.
    public static func cumulative(_ t: Double, freedom: Int) -> Double {
        precondition(freedom > 0, "A single figure says nothing of its spread.")
        return t < 0 ? upperTail(-t, freedom) : 1 - upperTail(t, freedom)
    }

    /// The share beyond `t`, which is not negative.
    private static func upperTail(_ t: Double, _ freedom: Int) -> Double {
        if t.isInfinite { return 0 }
        return freedom > summedFreedomMax
            ? NormalDistribution.upperTail(normal(t, Double(freedom))) : 0.5 - central(t, freedom) / 2
    }

    /// The share between `-t` and `t`: a finite sum for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and
    /// 26.7.4).
    private static func central(_ t: Double, _ freedom: Int) -> Double {
        let tangent = t / Double(freedom).squareRoot()
        let secant = (1 + tangent * tangent).squareRoot()
        let (sine, cosine) = (tangent / secant, 1 / secant)
        let isOdd = !freedom.isMultiple(of: 2)
        let angle = isOdd ? PortableMath.atan(tangent) : 0
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

    /// The normal number beyond which as much lies as beyond `t` (Hill, "Algorithm 395: Student's t-distribution",
    /// Communications of the ACM 13, 1970).
    private static func normal(_ t: Double, _ freedom: Double) -> Double {
        let ratio = t * t / freedom
        let grown = 1 + ratio
        // log(1 + ratio), which keeps its digits however small the ratio is.
        let logarithm = grown == 1 ? ratio : PortableMath.log(grown) * ratio / (grown - 1)
        let a = freedom - 0.5
        let b = 48 * a * a
        let y = a * logarithm
        let last = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b)
        return ((last + y + 3) / b + 1) * y.squareRoot()
    }
}
