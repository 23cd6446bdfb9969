import ArgumentParser
import Results

/// `gemello report`: what a database holds, and the figures of one of its runs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "List the runs of a database and show the figures of one.")

    @Argument(help: "The database.")
    var db: String = ResultStore.defaultPath

    @Option(
        name: .customLong("run"), help: ArgumentHelp("The run to show; the last one when absent.", valueName: "id"))
    var shownRun: Int64?

    @Option(help: ArgumentHelp("Write each report of that run as a CSV file into this folder.", valueName: "dir"))
    var csv: String?

    func run() throws {
        let store = try ResultStore(reading: db)
        let headings = try store.headings()
        guard let id = shownRun ?? headings.last?.id else {
            throw Failure(ResultStoreError(path: db, problem: .noRuns).description)
        }
        let stored = try store.run(id)
        var places = ["run \(id) of \(db), started \(stored.heading.provenance.started)"]
        if let csv {
            let reports = try ReportQuery.all()
            let files = try CSVExport(store: store, reports: reports).write(run: id, to: csv)
            places.append("\(files.count) CSV files in \(csv)")
        }
        print(RunList(headings: headings).text())
        let summary = RunSummary(
            outcome: stored.outcome, repeatLine: stored.heading.provenance.repeatLine, places: places)
        print(summary.text(), terminator: "")
    }
}
