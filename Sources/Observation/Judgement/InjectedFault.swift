/// One fault of a scenario as a run saw it: what was injected, when, on whom, and how often it hit. What it cost shows
/// in the measures `faults.*` and in the gates.
public struct InjectedFault: Sendable, Equatable {
    /// Position in the scenario's `faults:`; what a swarm drew follows what the scenario wrote.
    public var index: Int
    /// A word of the table of kinds.
    public var kind: String
    /// As the scenario wrote it: a name, a pattern, or a link `a -> b`; empty where a kind has no target.
    public var target: String
    /// The fault in one line of YAML, as `faults:` takes it.
    public var text: String
    /// How often it began.
    public var occurrences: UInt64
    /// Nanoseconds of virtual time at which it first began; nil when it never did.
    public var begin: Int64?
    /// Nanoseconds of virtual time at which it last ended.
    public var end: Int64?
    /// Nanoseconds of virtual time under it, all occurrences together.
    public var activeNanoseconds: Int64
    /// What it touched, in `hitUnit`.
    public var hits: UInt64
    /// `calls`, `messages`, `processes`, `jobs` ...
    public var hitUnit: String

    /// A fault of a run, such as one that was stored; it never began unless that is said.
    public init(
        index: Int, kind: String, target: String, text: String, occurrences: UInt64 = 0, begin: Int64? = nil,
        end: Int64? = nil, activeNanoseconds: Int64 = 0, hits: UInt64 = 0, hitUnit: String
    ) {
        self.index = index
        self.kind = kind
        self.target = target
        self.text = text
        self.occurrences = occurrences
        self.begin = begin
        self.end = end
        self.activeNanoseconds = activeNanoseconds
        self.hits = hits
        self.hitUnit = hitUnit
    }
}
