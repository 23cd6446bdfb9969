import Testing
import Twin

@testable import Experiments

@Suite("A series runs each replication of each seed")
struct RunSeriesTests {
    @Test("Seeds come in order, the replications of one together, and each is found again")
    func order() throws {
        let series = try RunSeries(SeedRange("7..<9"), replications: 3)
        #expect(series.count == 6)
        #expect((0..<6).map { series[$0].seed } == [7, 7, 7, 8, 8, 8])
        #expect((0..<6).map { series[$0].replication } == [0, 1, 2, 0, 1, 2])
        #expect((0..<6).map { series.index(of: series[$0]) } == Array(0..<6))
        #expect(series.text == "seeds 7..<9, 3 replications each")
    }

    @Test("Another seed or replication is none of the series")
    func strangers() throws {
        let series = try RunSeries(SeedRange("7..<9"), replications: 3)
        for (seed, replication) in [(6, 0), (9, 0), (7, 3)] as [(UInt64, UInt64)] {
            #expect(series.index(of: .init(seed: seed, replication: replication)) == nil)
        }
        let second = try RunSeries(SeedRange("7..<9"), from: 2)
        #expect(second[1] == .init(seed: 8, replication: 2))
        #expect(second.index(of: .init(seed: 8, replication: 2)) == 1)
        #expect(second.index(of: .init(seed: 8, replication: 1)) == nil)
    }

    @Test("More runs than can be counted are refused")
    func tooMany() throws {
        let seeds = try SeedRange("0..<9000000000000000000")
        #expect(throws: SeedRange.Refusal.self) { try RunSeries(seeds, replications: 2) }
        #expect(try RunSeries(seeds).count == 9_000_000_000_000_000_000)
    }
}
