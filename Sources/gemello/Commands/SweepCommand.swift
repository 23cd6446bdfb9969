import ArgumentParser
import Experiments
import Foundation
import Observation
import Results
import Scenarios
import ServicePorts
import Twin

/// `gemello sweep`: a scenario at many points, each run with the same seeds.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Run a scenario with many values of what can be set, and compare.",
        discussion: """
            Several --vary make a grid: every value with every other; with --sample a Latin hypercube; with --around \
            each is varied alone, and a tornado shows which moves the figures most. Every point is run with the same \
            seeds, so that points differ by what was set. A run that the database has already is taken from there: \
            what was interrupted goes on where it stopped, and shards that share a database add up.

            An array task of Slurm, a job of GitLab's `parallel` and a pod of an indexed job of Kubernetes (which is \
            to be told JOB_COMPLETION_COUNT) take their shard from the environment. A shard whose cells have all \
            run ends with 0, whatever they came to, so that engines do not repeat it; `gemello merge` joins databases.
            """)

    @Argument(help: "The scenario file (YAML).")
    var scenario: String

    @Option(
        help: ArgumentHelp(
            """
            What is varied: PATH=V1,V2,... or PATH=LOW..HIGH/STEPS with so many values from end to end, such as \
            services.poller.loop_time=30s..3min/6; with --sample PATH=LOW..HIGH. May be given several times.
            """, valueName: "path=values"))
    var vary: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Draw so many points instead of all combinations: a Latin hypercube.", valueName: "n"),
        transform: OptionValue.wholeNumber(2...SweepDesign.pointsMax))
    var sample: Int?

    @Flag(help: "Vary each alone around the scenario as it is, and show which moves the figures most.")
    var around = false

    @Option(
        help: ArgumentHelp(
            "Set a value of the scenario at every point; may be given several times.", valueName: "path=value"))
    var set: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The seeds of every point; 0..<5 when absent.", valueName: "A..<B"),
        transform: { argument in
            do { return try SeedRange(argument) } catch { throw ValidationError("\(error)") }
        })
    var seeds: SeedRange?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Run so many repetitions of each seed, numbered from 0.", valueName: "r"),
        transform: OptionValue.wholeNumber(1...1_000_000))
    var replications = 1

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many run side by side; the cores when absent.", valueName: "j"),
        transform: OptionValue.wholeNumber(1...RunBatch.mostAtOnce))
    var jobs: Int?

    @Option(
        help: ArgumentHelp("Run only the cells of one of N shards, the first being 1/N.", valueName: "i/n"),
        transform: { argument in
            guard let shard = Shard(argument) else { throw ValidationError("write I/N with I from 1 to N") }
            return shard
        })
    var shard: Shard?

    @Option(
        help: ArgumentHelp(
            """
            A figure to compare, such as 'convergence.page p(99)' or poller.calls; may be given several times. A few \
            that matter when absent.
            """, valueName: "name agg"))
    var measure: [String] = []

    @Option(help: "How payloads travel: as values, or through the real codecs. Changes no result.")
    var wire: PayloadForm?

    @Option(help: "Which of several ready jobs goes first: in order, or a seeded choice.")
    var schedule: Scenario.Schedule?

    @Option(help: ArgumentHelp("The database that keeps the runs.", valueName: "file"))
    var db: String = ResultStore.defaultPath

    @Option(help: ArgumentHelp("Write one row a point into this file.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Write a suite of tests a point, as JUnit XML, into this file.", valueName: "file"))
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "What a gate that the runs of a point cannot decide does to the exit code: pass (0), fail (1), or 6.",
            valueName: "pass|fail|6"))
    var onUndecided = UndecidedPolicy.pass

    @Flag(help: "Print one JSON object a point on standard output, and no table.")
    var json = false

    @Flag(help: "Run every cell, also those that the database has.")
    var again = false

    @Flag(help: "Say nothing on standard error but what went wrong.")
    var quiet = false

    /// The figures that are compared unless others are named.
    private static let usualFigures = [
        "poller.calls", "poller.overrun_share", "poller.checks_per_payment avg", "convergence.pay_link p(95)",
        "convergence.application p(95)", "violations.liveness", "violations.safety",
    ]

    func validate() throws {
        guard !vary.isEmpty else {
            throw ValidationError("--vary is missing: say what is varied, such as services.poller.loop_time=45s,90s")
        }
        guard sample == nil || !around else { throw ValidationError("--sample and --around exclude each other") }
        guard tables.isEmpty || shard == nil else { throw ValidationError(partOfEachPoint) }
        try VariedPaths(vary: vary, set: set).check([
            ("--seeds", "seed", true), ("--wire", "wire", wire != nil), ("--schedule", "schedule", schedule != nil),
        ])
        do { _ = try series() } catch { throw ValidationError("\(error)") }
    }

    /// The options of files that have a row or a suite a point.
    private var tables: [String] { (csv == nil ? [] : ["--csv"]) + (junit == nil ? [] : ["--junit"]) }

    private var partOfEachPoint: String {
        "a shard has a part of each point only; leave out \(tables.joined(separator: " and ")) until all have run"
    }

    private func series() throws(SeedRange.Refusal) -> RunSeries {
        let seeds = if let seeds { seeds } else { try SeedRange("0..<5") }
        return try RunSeries(seeds, replications: replications)
    }

    func run() throws {
        let base = try ScenarioBase(file: scenario, settings: set)
        let figures = try figures(of: base.scenario)
        let given = try shard == nil ? Shard.given(by: ProcessInfo.processInfo.environment) : nil
        let plan = try plan(of: base, shard: shard ?? given?.shard ?? .whole)
        for file in [csv, junit] { if let file { try OutputFile.check(file) } }
        if let given, !quiet {
            StandardError.report("shard \(given.shard.text), as \(given.variables) say")
            if !tables.isEmpty { throw Failure(partOfEachPoint) }
        }
        let store = try ResultStore(writing: db)
        try store.note(stored(plan), shard: plan.shard.number)
        let session = SweepSession(plan, figures: figures, store: store, isQuiet: quiet)
        let tally = try session.run(jobs: jobs, again: again || !CodeVersion.tellsBuildsApart)
        let sweep = SweepResult(
            scenario: base.scenario.name, settings: set, plan: plan, tally: tally, isAround: around,
            undecided: onUndecided)
        try tell(sweep, of: store)
        throw ExitCode(sweep.exitCode)
    }

    /// What the database remembers, so that the parts of it can be joined.
    private func stored(_ plan: SweepPlan) -> StoredSweep {
        var words = ["gemello", "sweep", RepeatLine.path(scenario)]
        words += vary.flatMap { ["--vary", $0] } + set.flatMap { ["--set", $0] }
        if let sample { words += ["--sample", String(sample)] }
        if around { words.append("--around") }
        words += ["--seeds", plan.series.seeds.text]
        if replications > 1 { words += ["--replications", String(replications)] }
        if let wire { words += ["--wire", wire.rawValue] }
        if let schedule { words += ["--schedule", schedule.rawValue] }
        return StoredSweep(
            command: words,
            blocks: (0..<plan.blockCount).map { .init(of: CellGroup(of: plan.ticket(ofBlock: $0))) },
            seeds: plan.series.seeds.first...plan.series.seeds.last, replications: replications,
            codeVersion: CodeVersion.current(), shards: plan.shard.count)
    }

    private func tell(_ sweep: SweepResult, of store: ResultStore) throws {
        guard sweep.plan.shard == .whole else {
            let shard = SweepShard(sweep: sweep, database: store.path)
            return try json ? StandardOutput.write(raw: shard.json() + "\n") : StandardOutput.write(shard.text())
        }
        if let csv { try OutputFile.write(SweepCSV(sweep: sweep).text(), to: csv) }
        if let junit { try OutputFile.write(SweepJUnit(sweep: sweep).text(), to: junit) }
        if json {
            try StandardOutput.write(raw: SweepJSON(sweep: sweep).text())
        } else {
            let text = SweepText(sweep: sweep, places: [store.path] + [csv, junit].compactMap(\.self)).text()
            try StandardOutput.write(text)
        }
    }

    // MARK: What is asked

    private func figures(of base: Scenario) throws(Failure) -> [MeasuredFigure] {
        var figures: [MeasuredFigure] = []
        for name in measure.isEmpty ? Self.usualFigures : measure {
            let figure: MeasuredFigure
            do { figure = try MeasuredFigure(reading: name, tags: base.deployment.measureTags) } catch {
                throw Failure("--measure '\(name)': \(error)")
            }
            guard MeasureCatalogue.definition(of: figure.measure)?.kind != .cost else {
                throw Failure(
                    "--measure '\(name)': what a run costs the machine differs from run to run and is no finding; "
                        + "`gemello run --json` tells it of each run")
            }
            if !figures.contains(figure) { figures.append(figure) }
        }
        return figures
    }

    private func plan(of base: ScenarioBase, shard: Shard) throws -> SweepPlan {
        let variations = try vary.map { try Variation($0, steps: sample == nil ? .written : .drawn) }
        let points =
            if let sample {
                SweepDesign.latinHypercube(variations, count: sample)
            } else if around {
                SweepDesign.around(variations)
            } else {
                try SweepDesign.grid(variations)
            }
        let series = try series()
        let tickets = PointTickets(base, file: scenario, settings: set, wire: wire, schedule: schedule)
        return try SweepPlan(points, series: series, shard: shard) { number, point in
            try tickets.ticket(point.settings, number: number, of: points.count, seed: series[0].seed)
        }
    }
}
