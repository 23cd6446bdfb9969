/// A named distribution of non-negative durations, sampled portably: the same seed gives the same nanoseconds everywhere.
public enum Distribution: Sendable, Hashable {
    case constant(Duration)
    case uniform(Duration, Duration)
    case exponential(mean: Duration)
    /// By median and p99, as the dossier gives latencies (`domain.md` 6).
    case logNormal(median: Duration, p99: Duration)

    /// A duration in whole nanoseconds.
    public func sample(_ stream: inout RandomStream) -> Int64 { Sampler(self).sample(&stream) }
}

/// A distribution with its constants computed once: what hot paths keep.
public struct Sampler: Sendable {
    private enum Shape: Sendable { case constant, uniform, exponential, logNormal }
    private let shape: Shape
    private let a: Double
    private let b: Double

    public init(_ distribution: Distribution) {
        switch distribution {
        case .constant(let value): (shape, a, b) = (.constant, Double(value.wholeNanoseconds), 0)
        case .uniform(let low, let high):
            (shape, a, b) = (.uniform, Double(low.wholeNanoseconds), Double((high - low).wholeNanoseconds))
        case .exponential(let mean): (shape, a, b) = (.exponential, Double(mean.wholeNanoseconds), 0)
        case .logNormal(let median, let p99):
            let mu = PortableMath.log(Double(median.wholeNanoseconds))
            let z99 = 2.3263478740408408
            (shape, a, b) = (.logNormal, mu, (PortableMath.log(Double(p99.wholeNanoseconds)) - mu) / z99)
        }
    }

    /// A duration in whole nanoseconds.
    public func sample(_ stream: inout RandomStream) -> Int64 {
        switch shape {
        case .constant: Int64(a)
        case .uniform: Int64(a + b * stream.unit())
        case .exponential: Int64(-a * PortableMath.log(stream.unit()))
        case .logNormal: Int64(PortableMath.exp(a + b * PortableMath.normal(&stream)))
        }
    }
}
