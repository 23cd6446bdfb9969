import Foundation
import GRDB
import Observation
import Testing
import Twin

@testable import Results

@Suite struct ResultStoreTests {
    let folder: ScratchFolder
    var path: String { folder.file("runs.sqlite") }

    init() throws { folder = try ScratchFolder() }

    @discardableResult
    private func storeSample(_ outcome: RunOutcome = sampleOutcome()) throws -> Int64 {
        try ResultStore(writing: path).append(outcome, from: sampleProvenance)
    }

    @Test func `A stored run is read back equal`() throws {
        let id = try storeSample()
        let stored = try ResultStore(reading: path).run(id)
        let before = sampleOutcome()
        let after = stored.outcome
        #expect(stored.heading.provenance == sampleProvenance)
        #expect(after.scenario == before.scenario)
        #expect(after.seed == before.seed && after.replication == before.replication)
        #expect(after.traceHash == before.traceHash && after.verdict == before.verdict)
        #expect(after.events == before.events && after.jobs == before.jobs)
        #expect(after.virtualTime == before.virtualTime && after.wallTime == before.wallTime)
        #expect(after.measures.map(\.name) == before.measures.map(\.name))
        #expect(after.measures.map(\.unit) == before.measures.map(\.unit))
        #expect(after.measures.map(\.meaning) == before.measures.map(\.meaning))
        #expect(after.measures.map(\.figure) == before.measures.map(\.figure))
        #expect(after.measures.map { $0.buckets.map(\.value) } == before.measures.map { $0.buckets.map(\.value) })
        #expect(after.measures.map { $0.buckets.map(\.count) } == before.measures.map { $0.buckets.map(\.count) })
        #expect(after.gates == before.gates)
        #expect(after.violations == before.violations)
        #expect(after.series.map(\.name) == before.series.map(\.name))
        #expect(after.series.map(\.unit) == before.series.map(\.unit))
        #expect(after.series.map(\.resolution) == before.series.map(\.resolution))
        #expect(after.series.map(\.values) == before.series.map(\.values))
        #expect(after.lifeLines == before.lifeLines)
        #expect(after.decisionLog == before.decisionLog)
        #expect(after.faults == before.faults && after.drawnFaults == before.drawnFaults)
    }

    @Test(arguments: [Verdict.held, .gateMissed, .stuck, .wrong])
    func `Every verdict is read back`(verdict: Verdict) throws {
        let id = try storeSample(sampleOutcome(verdict: verdict))
        #expect(try ResultStore(reading: path).run(id).outcome.verdict == verdict)
    }

    @Test func `A run without faults is read back without`() throws {
        var outcome = sampleOutcome()
        (outcome.faults, outcome.drawnFaults) = ([], nil)
        let id = try storeSample(outcome)
        let after = try ResultStore(reading: path).run(id).outcome
        #expect(after.faults.isEmpty && after.drawnFaults == nil)
    }

    @Test func `A seed beyond the signed range survives`() throws {
        let id = try storeSample(sampleOutcome(seed: .max))
        #expect(try ResultStore(reading: path).run(id).outcome.seed == .max)
    }

    @Test func `A figure that is not a number is read back as one`() throws {
        var outcome = sampleOutcome()
        outcome.measures = [Measure(name: "poller.wasted_share", unit: "%", meaning: "none", figure: .value(.nan))]
        outcome.series[0].values[1] = .nan
        let id = try storeSample(outcome)
        let after = try ResultStore(reading: path).run(id).outcome
        guard case .value(let value) = after.measures[0].figure else { throw UnexpectedFigure() }
        #expect(value.isNaN)
        #expect(after.series[0].values[1].isNaN)
        #expect(after.series[0].values[2] == 3)
    }

    @Test func `One file holds many runs, oldest first`() throws {
        for seed in [9, 4, 7] as [UInt64] { try storeSample(sampleOutcome(seed: seed)) }
        let headings = try ResultStore(reading: path).headings()
        #expect(headings.map(\.seed) == [9, 4, 7])
        #expect(headings.map(\.id) == [1, 2, 3])
    }

    @Test func `A missing folder is made with the database`() throws {
        let nested = folder.file("a/b/runs.sqlite")
        _ = try ResultStore(writing: nested)
        #expect(FileManager.default.fileExists(atPath: nested))
    }

    /// The violations are written after the measures and the series, so half of the run is already in when it fails.
    @Test func `A failure in the middle of a run leaves the runs before it and nothing of its own`() throws {
        try storeSample()
        let store = try ResultStore(writing: path)
        try store.queue.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER planted BEFORE INSERT ON violation
                    BEGIN SELECT RAISE(ABORT, 'planted failure'); END
                    """)
        }
        #expect(throws: ResultStoreError.self) {
            try store.append(sampleOutcome(seed: 2), from: sampleProvenance)
        }
        #expect(try store.headings().map(\.seed) == [42])
        let tables = ["measure", "bucket", "series", "point", "gate", "violation", "fault", "life_line"]
        for table in tables {
            let strangers = try store.queue.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE run_id <> 1")
            }
            #expect(strangers == 0, "\(table)")
        }
    }

    struct UnexpectedFigure: Error {}
}
