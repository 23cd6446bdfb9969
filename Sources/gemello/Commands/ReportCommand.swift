import ArgumentParser
import Foundation
import Observation
import Results
import Statistics

/// `gemello report`: what a database holds, and the figures of one of its runs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "List the runs of a database and show the figures of one.")

    @Argument(help: "The database.")
    var db: String = ResultStore.defaultPath

    @Option(
        name: .customLong("run"), help: ArgumentHelp("The run to show; the last one when absent.", valueName: "id"))
    var shownRun: Int64?

    @Option(help: ArgumentHelp("Only runs of the scenario with this name.", valueName: "name"))
    var scenario: String?

    @Option(
        help: ArgumentHelp(
            "Only runs with this verdict: held, gate_missed, stuck, wrong or crashed.", valueName: "word"),
        transform: { word in
            guard let verdict = Verdict(word: word) else {
                throw ValidationError("there are \(Verdict.allCases.map(\.word).joined(separator: ", "))")
            }
            return verdict
        })
    var verdict: Verdict?

    @Option(help: ArgumentHelp("Only runs with this seed.", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Only runs that began then or later: 2026-03-01, or 2026-03-01T08:00:00Z.", valueName: "instant"),
        transform: { text in
            guard
                let date = (try? Date(text, strategy: .iso8601))
                    ?? (try? Date(text, strategy: .iso8601.year().month().day()))
            else { throw ValidationError("an instant is written 2026-03-01T08:00:00Z, a day 2026-03-01") }
            return date
        })
    var since: Date?

    @Option(help: ArgumentHelp("How many of the runs are listed, the last ones.", valueName: "n"))
    var last = 10

    @Option(help: ArgumentHelp("Remove all but the last N of these runs from the database.", valueName: "n"))
    var keep: Int?

    @Option(help: ArgumentHelp("Write each report of the shown run as a CSV file into this folder.", valueName: "dir"))
    var csv: String?

    @Flag(help: "Print these runs as `gemello run --json` did, one JSON object a line, and nothing else.")
    var json = false

    func validate() throws {
        guard (keep ?? 0) >= 0, last >= 0 else { throw ValidationError("a number of runs is not negative") }
        guard keep == nil || (shownRun == nil && csv == nil && !json) else {
            throw ValidationError("--keep removes runs and shows none: --run, --csv and --json exclude it")
        }
    }

    private var selection: RunSelection {
        RunSelection(scenario: scenario, verdict: verdict, seed: seed, since: since)
    }

    func run() throws {
        if let keep { return try prune(keeping: keep) }
        let store = try ResultStore(reading: db)
        let headings = try store.headings(selection)
        if json { return try printJSON(headings, of: store) }
        guard let id = shownRun ?? headings.last?.id else { throw ResultStoreError(path: db, problem: .noRuns) }
        let stored = try store.run(id)
        var places = ["run \(id) of \(db), started \(stored.heading.started)"]
        if let csv {
            let files = try CSVExport(try ReportReader(store), reports: try ReportQuery.all()).write(run: id, to: csv)
            places.append("\(files.count) CSV files in \(csv)")
        }
        let summary = RunSummary(ending: stored.ending, repeatLine: RepeatLine.ofRun(id, in: db), places: places)
        try StandardOutput.write(RunList(headings: headings, shown: last).text() + "\n" + summary.text())
    }

    private func printJSON(_ headings: [RunHeading], of store: ResultStore) throws {
        for id in shownRun.map({ [$0] }) ?? headings.map(\.id) {
            let ending = try store.run(id).ending
            let exitCode = ending.findings.verdict.rawValue
            try StandardOutput.write(raw: RunJSON(ending: ending, exitCode: exitCode).text() + "\n")
        }
    }

    private func prune(keeping count: Int) throws {
        // A database that is not there is not made to be pruned.
        _ = try ResultStore(reading: db)
        let store = try ResultStore(writing: db)
        let removed = try store.prune(keeping: count, of: selection)
        let left = try store.headings().count
        try StandardOutput.write(
            "\(HumanUnits.counted(removed, "runs")) removed, \(HumanUnits.grouped(left)) left in \(db)\n")
    }
}
