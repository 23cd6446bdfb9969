import Experiments
import Twin

/// A run of two figures, unless a test says otherwise: what is compared is all that it has.
func comparedRun(
    _ scenario: String = "day", seed: UInt64 = 0, replication: UInt64 = 0, set: [String] = [], code: String? = "1+aa",
    hash: String = "h", trace: UInt64? = nil, id: Int64? = nil, _ figures: [String: Double] = [:],
    findings: Set<String> = []
) -> ComparedRun {
    // The same figures come of the same trace, unless a test wants another one.
    let sum = figures.keys.sorted().reduce(0 as UInt64) { $0 &* 31 &+ figures[$1, default: 0].bitPattern }
    var run = ComparedRun(
        scenario: scenario, variant: .init(settings: set),
        member: .init(seed: seed, replication: replication), scenarioHash: hash, traceHash: trace ?? sum,
        figures: figures, findings: findings)
    (run.codeVersion, run.id) = (code, id)
    return run
}

/// A side of runs of the figure `poller.calls`, by seed.
func side(_ name: String, calls: [Double], code: String = "1+aa") throws -> ComparedSide {
    try ComparedSide(
        name,
        calls.enumerated().map { comparedRun(seed: UInt64($0), code: code, id: Int64($0 + 1), ["poller.calls": $1]) },
        option: "--\(name)")
}

/// The comparison of two such sides, of different programs.
func comparison(_ base: [Double], _ new: [Double]) throws -> Comparison {
    try Comparison(side("base", calls: base), side("new", calls: new, code: "2+bb"))
}
