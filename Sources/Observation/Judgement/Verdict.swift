/// What a run says of its promises, from the best to the worst; the raw value is the process's exit code. Many runs are
/// as bad as the worst of them.
public enum Verdict: Int32, CaseIterable, Comparable, Sendable {
    /// Every promise and every gate held.
    case held = 0
    /// Every promise held, and a gate of the scenario did not.
    case gateMissed = 1
    /// A liveness promise was unmet at the end of healing.
    case stuck = 3
    /// A safety promise broke.
    case wrong = 4
    /// The run could not go on: a service ended by itself, determinism leaked, or the run did not repeat.
    case crashed = 5

    /// Whether the first is the better one.
    public static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }

    /// The word for it in the database and in JSON.
    public var word: String {
        switch self {
        case .held: "held"
        case .gateMissed: "gate_missed"
        case .stuck: "stuck"
        case .wrong: "wrong"
        case .crashed: "crashed"
        }
    }

    /// The verdict of this word; nil when there is none.
    public init?(word: String) {
        guard let verdict = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = verdict
    }
}
