import Experiments
import Foundation
import Observation
import Results
import Scenarios
import Twin

/// Gathers what reports for a CI system need while runs come in, and writes them when all have ended.
final class CIReports {
    private let files: ReportFiles
    private let series: RunSeries?
    private var runs = ReportedRuns()

    /// - Parameter series: of the runs; nil for one run.
    init(_ files: ReportFiles, of series: RunSeries?) {
        self.files = files
        self.series = series
    }

    /// Takes in the next run.
    /// - Parameter name: what tells it from the others.
    func add(_ ending: RunEnding, name: String, repeatLine: String) {
        runs.add(ending, name: name, repeatLine: repeatLine)
    }

    /// Writes the files that are wanted.
    /// - Parameters:
    ///   - count: how many runs there were to be.
    ///   - exitCode: the process's.
    /// - Returns: where they are, in words.
    func write(
        _ tally: RunTally, of count: Int, exitCode: Int32, _ undecided: UndecidedPolicy
    ) throws(Failure) -> [String] {
        let report = CIReport(
            runs: runs, series: series?.text ?? "one run", tally: tally,
            gates: tally.gateTally.results(of: count), exitCode: exitCode,
            failsUndecided: undecided.exitCode != UndecidedPolicy.pass.exitCode,
            workingDirectory: FileManager.default.currentDirectoryPath)
        if let path = files.junit { try OutputFile.write(JUnitXML([report.junitSuite]).text, to: path) }
        if let path = files.openmetrics { try OutputFile.write(OpenMetricsText(report.families).text, to: path) }
        if let path = files.gitlabCodequality { try OutputFile.write(CodeQualityJSON(report.issues).text, to: path) }
        if let path = files.githubSummary { try writeSummary(report.markdown, to: path) }
        return files.paths.isEmpty ? [] : ["reports in \(files.paths.joined(separator: ", "))"]
    }

    /// Other steps of a job have written to the same file of GitHub's.
    private func writeSummary(_ text: String, to path: String) throws(Failure) {
        guard path == ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"] else {
            return try OutputFile.write(text, to: path)
        }
        let before = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        try OutputFile.write(before + (before.isEmpty || before.hasSuffix("\n") ? "" : "\n") + text, to: path)
    }
}

/// What the reports tell, each in its own form.
struct CIReport {
    var runs: ReportedRuns
    /// Which runs, in words.
    var series: String
    var tally: RunTally
    /// In the order of the scenario.
    var gates: [SeriesGateResult]
    /// The process's.
    var exitCode: Int32
    /// Whether a gate that is not decided ends the process with a code of its own.
    var failsUndecided: Bool
    /// Paths in reports begin here.
    var workingDirectory: String

    /// The scenario's name.
    var scenario: String { runs.ticket?.scenario.name ?? "" }

    /// The verdict's own words.
    var verdict: String {
        switch tally.worst {
        case .gateMissed: "gate missed"
        case .held where gates.contains { $0.verdict == .missed }: "gate missed"
        case .held where gates.contains { $0.verdict == .undecided }: "undecided"
        default: tally.worst.word
        }
    }

    /// Those that somebody broke and that the verdict speaks of, then those that harm people.
    var broken: [ReportedRuns.PromiseShare] { runs.promises.filter { $0.brokenCount > 0 } }
}
