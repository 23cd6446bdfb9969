import Foundation

/// Mean and spread of figures that come one by one (Welford's method), and what they say of the mean of all seeds.
package struct RunningMean: Equatable {
    package private(set) var count = 0
    package private(set) var mean = 0.0
    private var squares = 0.0

    package init() {}

    /// What is not a number is no figure: a measure that had no sample in its run.
    package mutating func add(_ figure: Double) {
        guard figure.isFinite else { return }
        count += 1
        let step = figure - mean
        mean += step / Double(count)
        squares += step * (figure - mean)
    }

    /// Half the width of the 95 % confidence interval around the mean; nil for fewer than two figures.
    package var halfWidth: Double? {
        guard count > 1 else { return nil }
        let deviation = (squares / Double(count - 1)).squareRoot()
        return Self.studentQuantile(freedom: count - 1) * deviation / Double(count).squareRoot()
    }

    /// The quantile 0.975 of Student's distribution: exact for one and two degrees of freedom, then the expansion
    /// around the normal quantile (Abramowitz and Stegun 26.7.5), which is 0.1 % off at three and closer beyond.
    package static func studentQuantile(freedom: Int) -> Double {
        precondition(freedom > 0)
        if freedom == 1 { return tan(0.475 * Double.pi) }
        if freedom == 2 { return 0.95 * (2 / (1 - 0.95 * 0.95)).squareRoot() }
        let z = 1.959963984540054
        let (z3, z5, z7, z9) = (pow(z, 3), pow(z, 5), pow(z, 7), pow(z, 9))
        let n = Double(freedom)
        let first = (z3 + z) / (4 * n)
        let second = (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
        let third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * pow(n, 3))
        let fourth = (79 * z9 + 776 * z7 + 1_482 * z5 - 1_920 * z3 - 945 * z) / (92_160 * pow(n, 4))
        return z + first + second + third + fourth
    }
}
