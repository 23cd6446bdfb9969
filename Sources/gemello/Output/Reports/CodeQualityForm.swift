import Experiments
import Observation
import Results

/// Missed gates at their lines, broken promises and crashes at the head of the scenario.
extension CIReport {
    var issues: [CodeQualityJSON.Issue] {
        gates.enumerated().compactMap { issue($0.element, number: $0.offset) } + broken.map(issue)
            + runs.crashes.map(issue)
    }

    private func issue(_ result: SeriesGateResult, number: Int) -> CodeQualityJSON.Issue? {
        guard result.verdict != .held else { return nil }
        let place = runs.place(ofGate: number, workingDirectory: workingDirectory)
        let isMissed = result.verdict == .missed
        return .init(
            "\(scenario): \(GateWords(result: result).text)", checkName: isMissed ? "gate_missed" : "gate_undecided",
            isMissed ? .major : .minor, path: place.path, line: place.line,
            identity: "\(scenario) \(result.gate.gate.text)")
    }

    private func issue(_ promise: ReportedRuns.PromiseShare) -> CodeQualityJSON.Issue {
        let invariant = promise.invariant
        let severity: CodeQualityJSON.Severity =
            switch invariant.grade {
            case .safety: .blocker
            case .liveness: .critical
            case .service: .info
            }
        let place = runs.place(ofGate: nil, workingDirectory: workingDirectory)
        return .init(
            "\(scenario): \(invariant.rawValue), \(invariant.promise), \(promise.words); first \(promise.first)",
            checkName: invariant.rawValue, severity, path: place.path, line: place.line, identity: scenario)
    }

    private func issue(_ crash: ReportedRuns.Crash) -> CodeQualityJSON.Issue {
        let place = runs.place(ofGate: nil, workingDirectory: workingDirectory)
        return .init(
            "\(scenario): \(crash.run) crashed: \(crash.reason)", checkName: "crashed", .blocker, path: place.path,
            line: place.line, identity: "\(scenario) \(crash.run)")
    }
}
