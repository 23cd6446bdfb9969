import Experiments
import Observation
import Results

/// Gates, promises and crashes as cases of a test suite, the scenario.
extension CIReport {
    var junitSuite: JUnitXML.Suite {
        let properties =
            [("scenario", runs.ticket?.file ?? ""), ("runs", series), ("exit_code", "\(exitCode)")]
            + (runs.ticket?.settings ?? []).map { ("set", $0) }
        return JUnitXML.Suite(
            scenario, properties: properties.map { (name: $0.0, value: $0.1) },
            runCases + gates.map { .init($0, in: "\(scenario).gates", failsUndecided: failsUndecided) }
                + runs.promises.map(junitCase))
    }

    /// Whether the runs came to an end at all.
    private var runCases: [JUnitXML.Case] {
        guard !runs.crashes.isEmpty else { return [.init("every run ends", in: "\(scenario).runs", .passed())] }
        return runs.crashes.map { crash in
            .init(
                "\(crash.run) ends", in: "\(scenario).runs",
                .error(type: "crashed", message: crash.reason, text: "repeat it with: \(crash.repeatLine)"))
        }
    }

    /// A promise of service is harm that no verdict speaks of.
    private func junitCase(_ promise: ReportedRuns.PromiseShare) -> JUnitXML.Case {
        let invariant = promise.invariant
        let text = "first \(promise.first)\nrepeat it with: \(promise.repeatLine)"
        let outcome: JUnitXML.Outcome =
            if promise.brokenCount == 0 {
                promise.isExercised ? .passed() : .skipped(message: "no run put it to the test")
            } else if invariant.grade == .service {
                .passed(note: "\(promise.words)\n\(text)")
            } else {
                .failure(type: "\(invariant.grade.rawValue)", message: promise.words, text: text)
            }
        return .init("\(invariant.rawValue) \(invariant.promise)", in: "\(scenario).promises", outcome)
    }
}

extension JUnitXML.Case {
    /// A gate over the runs: skipped while it is undecided, unless that fails the process.
    init(_ result: SeriesGateResult, in className: String, failsUndecided: Bool) {
        let words = GateWords(result: result).text
        let outcome: JUnitXML.Outcome =
            switch result.verdict {
            case .held: .passed(note: words)
            case .missed: .failure(type: "gate_missed", message: words)
            case .undecided where failsUndecided: .failure(type: "gate_undecided", message: words)
            case .undecided: .skipped(message: words)
            }
        self.init(result.gate.gate.text, in: className, outcome)
    }
}
