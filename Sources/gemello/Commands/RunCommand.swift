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

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Seed of every random stream; the scenario's own when absent.", valueName: "n"),
        transform: OptionValue.wholeNumber(0...UInt64.max))
    var seed: UInt64?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Run every seed from A on, B not included (A...B: B too).", valueName: "A..<B"),
        transform: { argument in
            do { return try SeedRange(argument) } catch { throw ValidationError("\(error)") }
        })
    var seeds: SeedRange?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Which of the independent repetitions of a seed.", valueName: "n"),
        transform: OptionValue.wholeNumber(0...UInt64.max))
    var replication: UInt64?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Run so many repetitions of each seed, numbered from 0.", valueName: "r"),
        transform: OptionValue.wholeNumber(1...1_000_000))
    var replications: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many run side by side; the cores when absent.", valueName: "j"),
        transform: OptionValue.wholeNumber(1...RunBatch.mostAtOnce))
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

    @Option(
        help: ArgumentHelp(
            "Write every HTTP call as NDJSON, a file for each host, into this folder.",
            valueName: "dir"))
    var http: String?

    @Option(
        help: ArgumentHelp(
            "Write the story of the first finding of each promise, as Markdown and as a drawing, into this folder.",
            valueName: "dir"))
    var storyOfFindings: String?

    @OptionGroup(title: "Reports for CI") var reports: ReportFiles

    @Option(
        help: ArgumentHelp(
            """
            What a gate that the runs cannot decide does to the exit code where nothing worse does: pass (0), fail \
            (1, as a missed one), or 6, a code of its own.
            """, valueName: "pass|fail|6"))
    var onUndecided = UndecidedPolicy.pass

    @Flag(
        help: """
            Run every seed of --seeds or --replications. Without it, a run that the database has of the same scenario, \
            settings, seed, replication, wire, schedule and program is taken from there, unless files are asked for.
            """)
    var again = false

    @Flag(help: "Run twice and name the first difference, if there is one.")
    var verify = false

    @Flag(
        help: ArgumentHelp(
            """
            Print one JSON object a run on standard output, and no summary; with --seeds one more says what all came \
            to, with intervals. Before the run its ticket goes to standard error as one line of JSON, which \
            `gemello replay --ticket` takes; with --seeds that of the first.
            """))
    var json = false

    @Flag(help: "Say nothing on standard error but what went wrong and, with --json, the ticket.")
    var quiet = false

    func validate() throws {
        guard seeds == nil || seed == nil else { throw ValidationError("--seed and --seeds exclude each other") }
        guard replication == nil || replications == nil else {
            throw ValidationError("--replication and --replications exclude each other")
        }
        for (option, isGiven) in [("--jobs", jobs != nil), ("--again", again)] where isGiven && !isSeries {
            throw ValidationError("\(option) is of use with --seeds or --replications only")
        }
        do { _ = try series(of: 0) } catch { throw ValidationError("\(error)") }
        let options = [
            ("--seed", "seed", seed != nil), ("--seeds", "seed", seeds != nil), ("--wire", "wire", wire != nil),
            ("--schedule", "schedule", schedule != nil),
        ]
        for (option, path, isGiven) in options where isGiven {
            guard let setting = set.first(where: { $0.hasPrefix("\(path)=") }) else { continue }
            throw ValidationError("\(option) and --set \(setting) say the same thing twice; keep one of them")
        }
    }

    private var isSeries: Bool { seeds != nil || replications != nil }

    /// Whether a run leaves something behind that no database has.
    private var wantsRunsOfItsOwn: Bool {
        again || verify || csv != nil || topics != nil || http != nil || storyOfFindings != nil
    }

    /// Nil for a run alone.
    /// - Parameter seed: where no range is given.
    private func series(of seed: UInt64) throws(SeedRange.Refusal) -> RunSeries? {
        guard isSeries else { return nil }
        return try RunSeries(
            seeds ?? SeedRange(only: seed), replications: replications ?? 1, from: replication ?? 0)
    }

    func run() throws {
        let ticket = RunTicket(
            try Scenario(file: scenario, settings: set), file: scenario, settings: set, seed: seeds?[0] ?? seed,
            replication: replication ?? 0, wire: wire, schedule: schedule, codeVersion: CodeVersion.current())
        let series = try series(of: ticket.seed)
        try reports.check()
        let keeper = try RunKeeper(
            db: db, csv: csv, topics: topics, calls: http, stories: storyOfFindings, series: series, verifies: verify)
        let style = RunSession.Style(
            isJSON: json, isQuiet: quiet, verifies: verify, topics: topics, calls: http, undecided: onUndecided)
        let repeatLine = { @Sendable [db, verify] in RepeatLine.ofFile($0, in: db, verifies: verify) }
        let words = RunSession.Words(
            places: keeper.places, kept: { keeper.kept },
            interrupted: {
                keeper.interrupted(ended: $0, of: series?.count ?? 1, repeatLine: repeatLine(ticket))
            }, repeatLine: repeatLine)
        let known =
            try wantsRunsOfItsOwn || !CodeVersion.tellsBuildsApart
            ? nil
            : series.map {
                try keeper.known(of: ticket, in: $0)
            }
        let reports = self.reports.paths.isEmpty ? nil : CIReports(self.reports, of: series)
        try RunSession(
            series: series, style: style, words: words, known: known, reports: reports, keep: keeper.keep
        ).run(ticket, jobs: jobs)
    }
}

extension PayloadForm: ExpressibleByArgument {}
extension Scenario.Schedule: ExpressibleByArgument {}
