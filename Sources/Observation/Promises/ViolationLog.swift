/// Broken promises: all are counted, the first of each invariant are kept.
struct ViolationLog: Sendable {
    /// How many are kept of each invariant, so that a flood of one hides no other.
    let keptPerInvariant: Int
    private(set) var kept: [Finding] = []
    private var counts = [UInt64](repeating: 0, count: Invariant.allCases.count)

    init(keptPerInvariant: Int = 100) { self.keptPerInvariant = keptPerInvariant }

    mutating func add(_ finding: Finding) {
        let index = finding.invariant.position
        counts[index] += 1
        if counts[index] <= UInt64(keptPerInvariant) { kept.append(finding) }
    }

    func count(_ invariant: Invariant) -> UInt64 { counts[invariant.position] }

    func count(_ grade: Violation.Grade) -> UInt64 {
        Invariant.allCases.reduce(0) { $1.grade == grade ? $0 + counts[$1.position] : $0 }
    }
}
