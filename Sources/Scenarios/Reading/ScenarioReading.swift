extension Scenario {
    /// Reads a scenario file (`-` is standard input), what it extends, and then each `PATH=VALUE`.
    /// - Throws: `ScenarioError`, which says where, what and the way out.
    public init(file: String, settings: [String] = []) throws(ScenarioError) {
        var reader = ScenarioReader()
        try reader.read(file: file)
        try self.init(reader, settings)
    }

    /// The same of a text, such as that of a stored scenario; `source` stands for its file in messages and as the place
    /// that `extends` starts from.
    public init(text: String, source: String = "scenario", settings: [String] = []) throws(ScenarioError) {
        var reader = ScenarioReader()
        try reader.read(text: text, source: source)
        try self.init(reader, settings)
    }

    /// What was read, and then each `PATH=VALUE`.
    init(_ reader: ScenarioReader, _ settings: [String]) throws(ScenarioError) {
        var reader = reader
        for setting in settings { try reader.apply(setting: setting) }
        self = reader.scenario
        try ScenarioRules.check(self, places: reader.places)
        faults = try FaultRules.faults(of: self, places: reader.places)
        (gates, gatePlaces) = try ScenarioRules.gates(of: self, places: reader.places)
    }
}
