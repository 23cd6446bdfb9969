import Observation
import Results
import Statistics
import Twin

/// What broke, as a person reads it: of each promise the first finding, gravest first and with how many there are;
/// then, up to ten in all, others in the order of their instants.
struct ViolationLines {
    private static let shownAtMost = 10

    var findings: RunFindings
    /// Of the command that tells a story of the run, without the payment.
    var storyWords: [String]

    func lines() -> [String] {
        guard !findings.violations.isEmpty else { return [] }
        let inOrder = Self.ordered(findings.violations) { $0.instantNanoseconds }
        let firsts = Self.ordered(Self.firsts(of: inOrder)) { Self.graves.firstIndex(of: $0.grade) ?? 0 }
        let others = inOrder.filter { !firsts.contains($0) }.prefix(max(0, Self.shownAtMost - firsts.count))
        let total = firsts.reduce(0) { $0 + count(of: $1.invariant) }
        return [RunSummary.fact("violations", heading(total, firsts, shown: firsts.count + others.count))]
            + firsts.flatMap { lines(of: $0, count: count(of: $0.invariant)) } + others.flatMap { lines(of: $0) }
            + rest(total, shown: firsts.count + others.count)
    }

    private static let graves: [Violation.Grade] = [.safety, .liveness, .service]

    /// What is equal keeps its order.
    private static func ordered<Key: Comparable>(
        _ violations: [Violation], by key: (Violation) -> Key
    ) -> [Violation] {
        violations.enumerated().sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }.map(\.element)
    }

    private static func firsts(of violations: [Violation]) -> [Violation] {
        var seen: [String] = []
        return violations.filter { violation in
            guard !seen.contains(violation.invariant) else { return false }
            seen.append(violation.invariant)
            return true
        }
    }

    /// With those that are not kept.
    private func count(of invariant: String) -> Int {
        let kept = findings.violations.count { $0.invariant == invariant }
        guard let promise = findings.promises.first(where: { $0.invariant.rawValue == invariant }) else { return kept }
        return max(kept, Int(clamping: promise.broken))
    }

    private func heading(_ total: Int, _ firsts: [Violation], shown: Int) -> String {
        let number = HumanUnits.grouped(total)
        if firsts.count > 1 {
            return "\(number) of \(firsts.count) promises; the first of each, gravest first, then by time:"
        }
        return shown < total ? "\(number) of \(firsts[0].invariant), the first \(shown):" : "\(number):"
    }

    private func lines(of violation: Violation, count: Int = 1) -> [String] {
        let instant = HumanUnits.duration(Double(violation.instantNanoseconds) / 1e9)
        let when = count > 1 ? " x\(HumanUnits.grouped(count)), first at \(instant)" : " at \(instant)"
        let text = "\(violation.invariant)\(when), \(violation.subject): \(violation.message)"
        let lines = RunSummary.wrapped(text, to: RunSummary.width - 12) + StoryLine.of(violation, storyWords)
        return lines.enumerated().map { RunSummary.fact("", $0.offset == 0 ? $0.element : "  " + $0.element) }
    }

    private func rest(_ total: Int, shown: Int) -> [String] {
        guard shown < total else { return [] }
        let kept = findings.violations.count - shown
        let lost = total - findings.violations.count
        let elsewhere = "the other \(HumanUnits.grouped(kept)): --json, or table violation"
        let counted = "\(HumanUnits.grouped(lost)) more are counted and not kept"
        let parts = [kept > 0 ? elsewhere : nil, lost > 0 ? counted : nil].compactMap { $0 }
        return [RunSummary.fact("", parts.joined(separator: "; "))]
    }
}
