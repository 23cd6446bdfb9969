import ArgumentParser
import Foundation
import Results
import Scenarios
import Twin

/// `gemello run`: one scenario, one seed or many, from the file to the verdict.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a scenario and say whether its promises held, with figures.")

    @Argument(help: "The scenario file (YAML).")
    var scenario: String

    @Option(help: ArgumentHelp("Seed of every random stream; the scenario's own when absent.", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp("Run every seed from A on, B not included (A...B: B too).", valueName: "A..<B"),
        transform: { try SeedRange($0) })
    var seeds: SeedRange?

    @Option(help: ArgumentHelp("How many seeds run side by side; the cores when absent.", valueName: "j"))
    var jobs: Int?

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

    @Flag(help: "Print one JSON object a seed on standard output, and no summary.")
    var json = false

    @Flag(help: "Show no progress on standard error.")
    var quiet = false

    func validate() throws {
        guard seeds == nil || seed == nil else { throw ValidationError("--seed and --seeds exclude each other") }
        guard let jobs else { return }
        guard seeds != nil else { throw ValidationError("--jobs is of use with --seeds only") }
        guard 1...SeedRuns.mostJobs ~= jobs else {
            throw ValidationError("--jobs is 1 to \(SeedRuns.mostJobs): more simulations cannot be told apart")
        }
    }

    func run() throws {
        let scenario = try Scenario(file: scenario, settings: set)
        let reports = csv == nil ? [] : try ReportQuery.all()
        if let csv { try CSVExport.prepare(folder: csv) }
        let store = try ResultStore(writing: db)
        if let seeds { return try SeedRuns(self, seeds: seeds, store: store, reports: reports).run(scenario) }
        let repeatLine = repeatLine(seed: seed ?? scenario.seed)
        let provenance = RunProvenance(
            started: Date().formatted(.iso8601), codeVersion: CodeVersion.current(), repeatLine: repeatLine)
        let outcome: RunOutcome
        do {
            outcome = try simulate(scenario)
        } catch let error as TwinRunError {
            throw failure(error, repeatLine: repeatLine, runsKept: try store.headings().count)
        }
        try conclude(outcome, provenance, store, reports)
    }

    /// The command line that gives one run again: what decides it, and not where its results go.
    func repeatLine(seed: UInt64) -> String { repeatLines()(seed) }

    /// `repeatLine` for other threads.
    func repeatLines() -> @Sendable (UInt64) -> String {
        var settings: [String] = []
        for setting in set { settings += ["--set", setting] }
        if let wire { settings += ["--wire", wire.rawValue] }
        if let schedule { settings += ["--schedule", schedule.rawValue] }
        return { [scenario, settings] seed in
            CommandLineText.text(of: ["gemello", "run", scenario, "--seed", String(seed)] + settings)
        }
    }

    // MARK: Running

    private func simulate(_ scenario: Scenario) throws -> RunOutcome {
        let status = quiet ? nil : StatusLine()
        defer { status?.clear() }
        Interruption.listen()
        var options = RunOptions(
            wire: wire, schedule: schedule, topicsDirectory: topics, cancellation: Interruption.cancellation)
        if let status {
            options.progress = { progress in
                status.show { ProgressLine(progress: progress, wallSeconds: $0).text(columns: $1) }
            }
        }
        let run = TwinRun(scenario: scenario, seed: seed, options: options)
        TrapNote.listen()
        return try TrapNote.during("repeat it with `\(repeatLine(seed: run.seed))`") {
            try verify ? run.verify() : run.run()
        }
    }

    static func exitCode(of error: TwinRunError) -> Int32 {
        switch error {
        case .cancelled: Interruption.exitCode
        case .topicDump, .refused: Failure.refused
        case .serviceEnded, .determinismLeak, .notRepeatable: Failure.crashed
        }
    }

    private func failure(_ error: TwinRunError, repeatLine: String, runsKept: Int) -> Failure {
        switch error {
        case .cancelled:
            Failure(
                exitCode: Self.exitCode(of: error),
                "interrupted: nothing of this run was kept\(Self.runsBefore(runsKept, in: db)); "
                    + "repeat it with `\(repeatLine)`")
        case .topicDump, .refused:
            Failure(exitCode: Self.exitCode(of: error), "\(scenario): \(error)")
        case .serviceEnded, .determinismLeak, .notRepeatable:
            Failure(exitCode: Self.exitCode(of: error), "\(scenario): \(error); repeat it with `\(repeatLine)`")
        }
    }

    private static func runsBefore(_ count: Int, in database: String) -> String {
        switch count {
        case 0: ""
        case 1: ", the 1 run before it is whole in \(database)"
        default: ", the \(count) runs before it are whole in \(database)"
        }
    }

    // MARK: Results

    /// Stores first and prints then, so that a closed pipe costs no result.
    private func conclude(
        _ outcome: RunOutcome, _ provenance: RunProvenance, _ store: ResultStore, _ reports: [ReportQuery]
    ) throws {
        var trouble: ResultStoreError?
        var places: [String] = []
        do throws(ResultStoreError) {
            let id = try store.append(outcome, from: provenance)
            places.append("run \(id) of \(db)")
            if let csv {
                let files = try CSVExport(store: store, reports: reports).write(run: id, to: csv)
                places.append("\(files.count) CSV files in \(csv)")
            }
        } catch {
            trouble = error
            places.append("not all were kept, see the error")
        }
        if let topics { places.append("topics in \(topics)") }
        let exitCode = trouble == nil ? outcome.verdict.rawValue : Failure.refused
        if json {
            print(RunJSON(outcome: outcome, exitCode: exitCode).text())
        } else {
            let summary = RunSummary(
                outcome: outcome, repeatLine: provenance.repeatLine, isVerified: verify, places: places)
            print(summary.text(), terminator: "")
        }
        if let trouble { throw trouble }
        if Interruption.cancellation.isCancelled {
            throw Failure(
                exitCode: Interruption.exitCode, "interrupted when the run was over: all of it is kept in \(db)")
        }
        throw ExitCode(exitCode)
    }
}

extension Scenario.Wire: ExpressibleByArgument {}
extension Scenario.Schedule: ExpressibleByArgument {}
