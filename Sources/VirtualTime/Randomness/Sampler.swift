import ElementaryFunctions

/// A distribution with its constants computed once: what hot paths keep.
public struct Sampler: Sendable {
    /// Behind a reference only where it must be: most samplers are two numbers.
    private enum Form: Sendable {
        case constant(Int64)
        case uniform(low: Double, width: Double)
        case exponential(mean: Double)
        case logNormal(mu: Double, sigma: Double)
        indirect case gamma(Gamma)
        case weibull(reciprocalShape: Double, scale: Double)
        indirect case empirical(Empirical)
        indirect case truncated(Sampler, low: Int64, high: Int64)
        case mixture([(cumulativeWeight: UInt64, sampler: Sampler)])
    }

    private let form: Form

    /// Traps when the distribution is none: negative durations, shapes or weights that are not positive, quantiles that
    /// do not rise from 0 to 1.
    public init(_ distribution: Distribution) { form = Self.form(of: distribution) }

    /// A duration in whole nanoseconds.
    public func sample(_ stream: inout RandomStream) -> Duration { .nanoseconds(sampleNanoseconds(&stream)) }

    /// The same without `Duration`'s 128-bit arithmetic.
    package func sampleNanoseconds(_ stream: inout RandomStream) -> Int64 {
        switch form {
        case .constant(let value): value
        case .uniform(let low, let width): Int64(low + width * stream.unit())
        case .exponential(let mean): Self.whole(mean * Ziggurat.exponential(&stream))
        case .logNormal(let mu, let sigma):
            Self.whole(PortableMath.exp(mu + sigma * Ziggurat.normal(&stream)))
        case .gamma(let gamma): Self.whole(gamma.sample(&stream))
        case .weibull(let reciprocalShape, let scale):
            Self.whole(scale * PortableMath.exp(PortableMath.log(Ziggurat.exponential(&stream)) * reciprocalShape))
        case .empirical(let table): Self.whole(table.value(at: stream.unit()))
        case .truncated(let sampler, let low, let high): Self.within(low, high, sampler, &stream)
        case .mixture(let components): Self.choose(components, &stream)
        }
    }

    /// The nearest whole number of what is not negative.
    @inline(__always)
    private static func whole(_ nanoseconds: Double) -> Int64 { Int64(nanoseconds + 0.5) }

    private static func within(_ low: Int64, _ high: Int64, _ sampler: Sampler, _ stream: inout RandomStream) -> Int64 {
        // At one in a thousand, missing 20,000 times in a row has probability 2e-9.
        for _ in 0..<20_000 {
            let value = sampler.sampleNanoseconds(&stream)
            if value >= low, value <= high { return value }
        }
        preconditionFailure("Hardly any of the truncated distribution lies within its limits.")
    }

    private static func choose(
        _ components: [(cumulativeWeight: UInt64, sampler: Sampler)], _ stream: inout RandomStream
    ) -> Int64 {
        let drawn = stream.next(below: components[components.count - 1].cumulativeWeight)
        for component in components where drawn < component.cumulativeWeight {
            return component.sampler.sampleNanoseconds(&stream)
        }
        preconditionFailure("The last cumulative weight is above every draw.")
    }

    private static func form(of distribution: Distribution) -> Form {
        switch distribution {
        case .constant(let value):
            return .constant(Int64(nanoseconds(value)))
        case .uniform(let low, let high):
            precondition(low <= high, "A uniform distribution goes from less to more.")
            return .uniform(low: nanoseconds(low), width: nanoseconds(high) - nanoseconds(low))
        case .exponential(let mean):
            return .exponential(mean: nanoseconds(mean))
        case .logNormal(let median, let p99):
            precondition(median > .zero && p99 >= median, "A log-normal's p99 is at least its median, above zero.")
            let mu = PortableMath.log(nanoseconds(median))
            return .logNormal(mu: mu, sigma: (PortableMath.log(nanoseconds(p99)) - mu) / standardNormalP99)
        case .logNormalBySigma(let mean, let sigma):
            precondition(mean > .zero && sigma >= 0, "A log-normal's mean is above zero, its spread not below.")
            return .logNormal(mu: PortableMath.log(nanoseconds(mean)) - 0.5 * sigma * sigma, sigma: sigma)
        case .gamma(let shape, let mean):
            return .gamma(Gamma(shape: shape, mean: nanoseconds(mean)))
        case .weibull(let shape, let scale):
            precondition(shape > 0, "A Weibull's shape is positive.")
            return .weibull(reciprocalShape: 1 / shape, scale: nanoseconds(scale))
        case .empirical(let quantiles):
            return .empirical(Empirical(quantiles))
        case .truncated(let whole, let low, let high):
            precondition(low <= high, "Limits go from less to more.")
            return .truncated(Sampler(whole), low: Int64(nanoseconds(low)), high: Int64(nanoseconds(high)))
        case .mixture(let components):
            return .mixture(cumulated(components))
        }
    }

    private static func cumulated(
        _ components: [Distribution.Component]
    ) -> [(cumulativeWeight: UInt64, sampler: Sampler)] {
        var total: UInt64 = 0
        return components.map { component in
            precondition(component.weight > 0, "A component without weight is none.")
            total += component.weight
            return (total, Sampler(component.distribution))
        }
    }

    /// The value below which 99 % of a standard normal lies.
    private static let standardNormalP99 = 2.3263478740408408

    private static func nanoseconds(_ duration: Duration) -> Double {
        precondition(duration >= .zero, "Durations are not negative.")
        return Double(duration.wholeNanoseconds)
    }
}

/// Gamma by the squeeze of Marsaglia and Tsang (2000); a shape below 1 is that of shape + 1 times a power of a uniform.
private struct Gamma: Sendable {
    private let d: Double
    private let c: Double
    private let scale: Double
    /// 1 / shape when the shape is below 1.
    private let boost: Double?

    init(shape: Double, mean: Double) {
        precondition(shape > 0, "A gamma's shape is positive.")
        boost = shape < 1 ? 1 / shape : nil
        d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
        c = 1 / (9 * d).squareRoot()
        scale = mean / shape
    }

    func sample(_ stream: inout RandomStream) -> Double {
        while true {
            let x = Ziggurat.normal(&stream)
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            guard -Ziggurat.exponential(&stream) < 0.5 * x * x + d - d * v + d * PortableMath.log(v) else { continue }
            guard let boost else { return d * v * scale }
            // Below e^-700 the product is no nanosecond any more.
            return d * v * scale * PortableMath.exp(max(-700, -Ziggurat.exponential(&stream) * boost))
        }
    }
}

/// A distribution function of straight lines, read backwards.
private struct Empirical: Sendable {
    private let probabilities: [Double]
    private let values: [Double]

    init(_ quantiles: [Distribution.Quantile]) {
        precondition(quantiles.first?.probability == 0 && quantiles.last?.probability == 1, "Quantiles from 0 to 1.")
        probabilities = quantiles.map(\.probability)
        values = quantiles.map { Double($0.value.wholeNanoseconds) }
        for (lower, upper) in zip(quantiles, quantiles.dropFirst()) {
            precondition(lower.probability < upper.probability && lower.value <= upper.value, "Quantiles rise.")
        }
        precondition(quantiles[0].value >= .zero, "Durations are not negative.")
    }

    func value(at probability: Double) -> Double {
        var low = 0
        var high = probabilities.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if probabilities[middle] <= probability { low = middle } else { high = middle }
        }
        let share = (probability - probabilities[low]) / (probabilities[high] - probabilities[low])
        return values[low] + share * (values[high] - values[low])
    }
}
