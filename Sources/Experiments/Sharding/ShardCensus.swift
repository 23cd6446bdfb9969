import Twin

/// Which shards of many cells have all of theirs, and which have not.
package struct ShardCensus: Sendable, Equatable {
    /// A shard of which cells are missing.
    package struct Gap: Sendable, Equatable {
        /// Which.
        package var shard: Shard
        /// How many cells are missing.
        package var missing: Int
        /// How many it should have.
        package var cells: Int
        /// Whether it is known to have begun.
        package var hasBegun: Bool
    }

    /// How many cells there should be in all.
    package let cells: Int
    /// In order.
    package let gaps: [Gap]

    /// - Parameters:
    ///   - series: the runs of each scenario.
    ///   - present: the cells that are there, by the places of their scenarios; one that is no part of the series
    ///     counts for nothing.
    ///   - shards: into how many the cells were divided.
    ///   - began: the numbers of those that are known to have begun.
    package init(of series: RunSeries, present: [[CellGroup.Member]], shards: Int, began: [Int]) {
        cells = present.count * series.count
        var found = Array(repeating: 0, count: shards)
        for (block, members) in present.enumerated() {
            for index in Set(members.compactMap(series.index)) { found[(block * series.count + index) % shards] += 1 }
        }
        gaps = Shard.all(of: shards).compactMap { [cells] shard in
            let size = shard.size(of: cells)
            let missing = size - found[shard.number - 1]
            guard missing > 0 else { return nil }
            return Gap(shard: shard, missing: missing, cells: size, hasBegun: began.contains(shard.number))
        }
    }
}
