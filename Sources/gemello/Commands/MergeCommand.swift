import ArgumentParser
import Results

/// `gemello merge`: the databases of shards, joined to one.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Join databases that hold parts of one sweep, or runs of one scenario.",
        discussion: """
            The order of the databases does not matter. A cell that is there twice is kept once, if both found the \
            same. What is of another program or another scenario is refused by name; so is a cell with two results. \
            The databases are left as they are.

            Exit codes: 0 all is there, 1 cells of the sweep are missing (which shard to run again is said; what is \
            there is joined all the same), 2 refused.
            """)

    @Argument(help: "The database to make.")
    var out: String

    @Argument(help: "The databases to join.")
    var databases: [String]

    @Flag(help: "Print one JSON object on standard output, and nothing else.")
    var json = false

    func run() throws {
        try ResultMerge.check(out)
        let merge = try ResultMerge(reading: databases)
        let sweeps = try merge.sweeps.map { try MergedSweep($0) }
        try merge.write(to: out)
        let report = MergeReport(
            out: out, databases: databases.count, runs: merge.runs, cells: merge.cells, repeated: merge.repeated,
            cellsHash: merge.cellsHash, sweeps: sweeps)
        if json {
            try StandardOutput.write(raw: report.json() + "\n")
        } else {
            try StandardOutput.write(report.text())
        }
        throw ExitCode(report.exitCode)
    }
}
