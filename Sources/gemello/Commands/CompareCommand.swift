import ArgumentParser
import Experiments
import Observation
import Results
import Statistics

/// `gemello compare`: what a change made better, worse or wrong.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare runs of two databases, two code versions or two settings.",
        discussion: """
            Runs of one scenario are paired by seed and replication. Of one pair every difference is exact; of several \
            it is a mean with its 95 % interval. BASE and NEW are databases, or baselines that --write-baseline has \
            written; without NEW both sides are in BASE, and --base and --new say which runs are meant: \
            code=VERSION (its beginning will do), PATH=VALUE as it was set, unset (nothing was), runs=A..<B. Each may \
            be given several times.

            Exit codes: 0 nothing that --fail-on names, 1 something of it, 2 refused, 5 the same program, scenario \
            and seed gave different runs, 6 a --fail-on is undecided (with --on-undecided 6).
            """)

    @Argument(help: ArgumentHelp("A database or a baseline.", valueName: "base"))
    var basePath: String

    @Argument(help: ArgumentHelp("What is compared with it; BASE when absent.", valueName: "new"))
    var newPath: String?

    @Option(help: ArgumentHelp("Which runs are the base.", valueName: "which"))
    var base: [String] = []

    @Option(help: ArgumentHelp("Which runs are compared with them.", valueName: "which"))
    var new: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            What must not be: 'MEASURE worse 5%', 'MEASURE worse', 'MEASURE differs', 'differs' (anything at all) or \
            'finding new'. May be given several times.
            """, valueName: "rule"))
    var failOn: [String] = []

    @Option(
        help: ArgumentHelp(
            "What a --fail-on that the pairs cannot decide does to the exit code: pass, fail (1), or 6.",
            valueName: "what"))
    var onUndecided: UndecidedPolicy = .pass

    @Flag(help: "Tell what changed for the payments of pairs that differ: which life lines, from which instant on.")
    var story = false

    @Option(help: ArgumentHelp("Write every figure as a CSV file.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Write rules and findings as JUnit XML.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write figures that differ as OpenMetrics text.", valueName: "file"))
    var openmetrics: String?

    @Flag(help: "Print one JSON object on standard output, and nothing else.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Compare nothing: write what the runs of BASE found into a small text file to compare with later.",
            valueName: "file"))
    var writeBaseline: String?

    func validate() throws {
        if writeBaseline != nil {
            let excluded = newPath != nil || !new.isEmpty || !failOn.isEmpty || story || json
            guard !excluded, csv == nil, junit == nil, openmetrics == nil else {
                throw ValidationError(
                    "--write-baseline compares nothing: give it one database, and --base where only some runs are meant"
                )
            }
        }
        let paths = [csv, junit, openmetrics].compactMap(\.self)
        guard Set(paths).count == paths.count else {
            throw ValidationError("two reports cannot be one file; give each its own")
        }
    }

    func run() throws {
        if let writeBaseline { return try keep(to: writeBaseline) }
        let rules = try failOn.map { text throws(ComparisonRefusal) in try ComparisonRule(reading: text) }
        for path in [csv, junit, openmetrics] { if let path { try OutputFile.check(path) } }
        let result = try CompareSession(
            base: basePath, new: newPath, selectingBase: base, selectingNew: new, tellsStories: story
        ).run(rules, onUndecided)
        if let csv { try OutputFile.write(CompareCSV(comparison: result.comparison).text(), to: csv) }
        if let junit { try OutputFile.write(CompareJUnit(result: result).text(), to: junit) }
        if let openmetrics {
            try OutputFile.write(CompareMetrics(comparison: result.comparison).text(), to: openmetrics)
        }
        if json {
            try StandardOutput.write(raw: CompareJSON(result: result).text() + "\n")
        } else {
            try StandardOutput.write(CompareText(result: result).text())
        }
        throw ExitCode(result.exitCode)
    }

    /// Writes a baseline, and says how much is in it.
    private func keep(to path: String) throws {
        try OutputFile.check(path)
        let file = try ComparedFile(reading: basePath)
        let side = try CompareSession.side(file, base, option: "--base")
        guard side.contradictions.isEmpty else {
            throw Failure(
                exitCode: Verdict.crashed.rawValue,
                "\(basePath): runs of one cell differ, so that there is no baseline; `gemello compare` names them")
        }
        let text: String
        do { text = try BaselineText.text(of: side.runs) } catch { throw Failure("\(basePath): \(error)") }
        try OutputFile.write(text, to: path)
        let scenarios = Set(side.runs.map(\.scenario)).count
        try StandardOutput.write(
            "baseline of \(HumanUnits.counted(side.runs.count, "runs")) of "
                + "\(HumanUnits.counted(scenarios, "scenarios")) in \(path)\n")
    }
}
