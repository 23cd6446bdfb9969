import Observation
import Twin

/// What of a run is compared with another: the findings that all runs of its ticket have, and how long it took.
package struct ComparedRun: Sendable, Equatable {
    /// The scenario's name.
    package var scenario: String
    /// What was asked of the scenario beside its file.
    package var variant: Variant
    /// Which of the variant's runs it is.
    package var member: CellGroup.Member
    /// Of the scenario's canonical text, 16 hex digits.
    package var scenarioHash: String
    /// The canonical text; nil where only its hash is known.
    package var scenarioText: String?
    /// What tells the program that ran it from another; nil where nobody wrote it down.
    package var codeVersion: String?
    /// Its number in its database; nil of one that is in none.
    package var id: Int64?
    /// Over every decision, delivery and change of state.
    package var traceHash: UInt64
    /// Each figure by the text of its `MeasuredFigure`; none of a run that crashed.
    package var figures: [String: Double]
    /// What went wrong, each once, by the names of ``FindingName``.
    package var findings: Set<String>
    /// By the machine's clock; nil where nobody wrote it down.
    package var wallSeconds: Double?

    /// A run as it was read, wherever it stands.
    package init(
        scenario: String, variant: Variant, member: CellGroup.Member, scenarioHash: String, traceHash: UInt64,
        figures: [String: Double], findings: Set<String>
    ) {
        self.scenario = scenario
        self.variant = variant
        self.member = member
        self.scenarioHash = scenarioHash
        self.traceHash = traceHash
        self.figures = figures
        self.findings = findings
    }

    /// What tells runs of one scenario apart that nobody takes for repetitions of each other.
    package struct Variant: Sendable, Hashable {
        /// What was set, each as `PATH=VALUE`, in the order of their text.
        package let settings: [String]
        /// Which of several ready jobs goes first, such as `fifo`.
        package let schedule: String

        /// - Parameter settings: in any order.
        package init(settings: [String] = [], schedule: String = "fifo") {
            self.settings = settings.sorted()
            self.schedule = schedule
        }

        /// `nothing set`, or what was set.
        package var text: String {
            let words = settings + (schedule == "fifo" ? [] : ["schedule=\(schedule)"])
            return words.isEmpty ? "nothing set" : words.joined(separator: ", ")
        }
    }
}

/// How findings are named, so that those of two runs are the same or are not.
package enum FindingName {
    /// The run could not go on.
    package static let crash = "crash"

    /// A gate of the scenario that the run did not hold.
    package static func missed(_ gate: String) -> String { "gate \(gate)" }

    /// Promises in the order of the catalogue, then gates, crashes last.
    package static func isBefore(_ one: String, _ other: String) -> Bool { order(one) < order(other) }

    private static func order(_ name: String) -> (Int, String) {
        if let place = Invariant.allCases.firstIndex(where: { $0.rawValue == name }) { return (place, name) }
        return (name == crash ? .max : Invariant.allCases.count, name)
    }
}

extension CellGroup.Member {
    /// `seed 3`, and of which replication where that is not the first.
    package var text: String { replication == 0 ? "seed \(seed)" : "seed \(seed) replication \(replication)" }

    /// By seed, then by replication.
    static func isBefore(_ one: Self, _ other: Self) -> Bool {
        (one.seed, one.replication) < (other.seed, other.replication)
    }
}
