/// Over which of a scenario's runs a gate is judged.
public enum GateScope: Equatable, Sendable {
    /// In each run: one that misses it decides.
    case everySeed
    /// Over the runs: their mean must stand so to the bound.
    case mean
    /// Over the runs: at least so many percent of them must hold it; above 0 and below 100.
    case share(percent: Double)

    /// The words that scenarios use.
    public var text: String {
        switch self {
        case .everySeed: "every seed"
        case .mean: "mean"
        case .share(let percent):
            "share of seeds >= \(percent == percent.rounded() ? String(Int(percent)) : "\(percent)")%"
        }
    }
}
