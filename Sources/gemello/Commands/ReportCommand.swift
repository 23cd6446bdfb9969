import ArgumentParser
import Foundation
import Observation
import Results
import Statistics

/// `gemello report`: what a database holds, and the figures of one of its runs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "List the runs of a database and show the figures of one.",
        discussion: """
            Where no run is meant, because the database has none or none fits the filters, nothing goes to standard \
            output, with --json too, and the exit code is 2; pruning a database that has no runs is no mistake.
            """)

    @Argument(help: ArgumentHelp("The database; Reports/gemello.sqlite when absent.", valueName: "db"))
    var path: String?

    @Option(help: ArgumentHelp("The database, as `gemello run` takes it.", valueName: "file"))
    var db: String?

    @Option(
        name: .customLong("run"), parsing: .unconditional,
        help: ArgumentHelp("The run to show; the last one when absent.", valueName: "id"),
        transform: OptionValue.wholeNumber(1...Int64.max))
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

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Only runs with this seed.", valueName: "n"),
        transform: OptionValue.wholeNumber(0...UInt64.max))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Only runs that began then or later: 2026-03-01, or 2026-03-01T08:00:00Z.", valueName: "instant"),
        transform: OptionValue.instant)
    var since: Date?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How many of the runs are listed, the last ones: 10 when absent, and all with --json.", valueName: "n"),
        transform: OptionValue.wholeNumber(1...Int.max))
    var last: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Remove all but the last N of these runs from the database.", valueName: "n"),
        transform: OptionValue.wholeNumber(0...Int.max))
    var keep: Int?

    @Option(help: ArgumentHelp("Write each report of the shown run as a CSV file into this folder.", valueName: "dir"))
    var csv: String?

    @Flag(help: "Print these runs as `gemello run --json` did, one JSON object a line, and nothing else.")
    var json = false

    func validate() throws {
        guard path == nil || db == nil else {
            throw ValidationError("the database is given twice; keep one of the two")
        }
        guard keep == nil || (shownRun == nil && last == nil && csv == nil && !json) else {
            throw ValidationError("--keep removes runs and shows none: --run, --last, --csv and --json exclude it")
        }
        guard !json || csv == nil else { throw ValidationError("--json prints and nothing else: it excludes --csv") }
        guard !json || shownRun == nil || last == nil else {
            throw ValidationError("with --json, --run is one run and --last are several; keep one of the two")
        }
    }

    private var database: String { db ?? path ?? ResultStore.defaultPath }

    private var selection: RunSelection {
        RunSelection(scenario: scenario, verdict: verdict, seed: seed, since: since)
    }

    func run() throws {
        if let keep { return try prune(keeping: keep) }
        let store = try ResultStore(reading: database)
        let headings = try meant(in: store)
        if json { return try printJSON(headings, of: store) }
        guard let id = shownRun ?? headings.last?.id else { preconditionFailure("Some run is meant.") }
        let stored = try store.run(id)
        var places = ["run \(id) of \(database), started \(stored.heading.started)"]
        if let csv {
            let files = try CSVExport(try ReportReader(store), reports: try ReportQuery.all()).write(run: id, to: csv)
            places.append("\(files.count) CSV files in \(csv)")
        }
        let summary = RunSummary(ending: stored.ending, repeatLine: RepeatLine.ofRun(id, in: database), places: places)
        try StandardOutput.write(RunList(headings: headings, shown: last ?? 10).text() + "\n" + summary.text())
    }

    /// The runs that fit the filters, at least one, `--run` among them.
    private func meant(in store: ResultStore) throws -> [RunHeading] {
        let all = try store.headings()
        let meant = all.filter(selection.takes)
        if let shownRun, !meant.contains(where: { $0.id == shownRun }) {
            let isThere = all.contains { $0.id == shownRun }
            throw ResultStoreError(path: database, problem: isThere ? .notMeant(shownRun, selection) : .noRun(shownRun))
        }
        if all.isEmpty { throw ResultStoreError(path: database, problem: .noRuns) }
        if meant.isEmpty { throw ResultStoreError(path: database, problem: .noMatch(selection, runs: all.count)) }
        return meant
    }

    private func printJSON(_ headings: [RunHeading], of store: ResultStore) throws {
        for id in shownRun.map({ [$0] }) ?? headings.suffix(last ?? headings.count).map(\.id) {
            let ending = try store.run(id).ending
            let exitCode = ending.findings.verdict.rawValue
            try StandardOutput.write(raw: RunJSON(ending: ending, exitCode: exitCode).text() + "\n")
        }
    }

    private func prune(keeping count: Int) throws {
        // A database that is not there is not made to be pruned.
        let reader = try ResultStore(reading: database)
        if !selection.isAll { _ = try meant(in: reader) }
        let store = try ResultStore(writing: database)
        let removed = try store.prune(keeping: count, of: selection)
        let left = try store.headings().count
        try StandardOutput.write(
            "\(HumanUnits.counted(removed, "runs")) removed, \(HumanUnits.grouped(left)) left in \(database)\n")
    }
}
