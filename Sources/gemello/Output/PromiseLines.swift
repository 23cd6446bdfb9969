import Observation
import Results
import Statistics
import Twin

/// What became of the promises, beside the verdict: how many held, which harm to people there was, and what the run
/// never put to the test.
struct PromiseLines {
    var findings: RunFindings

    func lines() -> [String] {
        guard !findings.promises.isEmpty else { return [] }
        let broken = findings.promises.count { $0.broken > 0 }
        let untried = findings.promises.count { !$0.isExercised }
        let held = findings.promises.count - broken - untried
        return [RunSummary.fact("promises", "\(held) held, \(broken) broken, \(untried) not exercised")]
            + service + notExercised
    }

    private var service: [String] {
        let harm = findings.promises.filter { $0.invariant.grade == .service && $0.broken > 0 }
        return harm.flatMap { promise in
            wrapped(
                "service: \(promise.invariant.rawValue) x\(HumanUnits.grouped(Int(clamping: promise.broken))), not "
                    + "kept: \(promise.invariant.promise)")
        }
    }

    /// A promise without any of its occasions, and of the others the occasions that are missing.
    private var notExercised: [String] {
        let parts = findings.promises.filter { !$0.missing.isEmpty }.map { promise in
            let name = promise.invariant.rawValue
            return promise.isExercised ? "\(name): \(promise.missing.joined(separator: ", "))" : name
        }
        return parts.isEmpty ? [] : wrapped("not exercised: " + parts.joined(separator: "; "))
    }

    private func wrapped(_ text: String) -> [String] {
        RunSummary.wrapped(text, to: RunSummary.width - 12).enumerated().map { position, line in
            RunSummary.fact("", position == 0 ? line : "  " + line)
        }
    }
}
