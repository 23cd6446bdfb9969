import Experiments
import Observation
import Scenarios
import Statistics
import Twin

/// What runs of one scenario came to, as every report for a CI system tells it. It says the same at any width, and
/// nothing that differs from run to run.
struct ReportedRuns {
    /// A promise over the runs.
    struct PromiseShare {
        let invariant: Invariant
        /// Of the first runs that broke it, in words, with what the first of them found.
        var broken: [String] = []
        /// How many runs broke it.
        var brokenCount = 0
        /// The first violation, in words.
        var first = ""
        /// What repeats the run of the first violation.
        var repeatLine = ""
        var isExercised = false
    }

    /// A run that crashed.
    struct Crash {
        var run, reason, repeatLine: String
    }

    private static let runsNamed = 5

    /// Of any run; it says the scenario and its file.
    private(set) var ticket: RunTicket?
    private(set) var promises = Invariant.allCases.map { PromiseShare(invariant: $0) }
    private(set) var crashes: [Crash] = []

    /// Takes in the next run.
    /// - Parameter name: what tells it from the others.
    mutating func add(_ ending: RunEnding, name: String, repeatLine: String) {
        ticket = ticket ?? ending.ticket
        let findings = ending.findings
        if let crash = findings.crash {
            crashes.append(Crash(run: name, reason: crash.reason, repeatLine: repeatLine))
        }
        for outcome in findings.promises {
            guard let place = promises.firstIndex(where: { $0.invariant == outcome.invariant }) else { continue }
            promises[place].isExercised = promises[place].isExercised || outcome.isExercised
            guard outcome.broken > 0 else { continue }
            promises[place].brokenCount += 1
            if promises[place].broken.count < Self.runsNamed { promises[place].broken.append(name) }
            guard promises[place].first.isEmpty else { continue }
            promises[place].first = Self.first(of: outcome.invariant, in: findings)
            promises[place].repeatLine = repeatLine
        }
    }

    private static func first(of invariant: Invariant, in findings: RunFindings) -> String {
        guard let violation = findings.violations.first(where: { $0.invariant == invariant.rawValue }) else {
            return invariant.promise
        }
        let instant = HumanUnits.duration(Double(violation.instantNanoseconds) / 1e9)
        return "at \(instant), \(violation.subject): \(violation.message)"
    }

    /// Where a gate stands: the file from the working directory, and the line, from 1.
    /// - Parameter number: of the gate in the scenario; nil for the scenario as a whole.
    func place(ofGate number: Int?, workingDirectory: String) -> (path: String, line: Int) {
        let file = ticket.map { $0.file.isEmpty ? $0.scenario.name : $0.file } ?? ""
        let places = ticket?.scenario.gatePlaces ?? []
        guard let number, places.indices.contains(number), let line = places[number].line else {
            return (Self.relative(file, to: workingDirectory), 1)
        }
        return (Self.relative(places[number].source, to: workingDirectory), line)
    }

    private static func relative(_ path: String, to folder: String) -> String {
        var path = path
        if path.hasPrefix(folder + "/") { path.removeFirst(folder.count + 1) }
        while path.hasPrefix("./") { path.removeFirst(2) }
        return path
    }
}

extension ReportedRuns.PromiseShare {
    /// `not kept in 2 runs (seed 3, seed 4)`.
    var words: String {
        let rest = brokenCount - broken.count
        let more = rest > 0 ? " and \(HumanUnits.grouped(rest)) more" : ""
        return "not kept in \(HumanUnits.counted(brokenCount, "runs")) (\(broken.joined(separator: ", "))\(more))"
    }
}
