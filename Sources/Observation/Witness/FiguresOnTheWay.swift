extension RunWitness {
    /// What a figure has come to by now, in its unit; nil before its first sample.
    package func value(of figure: GrowingFigure) -> Double? {
        switch figure.source {
        case .counter(let slot): return Double(measures.count(ofSlot: slot))
        case .grade(let grade): return Double(promises.log.count(grade))
        case .invariant(let invariant): return Double(promises.log.count(invariant))
        case .samples(let slot, let member): return Double(measures.samples(ofSlot: slot, member: member).count)
        case .greatest(let slot, let member, let step):
            let samples = measures.samples(ofSlot: slot, member: member)
            return samples.count > 0 ? Double(samples.greatest) * step : nil
        }
    }
}
