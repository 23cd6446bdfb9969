import ArgumentParser
import Experiments
import Foundation
import Results
import Scenarios
import ServicePorts
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
        transform: { argument in
            do { return try SeedRange(argument) } catch { throw ValidationError("\(error)") }
        })
    var seeds: SeedRange?

    @Option(help: ArgumentHelp("Which of the independent repetitions of a seed.", valueName: "n"))
    var replication: UInt64 = 0

    @Option(help: ArgumentHelp("How many seeds run side by side; the cores when absent.", valueName: "j"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "Set a value of the scenario, such as services.poller.loop_time=45s; may be given several times.",
            valueName: "path=value"))
    var set: [String] = []

    @Option(help: "How payloads travel: as values, or through the real codecs. Changes no result.")
    var wire: PayloadForm?

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

    @Flag(help: "Say nothing on standard error but what went wrong.")
    var quiet = false

    func validate() throws {
        guard seeds == nil || seed == nil else { throw ValidationError("--seed and --seeds exclude each other") }
        guard let jobs else { return }
        guard seeds != nil else { throw ValidationError("--jobs is of use with --seeds only") }
        guard 1...RunBatch.mostAtOnce ~= jobs else {
            throw ValidationError("--jobs is 1 to \(RunBatch.mostAtOnce): more simulations cannot be told apart")
        }
    }

    func run() throws {
        let ticket = RunTicket(
            try Scenario(file: scenario, settings: set), file: scenario, settings: set, seed: seeds?[0] ?? seed,
            replication: replication, wire: wire, schedule: schedule, codeVersion: CodeVersion.current())
        let keeper = try RunKeeper(db: db, csv: csv, isOneRun: seeds == nil, verifies: verify)
        let style = RunSession.Style(isJSON: json, isQuiet: quiet, verifies: verify, topics: topics)
        let session = RunSession(seeds: seeds, style: style) { ending, started in
            var kept = try keeper.keep(ending, started: started)
            if let topics { kept.places.append("topics in \(topics)") }
            return kept
        }
        try session.run(ticket, jobs: jobs, places: { keeper.places(topics: topics) }) { ended in
            keeper.interrupted(
                ended: ended, of: seeds?.count ?? 1, repeatLine: RepeatLine.ofFile(ticket, verifies: verify))
        }
    }
}

extension PayloadForm: ExpressibleByArgument {}
extension Scenario.Schedule: ExpressibleByArgument {}
