import Experiments
import Statistics

/// What was joined, and what is missing, with the commands that run it.
struct MergeReport {
    var out: String
    var databases, runs, cells, repeated: Int
    var cellsHash: String
    var sweeps: [MergedSweep]

    /// 1 when a cell of a sweep is missing.
    var exitCode: Int32 { sweeps.allSatisfy(\.census.gaps.isEmpty) ? 0 : 1 }

    func text() -> String {
        let all = "\(HumanUnits.counted(runs, "runs")) of \(HumanUnits.counted(cells, "cells"))"
        var lines = [RunSummary.fact("merged", "\(HumanUnits.counted(databases, "databases")): \(all)")]
        if repeated > 0 {
            let others = HumanUnits.counted(repeated, "runs")
            lines.append(RunSummary.fact("", "left out: \(others) of cells that another run has, which found the same"))
        }
        for sweep in sweeps { lines += self.lines(of: sweep) }
        lines += [
            RunSummary.fact("cells hash", cellsHash), RunSummary.fact("exit code", String(exitCode)),
            RunSummary.fact("results", out),
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(of sweep: MergedSweep) -> [String] {
        let census = sweep.census
        guard !census.gaps.isEmpty else {
            return [RunSummary.fact("sweep", "all of its \(HumanUnits.counted(census.cells, "cells"))")]
        }
        let missing = census.gaps.reduce(0) { $0 + $1.missing }
        let first = "\(HumanUnits.grouped(missing)) of its \(HumanUnits.counted(census.cells, "cells")) are missing"
        return [RunSummary.fact("sweep", first)]
            + census.gaps.flatMap { gap in
                [RunSummary.fact("", words(of: gap)), RunSummary.fact("", "  \(again(sweep, gap.shard))")]
            }
    }

    private func words(of gap: ShardCensus.Gap) -> String {
        let part = gap.shard == .whole ? "it" : "shard \(gap.shard.text)"
        let missing = "\(HumanUnits.grouped(gap.missing)) of \(HumanUnits.counted(gap.cells, "cells")) are missing"
        let fate = gap.hasBegun ? "was broken off" : "is in none of the databases"
        return "\(part) \(fate): \(missing); run"
    }

    /// The command that runs what is missing, into what was merged.
    private func again(_ sweep: MergedSweep, _ shard: Shard) -> String {
        let option = shard == .whole ? [] : ["--shard", shard.text]
        return CommandLineText.text(of: sweep.command + option + RepeatLine.option(out))
    }

    func json() -> String {
        SweepJSON.line(
            MergeForm(
                databases: databases, runs: runs, cells: cells, repeated: repeated, cellsHash: cellsHash,
                missing: sweeps.flatMap { sweep in
                    sweep.census.gaps.map { gap in
                        GapForm(
                            shard: gap.shard.text, missing: gap.missing, cells: gap.cells, hasBegun: gap.hasBegun,
                            command: again(sweep, gap.shard))
                    }
                }, exitCode: exitCode))
    }
}

/// The fields of a merge.
private struct MergeForm: Encodable {
    var databases, runs, cells, repeated: Int
    var cellsHash: String
    var missing: [GapForm]
    var exitCode: Int32

    enum CodingKeys: String, CodingKey {
        case databases, runs, cells, repeated, missing
        case cellsHash = "cells_hash"
        case exitCode = "exit_code"
    }
}

/// The fields of a shard that lacks cells.
private struct GapForm: Encodable {
    var shard: String
    var missing, cells: Int
    var hasBegun: Bool
    var command: String

    enum CodingKeys: String, CodingKey {
        case shard, missing, cells, command
        case hasBegun = "has_begun"
    }
}
