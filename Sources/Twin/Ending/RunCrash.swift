import Statistics

/// Why a run could not go on, or does not count.
public struct RunCrash: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of defect it is.
    public enum Cause: String, CaseIterable, Sendable {
        /// A service ended although nobody asked it to.
        case serviceEnded = "service_ended"
        /// Something of a simulated process escaped to real threads or real time.
        case determinismLeak = "determinism_leak"
        /// Two runs of one ticket and program differ.
        case notRepeatable = "not_repeatable"
        /// No virtual time passed any more while a service went on.
        case stalled
    }

    /// By which crashes are told apart, as in the database.
    public var cause: Cause
    /// A sentence for people.
    public var reason: String

    /// A crash, such as one that was stored.
    public init(_ cause: Cause, reason: String) {
        self.cause = cause
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }

    /// - Parameters:
    ///   - process: its name.
    ///   - instant: since the scenario's start.
    ///   - reason: its error, or that it returned.
    static func serviceEnded(_ process: String, after instant: Duration, _ reason: String) -> RunCrash {
        let time = HumanUnits.duration(instant / .seconds(1))
        return RunCrash(.serviceEnded, reason: "\(process) ended by itself after \(time) of virtual time: \(reason)")
    }

    /// - Parameters:
    ///   - process: its name and incarnation.
    ///   - instant: since the scenario's start.
    static func stalled(_ process: String, after instant: Duration) -> RunCrash {
        let time = HumanUnits.duration(instant / .seconds(1))
        return RunCrash(.stalled, reason: "\(process) goes on without an end and without a wait after \(time)")
    }

    static func determinismLeak(_ leaks: [String]) -> RunCrash {
        RunCrash(.determinismLeak, reason: "not deterministic: " + leaks.joined(separator: "; "))
    }

    static func notRepeatable(_ difference: String) -> RunCrash {
        RunCrash(.notRepeatable, reason: "two runs of one ticket differ: \(difference)")
    }
}

/// Why a run stops before its end.
enum RunStop: Error, Equatable {
    case crashed(RunCrash)
    /// There is no ending.
    case broken(TwinRunError)
}
