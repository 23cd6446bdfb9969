/// How much of a run's beginning is not yet its steady state.
///
/// MSER, the marginal standard error rule: cut off so many figures that the rest tells its own mean best, that is, with
/// the least squares / (number left)² (White, "An effective truncation heuristic for bias reduction in simulation
/// output", Simulation 69, 1997; MSER-5 over means of five: White, Cobb and Spratt, "A comparison of five steady-state
/// truncation heuristics for simulation", 2000).
public enum WarmUp {
    /// How many of the figures are to be cut off, a multiple of five; nil when the run is too short to tell: fewer than
    /// ten figures, or a least that lies in its second half.
    ///
    /// One run is a rough guide. Of several replications hand in the mean of the first figures, of the second ones, and
    /// so on.
    /// - Parameter figures: one after the other, finite.
    public static func mser5(of figures: [Double]) -> Int? {
        mser(of: figures, means: 5)
    }

    /// The same over means of another number of figures, at least one.
    public static func mser(of figures: [Double], means size: Int) -> Int? {
        precondition(size > 0, "A mean is that of figures.")
        let means = (0..<figures.count / size).map { index in
            figures[index * size..<(index + 1) * size].reduce(0, +) / Double(size)
        }
        precondition(means.allSatisfy(\.isFinite), "A figure without a value is of no state.")
        guard means.count >= 2 else { return nil }
        var rest = RunningMean()
        var (least, place) = (Double.infinity, 0)
        // From the end, so that each figure is looked at once; of equals the shortest cut wins.
        for index in means.indices.reversed() {
            rest.add(means[index])
            guard let variance = rest.variance else { continue }
            let count = Double(rest.count)
            let statistic = variance * (count - 1) / (count * count)
            // The last few agree by chance (Hoad, Robinson and Davies, "Automating warm-up length estimation", 2010).
            let counts = rest.count > tail || means.count <= 2 * tail
            if counts, statistic <= least { (least, place) = (statistic, index) }
        }
        return 2 * place > means.count ? nil : place * size
    }

    private static let tail = 5
}
