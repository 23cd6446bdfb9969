extension Distribution {
    /// Why nothing can be drawn from it, and the way out, as the end of a sentence; nil for one that is a distribution.
    package var defect: String? {
        switch self {
        case .constant(let value): Self.defect(of: value)
        case .uniform(let low, let high):
            Self.defect(of: low) ?? Self.defect(of: high) ?? (low > high ? Self.reversed(low, high) : nil)
        case .exponential(let mean): Self.defect(of: mean)
        case .logNormal(let median, let p99):
            Self.defectOfScale(median) ?? Self.defect(of: p99)
                ?? (p99 < median ? "the p99 of \(p99.told) is below the median; give it more" : nil)
        case .logNormalBySigma(let mean, let sigma):
            Self.defectOfScale(mean)
                ?? (sigma >= 0 && sigma <= 30 ? nil : "a sigma of \(sigma) spreads nothing; give it from 0 to 30")
        case .gamma(let shape, let mean): Self.defect(ofShape: shape) ?? Self.defect(of: mean)
        case .weibull(let shape, let scale): Self.defect(ofShape: shape) ?? Self.defect(of: scale)
        case .empirical(let quantiles): Self.defect(of: quantiles)
        case .truncated(let whole, let low, let high):
            whole.defect ?? Self.defect(of: low) ?? Self.defect(of: high)
                ?? (low > high ? Self.reversed(low, high) : nil)
        case .mixture(let components):
            components.isEmpty
                ? "it has no part; give it one"
                : components.lazy.compactMap(\.defect).first
        }
    }

    /// Whether at least one sample in a hundred lies in `range`: drawing again must come to an end soon.
    package func mostlyMeets(_ range: ClosedRange<Int64>) -> Bool {
        var stream = RandomStream(seed: 0, name: "scenario/truncated", replication: 0)
        let sampler = Sampler(self)
        return (0..<2_000).count { _ in range.contains(sampler.sampleNanoseconds(&stream)) } >= 20
    }

    /// The same as `defect`, and for limits that hardly anything lies within.
    package var defectOnceDrawn: String? {
        if let defect { return defect }
        switch self {
        case .truncated(let whole, let low, let high):
            if let defect = whole.defectOnceDrawn { return defect }
            let isMet = whole.mostlyMeets(low.wholeNanoseconds...high.wholeNanoseconds)
            return isMet ? nil : "hardly anything lies from \(low.told) to \(high.told); widen the limits"
        case .mixture(let components): return components.lazy.compactMap(\.distribution.defectOnceDrawn).first
        default: return nil
        }
    }

    /// A hundred years: what is drawn may be some times as long, and the agenda ends after 292.
    private static let longest = Duration.seconds(3_153_600_000)

    private static func defect(of duration: Duration) -> String? {
        if duration < .zero { return "\(duration.told) is before now; give it 0 s or more" }
        return duration > longest ? "\(duration.told) never ends; give it less than 100 years" : nil
    }

    private static func defectOfScale(_ duration: Duration) -> String? {
        duration == .zero ? "0 s is no scale of it; give it more" : defect(of: duration)
    }

    private static func defect(ofShape shape: Double) -> String? {
        shape > 0 && shape.isFinite ? nil : "a shape of \(shape) is none; give it more than 0"
    }

    private static func reversed(_ low: Duration, _ high: Duration) -> String {
        "it goes from \(low.told) down to \(high.told); give the lower one first"
    }

    private static func defect(of quantiles: [Quantile]) -> String? {
        guard quantiles.first?.probability == 0, quantiles.last?.probability == 1 else {
            return "its quantiles do not go from 0 to 1; give both ends"
        }
        let rise = zip(quantiles, quantiles.dropFirst()).allSatisfy {
            $0.probability < $1.probability && $0.value <= $1.value
        }
        return rise
            ? quantiles.lazy.compactMap { defect(of: $0.value) }.first
            : "its quantiles do not rise; give them in their order"
    }
}

extension Distribution.Component {
    fileprivate var defect: String? {
        weight == 0 ? "a part without weight is none; give it 1 or more" : distribution.defect
    }
}
