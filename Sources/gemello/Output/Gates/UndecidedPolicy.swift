import ArgumentParser
import Experiments
import Observation

/// What a gate that the runs cannot decide does to the exit code, where nothing worse does.
struct UndecidedPolicy: ExpressibleByArgument, Equatable {
    /// The program's own code for it, which no shell uses for itself.
    static let code: Int32 = 6

    /// Of the process.
    let exitCode: Int32

    static let pass = UndecidedPolicy(exitCode: 0)

    private init(exitCode: Int32) { self.exitCode = exitCode }

    var defaultValueDescription: String { exitCode == 0 ? "pass" : "\(exitCode)" }

    init?(argument: String) {
        switch argument {
        case "pass": self = .pass
        case "fail": self.init(exitCode: Verdict.gateMissed.rawValue)
        case "\(Self.code)": self.init(exitCode: Self.code)
        default: return nil
        }
    }

    /// The exit code of runs that ended so.
    /// - Parameters:
    ///   - worst: of the runs' verdicts.
    ///   - gates: over all of them.
    func exitCode(worst: Verdict, _ gates: [SeriesGateResult]) -> Int32 {
        if worst != .held { return worst.rawValue }
        if gates.contains(where: { $0.verdict == .missed }) { return Verdict.gateMissed.rawValue }
        return gates.contains { $0.verdict == .undecided } ? exitCode : worst.rawValue
    }
}
