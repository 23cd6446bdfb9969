/// A scenario file that is read once, and set in many ways.
package struct ScenarioBase: Sendable {
    private let reader: ScenarioReader
    /// With nothing more set.
    package let scenario: Scenario

    /// Reads a scenario file (`-` is standard input), what it extends, and then each `PATH=VALUE`.
    /// - Throws: `ScenarioError`, which says where, what and the way out.
    package init(file: String, settings: [String] = []) throws(ScenarioError) {
        var reader = ScenarioReader()
        try reader.read(file: file)
        for setting in settings { try reader.apply(setting: setting) }
        self.reader = reader
        scenario = try Scenario(reader, [])
    }

    /// The same with each `PATH=VALUE` set on top.
    /// - Throws: `ScenarioError`.
    package func scenario(settings: [String]) throws(ScenarioError) -> Scenario { try Scenario(reader, settings) }
}
