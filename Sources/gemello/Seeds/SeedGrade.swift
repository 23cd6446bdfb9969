import Observation
import Results
import Twin

/// What has become of one seed, from the best to the worst: a range of seeds is as bad as its worst one.
enum SeedGrade: Int, CaseIterable, Comparable {
    case held, gateMissed, stuck, wrong
    /// The run has no verdict: a service ended by itself, determinism leaked, or the run did not repeat.
    case crashed

    init(_ verdict: Verdict) {
        self =
            switch verdict {
            case .held: .held
            case .gateMissed: .gateMissed
            case .stuck: .stuck
            case .wrong: .wrong
            }
    }

    static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }

    var exitCode: Int32 { verdict?.rawValue ?? Failure.crashed }

    /// As in the database and in JSON.
    var word: String { verdict?.word ?? "crashed" }

    private var verdict: Verdict? {
        switch self {
        case .held: .held
        case .gateMissed: .gateMissed
        case .stuck: .stuck
        case .wrong: .wrong
        case .crashed: nil
        }
    }
}
