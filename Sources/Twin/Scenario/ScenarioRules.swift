/// What no single value can be wrong in: values that exclude each other, and the gates.
enum ScenarioRules {
    typealias Place = ScenarioError.Place

    /// Two or more values that must fit together.
    private struct Rule: Sendable {
        let paths: [String]
        /// What is wrong and the way out, or nil.
        let complaint: @Sendable (Scenario) -> (message: String, wayOut: String)?
    }

    /// - Throws: the first contradiction, at the place of the value of it that the schema lists last.
    static func check(_ scenario: Scenario, places: [String: Place]) throws(ScenarioError) {
        for rule in rules {
            guard let (message, wayOut) = rule.complaint(scenario) else { continue }
            let place = rule.paths.reversed().lazy.compactMap { places[$0] }.first
            throw ScenarioError(.contradiction, at: place ?? Place(source: scenario.name), message, wayOut: wayOut)
        }
    }

    static func gates(of scenario: Scenario, places: [String: Place]) throws(ScenarioError) -> [Gate] {
        var gates: [Gate] = []
        for (index, expression) in scenario.expectations.enumerated() {
            do { gates.append(try Gate(expression)) } catch {
                let place = places["expect.\(index)"] ?? places["expect"] ?? Place(source: scenario.name)
                throw ScenarioError(error.kind, at: place, "expect: \(error.message)", wayOut: error.wayOut)
            }
        }
        return gates
    }

    private static let rules: [Rule] = [
        Rule(paths: ["duration", "measure.resolution"]) {
            $0.measure.resolution <= $0.duration
                ? nil
                : (
                    "measure.resolution \($0.measure.resolution.text) is longer than the duration \($0.duration.text)",
                    "choose a shorter resolution"
                )
        }
    ]
}
