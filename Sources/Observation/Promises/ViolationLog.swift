/// Broken promises: all are counted, the first of each invariant are kept.
struct ViolationLog: Sendable {
    /// How many are kept of each invariant, so that a flood of one hides no other.
    let keptPerInvariant: Int
    private(set) var kept: [Violation] = []
    private var counts = [UInt64](repeating: 0, count: Invariant.allCases.count)

    init(keptPerInvariant: Int = 100) { self.keptPerInvariant = keptPerInvariant }

    mutating func add(_ violation: Violation) {
        guard let index = Invariant.allCases.firstIndex(where: { $0.rawValue == violation.invariant }) else {
            preconditionFailure("There is no invariant \(violation.invariant).")
        }
        counts[index] += 1
        if counts[index] <= UInt64(keptPerInvariant) { kept.append(violation) }
    }

    func count(_ invariant: Invariant) -> UInt64 {
        zip(Invariant.allCases, counts).reduce(0) { $1.0 == invariant ? $1.1 : $0 }
    }

    func count(_ kind: Violation.Kind) -> UInt64 {
        zip(Invariant.allCases, counts).reduce(0) { $1.0.kind == kind ? $0 + $1.1 : $0 }
    }
}
