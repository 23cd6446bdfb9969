import Testing
import Twin

@testable import Experiments

@Suite("Which shards have gaps")
struct ShardCensusTests {
    @Test("For any cells taken away the gaps are those cells, shard by shard", arguments: 0..<50 as Range<UInt64>)
    func anyGaps(_ round: UInt64) throws {
        var state = round
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let series = try RunSeries(SeedRange("3..<\(4 + draw(9))"), replications: 1 + draw(3))
        let (blocks, shards) = (1 + draw(5), 1 + draw(7))
        var present: [[CellGroup.Member]] = Array(repeating: [], count: blocks)
        var missing: [Int: Int] = [:]
        for cell in 0..<blocks * series.count {
            if draw(4) == 0 {
                missing[cell % shards + 1, default: 0] += 1
            } else {
                present[cell / series.count].append(series[cell % series.count])
            }
        }
        let began = (1...shards).filter { _ in draw(2) == 0 }
        let census = ShardCensus(of: series, present: present, shards: shards, began: began)
        #expect(census.cells == blocks * series.count)
        #expect(census.gaps.map(\.shard.number) == missing.keys.sorted())
        for gap in census.gaps {
            #expect(gap.missing == missing[gap.shard.number] && gap.cells == gap.shard.size(of: census.cells))
            #expect(gap.hasBegun == began.contains(gap.shard.number) && gap.shard.count == shards)
        }
    }

    @Test("A run of another series, or one that is there twice, fills no gap")
    func strangers() throws {
        let series = try RunSeries(SeedRange("0..<3"))
        let members = [1, 1, 3].map { CellGroup.Member(seed: $0, replication: 0) }
        let census = ShardCensus(of: series, present: [members], shards: 1, began: [1])
        #expect(census.gaps == [.init(shard: .whole, missing: 2, cells: 3, hasBegun: true)])
    }
}
