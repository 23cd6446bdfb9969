import Observation

/// Reads the gates of a scenario, and refuses what they cannot be judged by.
extension ScenarioRules {
    /// - Throws: the first gate that is none, at its place.
    static func gates(
        of scenario: Scenario, places: [String: Place]
    ) throws(ScenarioError) -> (gates: [Gate], places: [Place]) {
        var gates: [Gate] = []
        var found: [Place] = []
        let tags = scenario.expectationList.entries.isEmpty ? MeasureTags() : scenario.deployment.measureTags
        for (index, entry) in scenario.expectationList.entries.enumerated() {
            let item = places["expect.\(index)"] ?? places["expect"] ?? Place(source: scenario.name)
            let line = places["expect.\(index).threshold"] ?? item
            do { gates.append(try gate(of: entry, tags)) } catch {
                throw ScenarioError(
                    .badGate, at: line, "expect: at column \(error.column) of `\(entry.threshold)`: \(error.message)",
                    wayOut: error.wayOut)
            }
            found.append(line)
            guard entry.abortDelay < scenario.duration + scenario.healing else {
                throw ScenarioError(
                    .contradiction, at: places["expect.\(index).delay_abort_eval"] ?? item,
                    "expect.\(index).delay_abort_eval: no run lasts as long as \(entry.abortDelay.text)",
                    wayOut: "make it shorter than duration and healing together, or remove it and `abort_on_fail`")
            }
            guard entry.abortsOnFail, let reason = reasonToGoOn(gates[index], tags) else { continue }
            throw ScenarioError(
                .contradiction, at: places["expect.\(index).abort_on_fail"] ?? item,
                "expect.\(index).abort_on_fail: `\(entry.threshold)` is not decided before a run's end: \(reason)",
                wayOut: "remove it, or take what only grows: a count, or the max of samples, with <, <= or ==")
        }
        return (gates, found)
    }

    private static func gate(of entry: Expectation, _ tags: MeasureTags) throws(GateError) -> Gate {
        var gate = try Gate(reading: entry.threshold, tags: tags)
        gate.scope = entry.scope
        gate.abortsFrom = entry.abortsOnFail ? entry.abortDelay : nil
        return gate
    }

    /// Why a gate can be held again, or is not known, until the run is over; nil where it can be lost before.
    private static func reasonToGoOn(_ gate: Gate, _ tags: MeasureTags) -> String? {
        guard GrowingFigure(gate.figure, tags: tags) != nil else {
            return "`\(gate.figure.text)` may fall again, or is known at the end only"
        }
        return gate.isLostForGood ? nil : "what only grows may still reach `\(gate.comparison.rawValue)` its bound"
    }
}
