/// What a run says of its promises, graded; the raw value is the process's exit code.
public enum Verdict: Int32, Sendable {
    case held = 0
    case gateMissed = 1
    /// A liveness promise was unmet at the end of healing.
    case stuck = 3
    /// A safety promise broke.
    case wrong = 4
}
