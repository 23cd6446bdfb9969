import Observation
import VirtualTime

/// Everything that one run depends on besides its seed, replication and code: a scenario file with all its values
/// filled in. The initial values of the members are the documented defaults.
public struct Scenario: Sendable {
    /// How payloads travel.
    public enum Wire: String, CaseIterable, Sendable { case typed, bytes }
    /// Which of several ready jobs goes first.
    public enum Schedule: String, CaseIterable, Sendable { case fifo, shuffle }

    public struct Measurement: Sendable {
        public var resolution = Duration.seconds(60)
        /// Payments whose life lines are kept.
        public var lifeLines = 1_000
        public var deadlines = Deadlines()
    }

    public var name = "unnamed"
    public var description = ""
    public var seed: UInt64 = 1
    public var start = ScenarioInstant(unixSeconds: 1_740_956_400, text: "2025-03-03T00:00:00+01:00")
    public var duration = Duration.seconds(86_400)
    public var healing = Duration.seconds(4 * 3_600)
    public var wire = Wire.typed
    public var schedule = Schedule.fifo
    public var world = WorldPart()
    public var services = ServicesPart()
    public var infrastructure = InfrastructurePart()
    public var measure = Measurement()
    /// `expect:`, as written.
    public var expectations: [String] = []
    /// `faults:`, as written.
    package var faults = FaultList()
    /// Whether each seed draws further faults.
    public var swarm = false
    package var sometimes = UnmodelledFeature()
    /// `expectations`, read. As many, in the same order.
    public internal(set) var gates: [Gate] = []

    package init() {}

    /// Reads a scenario file, what it extends, and then each `PATH=VALUE`.
    /// - Throws: `ScenarioError`, which says where, what and the way out.
    public init(file: String, settings: [String] = []) throws(ScenarioError) {
        var reader = ScenarioReader()
        try reader.read(file: file)
        try self.init(reader, settings)
    }

    /// The same of a text; `source` stands for its file in messages and as the place that `extends` starts from.
    public init(text: String, source: String = "scenario", settings: [String] = []) throws(ScenarioError) {
        var reader = ScenarioReader()
        try reader.read(text: text, source: source, chain: [source])
        try self.init(reader, settings)
    }

    private init(_ reader: ScenarioReader, _ settings: [String]) throws(ScenarioError) {
        var reader = reader
        for setting in settings { try reader.apply(setting: setting) }
        self = reader.scenario
        try ScenarioRules.check(self, places: reader.places)
        gates = try ScenarioRules.gates(of: self, places: reader.places)
    }
}

extension Scenario.Wire: ScenarioChoice {}
extension Scenario.Schedule: ScenarioChoice {}

extension Scenario {
    /// The canonical text: every key of the schema with its value, in the schema's order. Reading it gives an equal
    /// scenario, and equal scenarios have equal texts.
    public var text: String {
        var text = ""
        var open: [Substring] = []
        for key in ScenarioSchema.keys {
            let words = key.path.split(separator: ".")
            let sections = words.dropLast()
            var shared = 0
            while shared < min(open.count, sections.count), open[shared] == sections[shared] { shared += 1 }
            for depth in shared..<sections.count {
                text += String(repeating: "  ", count: depth) + sections[depth] + ":\n"
            }
            open = Array(sections)
            text +=
                String(repeating: "  ", count: sections.count) + words[words.count - 1] + ": " + key.text(self) + "\n"
        }
        return text
    }

    /// Name, canonical text and its hash (FNV-1a, 64 bits).
    public var identity: ScenarioIdentity {
        let text = text
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        return ScenarioIdentity(name: name, text: text, hash: padded)
    }
}
