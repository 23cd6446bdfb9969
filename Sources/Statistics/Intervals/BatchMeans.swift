/// Mean and interval from one long run, whose figures depend on each other: means of long batches of them hardly do.
///
/// Figures come one by one. When there are twice as many batches as wanted, neighbours are joined and batches become
/// twice as long, so that a run may be of any length and still takes the same memory. Batches that do not overlap, and
/// 10 to 30 of them: Schmeiser, "Batch size effects in the analysis of simulation output", 1982; Law, "Simulation
/// Modeling and Analysis", 5th edition, 2015, section 9.5.3; doubling as in Fishman and Yarberry, "An implementation of
/// the batch means method", 1997.
///
/// The run is to begin in its steady state: cut its warm-up off first, see ``WarmUp``.
public struct BatchMeans: Sendable, Equatable {
    /// The means of the batches that are complete, in their order.
    public private(set) var means: [Double] = []
    /// How many figures make one batch.
    public private(set) var batchSize = 1
    private let batches: Int
    private var sum = 0.0
    private var open = 0

    /// - Parameter batches: how many there are at least, once there were as many figures, and fewer than twice as many;
    ///   at least 4.
    public init(batches: Int = 20) {
        precondition(batches >= 4, "Fewer than four batches tell nothing of their spread.")
        self.batches = batches
    }

    /// Of these figures, in their order.
    public init(of figures: some Sequence<Double>, batches: Int = 20) {
        self.init(batches: batches)
        for figure in figures { add(figure) }
    }

    /// Takes the next figure of the run.
    /// - Parameter figure: finite.
    public mutating func add(_ figure: Double) {
        precondition(figure.isFinite, "A batch has no mean when one of its figures has no value.")
        sum += figure
        open += 1
        guard open == batchSize else { return }
        means.append(sum / Double(batchSize))
        (sum, open) = (0, 0)
        guard means.count == 2 * batches else { return }
        means = stride(from: 0, to: means.count, by: 2).map { first in (means[first] + means[first + 1]) / 2 }
        batchSize *= 2
    }

    /// Around the mean of the complete batches; nil for fewer than two of them.
    /// - Parameter confidence: above 0 and below 1.
    public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
        RunningMean(of: means).interval(confidence: confidence)
    }

    /// How far each batch goes with the one before, from -1 to 1; nil for fewer than four batches, or equal ones. Near
    /// nought when batches are long enough.
    public var correlation: Double? {
        let all = RunningMean(of: means)
        guard means.count >= 4, let variance = all.variance, variance > 0 else { return nil }
        let steps = zip(means, means.dropFirst()).reduce(0.0) { sum, neighbours in
            let step = neighbours.1 - neighbours.0
            return sum + step * step
        }
        return 1 - steps / (2 * variance * Double(means.count - 1))
    }

    /// Whether the batches are too short for the interval to be believed: von Neumann's test that each goes with the
    /// one before, as Fishman takes it ("Grouping observations in digital simulation", Management Science 24, 1978). A
    /// run ten times as long mends it.
    /// - Parameter significance: how often batches that are long enough are called too short.
    public func areTooShort(significance: Double = 0.1) -> Bool {
        guard let correlation else { return means.count < 4 }
        let count = Double(means.count)
        let statistic = correlation * ((count * count - 1) / (count - 2)).squareRoot()
        return statistic > NormalDistribution.quantile(1 - significance)
    }
}
