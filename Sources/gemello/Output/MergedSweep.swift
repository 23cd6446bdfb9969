import Experiments
import Results

/// A sweep that was merged, and which of its shards have gaps.
struct MergedSweep {
    var command: [String]
    var census: ShardCensus

    init(command: [String], census: ShardCensus) {
        self.command = command
        self.census = census
    }

    init(_ sweep: ResultMerge.Sweep) throws(SeedRange.Refusal) {
        let series = try RunSeries(
            SeedRange("\(sweep.plan.firstSeed)...\(sweep.plan.lastSeed)"), replications: sweep.plan.replications)
        command = sweep.plan.command
        census = ShardCensus(of: series, present: sweep.cells, shards: sweep.plan.shards, began: sweep.began)
    }
}
