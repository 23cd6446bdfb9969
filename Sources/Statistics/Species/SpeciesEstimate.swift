import ElementaryFunctions

/// How many kinds there are of which some have been seen, and how many of them a search has still not met.
///
/// Kinds that were seen once or twice tell of those that were never seen: the lower bound Chao2 for kinds that a sample
/// shows or does not (Chao, "Estimating the population size for capture-recapture data with unequal catchability",
/// Biometrics 43, 1987), which is Chao1 (Chao, "Nonparametric estimation of the number of classes in a population",
/// 1984) where each sample shows one kind. Coverage and the chance of a new kind: Good, "The population frequencies of
/// species and the estimation of population parameters", Biometrika 40, 1953, who has it from Turing.
///
/// The figures hold for more samples of the same search: another load or other faults are another population.
public struct SpeciesEstimate: Sendable, Equatable {
    /// How many kinds were seen.
    public let observed: Int
    /// How many of them were seen in one sample only.
    public let seenOnce: Int
    /// How many of them were seen in two samples.
    public let seenTwice: Int
    /// How many samples were taken.
    public let samples: Int
    /// In how many samples each was seen, summed up.
    public let sightings: Int

    /// - Parameters:
    ///   - kinds: of each kind that was seen, in how many samples: 1 or more, at most `samples`. Of a search that is in
    ///     how many of its seeds, however often one seed showed it.
    ///   - samples: how many were taken, those that showed nothing among them; at least one.
    public init(kinds: [Int], samples: Int) {
        precondition(samples > 0, "Something is said of kinds once there is a sample.")
        precondition(kinds.allSatisfy { $0 >= 1 }, "A kind that was never seen is not known.")
        precondition(kinds.allSatisfy { $0 <= samples }, "A kind is seen in all samples at most.")
        observed = kinds.count
        seenOnce = kinds.count { $0 == 1 }
        seenTwice = kinds.count { $0 == 2 }
        sightings = kinds.reduce(0, +)
        self.samples = samples
    }

    /// How many kinds there are at least, those never seen among them.
    public var kinds: Double {
        let once = Double(seenOnce)
        // With no kind seen twice, the form without bias (Chao, "Species estimation and applications", 2005).
        let unseen = seenTwice > 0 ? once * once / (2 * Double(seenTwice)) : once * (once - 1) / 2
        return Double(observed) + correction * unseen
    }

    /// Around ``kinds``, with the number of kinds seen as its lowest limit: the number never seen is taken as
    /// log-normal (Chao, 1987). Nil where none is thought to be left, as its error cannot be told then.
    /// - Parameter confidence: above 0 and below 1.
    public func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
        let unseen = kinds - Double(observed)
        guard unseen > 0 else { return nil }
        let spread = PortableMath.log(1 + variance / (unseen * unseen)).squareRoot()
        let factor = PortableMath.exp(NormalDistribution.quantile((1 + confidence) / 2) * spread)
        return ConfidenceInterval(
            estimate: kinds, low: Double(observed) + unseen / factor, high: Double(observed) + unseen * factor,
            confidence: confidence)
    }

    /// The share of all that there is to be seen, weighted by how often it shows, that belongs to kinds already seen;
    /// nil while nothing was seen.
    public var coverage: Double? {
        sightings > 0 ? 1 - Double(seenOnce) / Double(sightings) : nil
    }

    /// How many kinds never seen before the next sample shows, on average. Where a sample shows one kind, it is the
    /// chance of a new one.
    public var newKindsPerSample: Double { Double(seenOnce) / Double(samples) }

    private var correction: Double { Double(samples - 1) / Double(samples) }

    /// Of ``kinds`` (Chao, 1987, with the correction for few samples as in Colwell, "EstimateS 9", appendix B).
    private var variance: Double {
        let (once, twice) = (Double(seenOnce), Double(seenTwice))
        guard seenTwice > 0 else {
            let square = (2 * once - 1) * (2 * once - 1)
            return correction * once * (once - 1) / 2
                + correction * correction * (once * square / 4 - once * once * once * once / (4 * kinds))
        }
        let ratio = once / twice
        return twice
            * (correction * ratio * ratio / 2 + correction * correction * ratio * ratio * ratio
                + correction * correction * ratio * ratio * ratio * ratio / 4)
    }
}
