import Statistics
import Twin

/// One thing that went wrong, in the runs of both sides.
package struct FindingComparison: Sendable, Equatable {
    /// What became of it.
    package enum Fate: String, Sendable, CaseIterable {
        /// No base run has it, and some new run does.
        case new
        /// Some base run has it, and no new run does.
        case resolved
        /// Both sides have it.
        case ongoing
        /// Both sides have it in less than half of their runs, not in the same ones, and so seldom that the exact test
        /// of McNemar does not tell them apart: that it came or went at a seed proves nothing.
        case rare
    }

    /// Below it a split of pairs is taken for a difference.
    package static let significance = 0.05

    /// By which it is known on both sides.
    package let name: String
    /// How many pairs there are.
    package let pairs: Int
    /// Where both runs have it.
    package let both: [CellGroup.Member]
    /// Where the base run alone has it.
    package let baseOnly: [CellGroup.Member]
    /// Where the new run alone has it.
    package let newOnly: [CellGroup.Member]

    /// - Parameter name: one of ``FindingName``.
    package init(_ name: String, of pairs: [RunPair]) {
        self.name = name
        self.pairs = pairs.count
        func members(_ base: Bool, _ new: Bool) -> [CellGroup.Member] {
            pairs.filter { $0.base.findings.contains(name) == base && $0.new.findings.contains(name) == new }
                .map(\.member)
        }
        both = members(true, true)
        baseOnly = members(true, false)
        newOnly = members(false, true)
    }

    /// How many base runs have it.
    package var inBase: Int { both.count + baseOnly.count }
    /// How many new runs have it.
    package var inNew: Int { both.count + newOnly.count }

    /// How likely so uneven a split of the pairs is by chance.
    package var pValue: Double { McNemarTest(baseOnly: baseOnly.count, otherOnly: newOnly.count).pValue }

    /// What became of it.
    package var fate: Fate {
        if inBase == 0 { return .new }
        if inNew == 0 { return .resolved }
        let isSeldom = 2 * inBase < pairs && 2 * inNew < pairs
        let isTold = baseOnly.isEmpty && newOnly.isEmpty || pValue <= Self.significance
        return isSeldom && !isTold ? .rare : .ongoing
    }
}
