/// Which of several systems is the best one.
public enum Objective: String, Sendable, Hashable, CaseIterable {
    /// The one with the least mean: of a delay, say.
    case least
    /// The one with the greatest mean: of a throughput, say.
    case greatest

    /// So that more is better.
    func merit(_ figure: Double) -> Double { self == .least ? -figure : figure }

    /// The best of these means; of equal ones the first.
    package func best(of means: [Double], among systems: some Sequence<Int>) -> Int? {
        systems.reduce(nil) { best, system in
            guard let best else { return system }
            return merit(means[system]) > merit(means[best]) ? system : best
        }
    }
}
