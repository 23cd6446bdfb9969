/// A named distribution of non-negative durations, sampled portably: the same seed gives the same nanoseconds
/// everywhere.
public indirect enum Distribution: Sendable, Hashable {
    /// Always the same.
    case constant(Duration)
    /// Between the first and the second, the second excluded.
    case uniform(Duration, Duration)
    /// Times between arrivals that know nothing of each other.
    case exponential(mean: Duration)
    /// By median and p99, as latencies are usually told.
    case logNormal(median: Duration, p99: Duration)
    /// By its mean and the standard deviation of its logarithm.
    case logNormalBySigma(mean: Duration, sigma: Double)
    /// By shape and mean.
    case gamma(shape: Double, mean: Duration)
    /// By shape and scale.
    case weibull(shape: Double, scale: Duration)
    /// Straight lines between measured quantiles.
    case empirical([Quantile])
    /// What lies within the limits of another; at least one sample in a thousand must.
    case truncated(Distribution, from: Duration, to: Duration)
    /// One of several, by whole weights.
    case mixture([Component])

    /// "A share `probability` of the samples is at most `value`".
    public struct Quantile: Sendable, Hashable {
        /// From 0 to 1.
        public let probability: Double
        /// The longest of that share.
        public let value: Duration

        /// A quantile; the first of a list has probability 0, the last 1.
        public init(_ probability: Double, _ value: Duration) {
            self.probability = probability
            self.value = value
        }
    }

    /// A part of a mixture.
    public struct Component: Sendable, Hashable {
        /// Above 0; a component is drawn as often as its weight among all.
        public let weight: UInt64
        /// What is drawn from then.
        public let distribution: Distribution

        /// A component of a mixture.
        public init(weight: UInt64, _ distribution: Distribution) {
            self.weight = weight
            self.distribution = distribution
        }
    }

    /// A duration in whole nanoseconds. Hot paths keep a `Sampler` instead. Of what is no distribution nothing is
    /// drawn: that is refused, and 0.
    public func sample(_ stream: inout RandomStream) -> Duration {
        if let defect {
            ImpossibleDraw.refuse("sample(_)", defect, orTrap: defect)
            return .zero
        }
        return Sampler(self).sample(&stream)
    }

    /// The same as a number.
    package func sampleNanoseconds(_ stream: inout RandomStream) -> Int64 { Sampler(self).sampleNanoseconds(&stream) }
}
