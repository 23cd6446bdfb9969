import Twin

/// What a sweep was to run, as the database remembers it: enough to find out which of its cells are there, and to say
/// how the others are run.
public struct StoredSweep: Sendable, Hashable, Codable {
    /// One of the distinct scenarios that are swept.
    public struct Block: Sendable, Hashable, Codable {
        /// Of the scenario's canonical text.
        public var scenarioHash: String
        /// How payloads travel.
        public var wire: String
        /// Which of several ready jobs goes first.
        public var schedule: String

        /// What the cells of a group have in common beside the program.
        public init(of group: CellGroup) {
            (scenarioHash, wire, schedule) = (group.scenario.hash, group.wire.rawValue, group.schedule.rawValue)
        }

        init(scenarioHash: String, wire: String, schedule: String) {
            (self.scenarioHash, self.wire, self.schedule) = (scenarioHash, wire, schedule)
        }
    }

    /// The words of the command, without a shard and a database.
    public var command: [String]
    /// In the order of the cells, each of all seeds.
    public var blocks: [Block]
    /// The smallest seed.
    public var firstSeed: UInt64
    /// The greatest seed.
    public var lastSeed: UInt64
    /// Of each seed.
    public var replications: Int
    /// What tells the program from another.
    public var codeVersion: String
    /// Into how many shards its cells were divided.
    public var shards: Int

    /// A sweep with these cells.
    public init(
        command: [String], blocks: [Block], seeds: ClosedRange<UInt64>, replications: Int, codeVersion: String,
        shards: Int
    ) {
        self.command = command
        self.blocks = blocks
        (firstSeed, lastSeed) = (seeds.lowerBound, seeds.upperBound)
        self.replications = replications
        self.codeVersion = codeVersion
        self.shards = shards
    }

    /// Whether both are about the same cells, however they are divided and wherever their files lay.
    public func hasCells(of other: StoredSweep) -> Bool {
        var copy = other
        (copy.command, copy.shards) = (command, shards)
        return copy == self
    }
}
