import Statistics

/// What one shard of a sweep says: how much it was, and no figures, since it has a part of each point only.
struct SweepShard {
    var sweep: SweepResult
    var database: String

    func text() -> String {
        let plan = sweep.plan
        let cells = "\(HumanUnits.grouped(plan.count)) of \(HumanUnits.counted(plan.cellCount, "cells"))"
        let whole = "when all shards are there, the same command without a shard tells all"
        return [
            "\(sweep.scenario): shard \(plan.shard.text), \(cells)",
            RunSummary.fact("worst", sweep.tally.worst == .gateMissed ? "gate missed" : sweep.tally.worst.word),
            RunSummary.fact("exit code", String(sweep.exitCode)),
            RunSummary.fact("results", "\(database); \(whole)"),
        ].joined(separator: "\n") + "\n"
    }

    func json() -> String {
        SweepJSON.line(
            ShardForm(
                scenario: sweep.scenario, shard: sweep.plan.shard.text, cells: sweep.plan.count,
                ofCells: sweep.plan.cellCount, verdict: sweep.tally.worst.word, exitCode: sweep.exitCode))
    }
}

/// The fields of a shard.
private struct ShardForm: Encodable {
    var scenario, shard: String
    var cells, ofCells: Int
    var verdict: String
    var exitCode: Int32

    enum CodingKeys: String, CodingKey {
        case scenario, shard, cells, verdict
        case ofCells = "of_cells"
        case exitCode = "exit_code"
    }
}
