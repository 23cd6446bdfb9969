import ArgumentParser
import Foundation
import Results
import Twin

/// `gemello run`: one scenario, one seed, from the file to the verdict.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a scenario and say whether its promises held, with figures.")

    @Argument(help: "The scenario file (YAML).")
    var scenario: String

    @Option(help: ArgumentHelp("Seed of every random stream; the scenario's own when absent.", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Set a value of the scenario, such as services.poller.loop_time=45s; may be given several times.",
            valueName: "path=value"))
    var set: [String] = []

    @Option(help: "How payloads travel: as values, or through the real codecs. Changes no result.")
    var wire: Scenario.Wire?

    @Option(help: "Which of several ready jobs goes first: in order, or a seeded choice.")
    var schedule: Scenario.Schedule?

    @Option(help: ArgumentHelp("The database that keeps the run.", valueName: "file"))
    var db: String = ResultStore.defaultPath

    @Option(help: ArgumentHelp("Write each report as a CSV file into this folder.", valueName: "dir"))
    var csv: String?

    @Option(help: ArgumentHelp("Write each topic as NDJSON, as kcat prints it, into this folder.", valueName: "dir"))
    var topics: String?

    @Flag(help: "Run twice and name the first difference, if there is one.")
    var verify = false

    @Flag(help: "Print one JSON object on standard output instead of the summary.")
    var json = false

    @Flag(help: "Show no progress on standard error.")
    var quiet = false

    func run() throws {
        let scenario = try Refusing.run { () throws(ScenarioError) in try Scenario(file: scenario, settings: set) }
        let reports = csv == nil ? [] : try Refusing.run { () throws(ResultStoreError) in try ReportQuery.all() }
        let store = try Refusing.run { () throws(ResultStoreError) in try ResultStore(writing: db) }
        let provenance = RunProvenance(
            started: Date().formatted(.iso8601), codeVersion: CodeVersion.current(),
            repeatLine: repeatLine(seed: seed ?? scenario.seed))
        let outcome = try simulate(scenario, keptIn: store)
        try conclude(outcome, provenance, store, reports)
    }

    /// The command line that gives this run again: what decides it, and not where its results go.
    private func repeatLine(seed: UInt64) -> String {
        var words = ["gemello", "run", scenario, "--seed", String(seed)]
        for setting in set { words += ["--set", setting] }
        if let wire { words += ["--wire", wire.rawValue] }
        if let schedule { words += ["--schedule", schedule.rawValue] }
        return CommandLineText.text(of: words)
    }

    // MARK: Running

    private func simulate(_ scenario: Scenario, keptIn store: ResultStore) throws -> RunOutcome {
        let progress = quiet ? nil : Progress()
        defer { progress?.finish() }
        Interruption.listen()
        let options = RunOptions(
            wire: wire, schedule: schedule, topicsDirectory: topics,
            progress: progress.map { progress in
                {
                    progress.update(
                        virtualSeconds: $0.virtualTime / .seconds(1), share: $0.share, events: $0.events,
                        pending: $0.openPayments)
                }
            },
            cancellation: Interruption.cancellation)
        let run = TwinRun(scenario: scenario, seed: seed, options: options)
        do {
            return try verify ? run.verify() : run.run()
        } catch {
            progress?.finish()
            throw try failure(error, keptIn: store)
        }
    }

    private func failure(_ error: TwinRunError, keptIn store: ResultStore) throws -> Failure {
        switch error {
        case .cancelled:
            let kept = try Refusing.run { () throws(ResultStoreError) in try store.headings().count }
            return Failure(
                exitCode: Interruption.exitCode,
                "interrupted: nothing of this run was kept, the \(kept) runs before it are whole in \(db); "
                    + "repeat it with `\(repeatLine(seed: seed ?? 0))`")
        case .topicDump, .refused:
            return Failure("\(scenario): \(error)")
        case .serviceEnded, .determinismLeak, .notRepeatable:
            return Failure(exitCode: Failure.crashed, "\(scenario): \(error)")
        }
    }

    // MARK: Results

    /// Stores first and prints then, so that a closed pipe costs no result.
    private func conclude(
        _ outcome: RunOutcome, _ provenance: RunProvenance, _ store: ResultStore, _ reports: [ReportQuery]
    ) throws {
        var trouble: Failure?
        var places: [String] = []
        do {
            let id = try Refusing.run { () throws(ResultStoreError) in try store.append(outcome, from: provenance) }
            places.append("run \(id) of \(db)")
            if let csv {
                let files = try Refusing.run { () throws(ResultStoreError) in
                    try CSVExport(store: store, reports: reports).write(run: id, to: csv)
                }
                places.append("\(files.count) CSV files in \(csv)")
            }
        } catch let failure as Failure {
            trouble = failure
            places.append("not kept, see the error")
        }
        if let topics { places.append("topics in \(topics)") }
        let exitCode = trouble?.exitCode ?? outcome.verdict.rawValue
        print(
            json
                ? RunJSON(outcome: outcome, exitCode: exitCode).text()
                : RunSummary(outcome: outcome, repeatLine: provenance.repeatLine, places: places).text(),
            terminator: json ? "\n" : "")
        if let trouble { throw trouble }
        if Interruption.cancellation.isCancelled {
            throw Failure(
                exitCode: Interruption.exitCode, "interrupted at the end of the run: all of it was kept in \(db)")
        }
        throw ExitCode(exitCode)
    }
}

extension Scenario.Wire: ExpressibleByArgument {}
extension Scenario.Schedule: ExpressibleByArgument {}
