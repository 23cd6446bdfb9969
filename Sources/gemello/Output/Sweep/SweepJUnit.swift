import Experiments
import Observation
import Results

/// A sweep as JUnit XML: a suite for each point, with a case for the promises of its runs and one for each gate.
struct SweepJUnit {
    var sweep: SweepResult

    func text() -> String { JUnitXML(sweep.plan.points.indices.map(suite)).text }

    private func suite(_ number: Int) -> JUnitXML.Suite {
        let name = "\(sweep.scenario) \(sweep.label(ofPoint: number))"
        let settings = sweep.settings + sweep.plan.points[number].settings.map(\.text)
        let fails = sweep.undecided != .pass
        return JUnitXML.Suite(
            name, properties: settings.map { (name: "set", value: $0) },
            [.init("every promise is kept", in: sweep.scenario, promises(sweep.tally[number]))]
                + sweep.tally[number].gateResults.map {
                    .init($0, in: "\(sweep.scenario).gates", failsUndecided: fails)
                })
    }

    private func promises(_ point: PointTally) -> JUnitXML.Outcome {
        let words = "the worst of \(point.runs) runs is \(point.worst.word)"
        return switch point.worst {
        case .held, .gateMissed: .passed()
        case .stuck, .wrong: .failure(type: point.worst.word, message: words)
        case .crashed: .error(type: point.worst.word, message: words)
        }
    }
}
