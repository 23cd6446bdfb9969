import ArgumentParser
import Experiments
import Observation
import Results
import Scenarios
import ServicePorts
import Twin

/// `gemello size`: the best of many choices that keeps every gate, with a confidence.
struct SizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "size", abstract: "Find the best value of what can be set that keeps every gate.",
        discussion: """
            Every choice is run with the same seeds, from 0 on: a few at first, then twice as many as long as a gate \
            is undecided. The answer says how sure it is, between which values it holds, which gate binds it, and how \
            much room each has. A run that the database has already is taken from there, so that what was \
            interrupted goes on where it stopped.

            Exit codes: 0 a choice keeps every gate, 1 none does, 6 the runs could not tell, 5 the audit found a run \
            that does not repeat.
            """)

    @Argument(help: "The scenario file (YAML).")
    var scenario: String

    @Option(
        help: ArgumentHelp(
            """
            What is chosen: PATH=LOW..HIGH in natural steps, PATH=LOW..HIGH/STEPS, or PATH=V1,V2,... such as \
            services.poller.loop_time=30s..5min. May be given several times: every value with every other.
            """, valueName: "path=values"))
    var vary: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            A gate to keep, such as 'convergence.application p(95) < 2min' or 'violations.I2 == 0'; may be given \
            several times. The scenario's own when absent.
            """, valueName: "gate"))
    var keep: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Which choice is best: 'largest PATH', 'smallest PATH', 'fewest FIGURE' or 'most FIGURE'. The largest \
            duration or the smallest whole number when absent.
            """, valueName: "objective"))
    var objective: String?

    @Option(
        help: ArgumentHelp(
            "The cheapest is best, by a formula over what is varied and figures: '2 * services.proxy.replicas'.",
            valueName: "formula"))
    var cost: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How sure the answer is to be, above 0.5 and below 1.", valueName: "share"),
        transform: { text in
            guard let share = Double(text), share > 0.5, share < 1 else {
                throw ValidationError("write a share above 0.5 and below 1, such as 0.95")
            }
            return share
        })
    var confidence = 0.95

    @Option(
        help: ArgumentHelp("Runs of each choice before anything is said of it.", valueName: "n"),
        transform: OptionValue.wholeNumber(2...1_000))
    var runs = 5

    @Option(
        help: ArgumentHelp("Runs of each choice at most; what they cannot decide is undecided.", valueName: "n"),
        transform: OptionValue.wholeNumber(2...100_000))
    var runsAtMost = 40

    @Option(
        help: ArgumentHelp(
            "Of 'fewest', 'most' and a cost that runs find: the least difference that matters, in its own unit.",
            valueName: "number"))
    var indifference: Double?

    @Flag(help: "Run every choice, also where bisection would do.")
    var exhaustive = false

    @Option(
        help: ArgumentHelp("Run so many of the answer's cells once more and say whether they agree.", valueName: "n"),
        transform: OptionValue.wholeNumber(1...1_000_000))
    var audit: Int?

    @Option(
        help: ArgumentHelp(
            "Set a value of the scenario for every choice; may be given several times.", valueName: "path=value"))
    var set: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many run side by side; the cores when absent.", valueName: "j"),
        transform: OptionValue.wholeNumber(1...RunBatch.mostAtOnce))
    var jobs: Int?

    @Option(help: "How payloads travel: as values, or through the real codecs. Changes no result.")
    var wire: PayloadForm?

    @Option(help: "Which of several ready jobs goes first: in order, or a seeded choice.")
    var schedule: Scenario.Schedule?

    @Option(help: ArgumentHelp("The database that keeps the runs.", valueName: "file"))
    var db: String = ResultStore.defaultPath

    @Option(help: ArgumentHelp("Write one row a choice that was run into this file.", valueName: "file"))
    var csv: String?

    @Flag(help: "Print one JSON object on standard output, and no table.")
    var json = false

    @Flag(help: "Run every cell, also those that the database has.")
    var again = false

    @Flag(help: "Say nothing on standard error but what went wrong.")
    var quiet = false

    func validate() throws {
        guard !vary.isEmpty else {
            throw ValidationError(
                "--vary is missing: say what is chosen, such as services.poller.loop_time=30s..5min")
        }
        guard objective == nil || cost == nil else {
            throw ValidationError("--objective and --cost both say which choice is best; keep one of them")
        }
        guard runs <= runsAtMost else {
            throw ValidationError("--runs \(runs) is more than --runs-at-most \(runsAtMost); give fewer, or allow more")
        }
        guard indifference.map({ $0 > 0 && $0.isFinite }) ?? true else {
            throw ValidationError("--indifference is a number above 0")
        }
        try VariedPaths(vary: vary, set: set).check([
            ("the seeds of a sizing, which are 0, 1, 2 ...", "seed", true), ("--wire", "wire", wire != nil),
            ("--schedule", "schedule", schedule != nil),
        ])
    }

    func run() throws {
        let base = try ScenarioBase(file: scenario, settings: set)
        let search = try search(of: base.scenario)
        if let csv { try OutputFile.check(csv) }
        let store = try ResultStore(writing: db)
        let tickets = PointTickets(base, file: scenario, settings: set, wire: wire, schedule: schedule)
        let session = try SizeSession(
            search, tickets, session: CellSession(store, jobs: jobs, isQuiet: quiet),
            again: again || !CodeVersion.tellsBuildsApart, isQuiet: quiet)
        let answer = try session.run()
        var result = SizeResult(
            scenario: base.scenario.name, settings: set, answer: answer, runs: session.runs,
            cells: session.audit(of: answer))
        if let audit {
            let drawn = result.cells.drawn(audit)
            let agrees = try session.repeated(drawn.map { result.cells.cells[$0] })
            result.audited = zip(drawn, agrees).map { (cell: $0, agrees: $1) }
        }
        if let csv { try OutputFile.write(SizeCSV(size: result).text(), to: csv) }
        if json {
            try StandardOutput.write(raw: SizeJSON(size: result).text() + "\n")
        } else {
            try StandardOutput.write(SizeText(size: result, places: [store.path] + (csv.map { [$0] } ?? [])).text())
        }
        throw ExitCode(result.exitCode)
    }

    // MARK: What is asked

    private func search(of base: Scenario) throws -> SizingSearch {
        let tags = base.deployment.measureTags
        let axes = try vary.map { SizingAxis(try Variation($0, steps: .natural)) }
        let best =
            if let objective {
                try SizingObjective(reading: objective, of: axes, tags: tags)
            } else if let cost {
                try SizingObjective(cost: cost, of: axes, tags: tags)
            } else {
                try SizingObjective(usualOf: axes)
            }
        var effort = SizingEffort()
        (effort.confidence, effort.first, effort.atMost) = (confidence, runs, runsAtMost)
        (effort.isExhaustive, effort.indifference) = (exhaustive, indifference)
        return SizingSearch(
            try SizingSpace(axes, objective: best), gates: try gates(of: base, tags: tags), effort: effort)
    }

    private func gates(of base: Scenario, tags: MeasureTags) throws(Failure) -> [SeriesGate] {
        guard !keep.isEmpty || !base.gates.isEmpty else {
            throw Failure(
                "there is no gate to keep: give one, such as --keep 'convergence.application p(95) < 2min', or the "
                    + "scenario an `expect:`")
        }
        guard !keep.isEmpty else { return base.gates.map(SeriesGate.init(keeping:)) }
        var gates: [SeriesGate] = []
        for text in keep {
            let gate: SeriesGate
            do { gate = try SeriesGate(keeping: text, tags: tags) } catch {
                throw Failure("--keep '\(text)': \(error)")
            }
            guard MeasureCatalogue.definition(of: gate.gate.measure)?.kind != .cost else {
                throw Failure(
                    "--keep '\(text)': what a run costs the machine differs from run to run and is no finding")
            }
            gates.append(gate)
        }
        return gates
    }
}
