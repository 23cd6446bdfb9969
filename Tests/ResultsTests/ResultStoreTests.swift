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
    private func storeSample(_ ending: RunEnding = sampleEnding()) throws -> Int64 {
        try ResultStore(writing: path).append(ending, started: sampleStart)
    }

    @Test("A stored run is read back equal, whatever its verdict", arguments: Verdict.allCases)
    func aStoredRunIsRead(verdict: Verdict) throws {
        let before = sampleEnding(verdict: verdict)
        let stored = try stored(before)
        let after = stored.ending
        #expect(after.ticket == before.ticket)
        #expect(after.findings == before.findings)
        #expect(after.cost == before.cost)
        #expect(after.replayTicket.decisions?.choices == [0, 255, 7])
        #expect(stored.heading.started == sampleStart)
        #expect(stored.heading.file == before.ticket.file && stored.heading.settings == before.ticket.settings)
        #expect(stored.heading.verdict == verdict && stored.heading.traceHash == before.findings.traceHash)
    }

    private func stored(_ ending: RunEnding) throws -> StoredRun {
        let id = try storeSample(ending)
        return try ResultStore(reading: path).run(id)
    }

    @Test("A run of a ticket with decisions is read back with them")
    func aRunOfATicketWithDecisions() throws {
        var ending = sampleEnding()
        ending.ticket.decisions = ending.findings.decisions
        try storeSample(ending)
        #expect(try ResultStore(reading: path).run(1).ending.ticket == ending.ticket)
    }

    @Test("What runs have in common is stored once")
    func whatRunsHaveInCommonIsStored() throws {
        for seed in 0..<3 as Range<UInt64> { try storeSample(sampleEnding(seed: seed)) }
        let store = try ResultStore(reading: path)
        for (table, count) in [("scenario", 1), ("measure_definition", 3), ("stored_run", 3)] {
            let found = try store.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
            #expect(found == count, "\(table)")
        }
    }

    @Test("Runs are found by scenario, verdict, seed and instant")
    func runsAreFoundByScenario() throws {
        for (seed, verdict) in [(1, Verdict.held), (2, .wrong), (3, .crashed)] {
            _ = try ResultStore(writing: path).append(
                sampleEnding(seed: UInt64(seed), verdict: verdict), started: "2026-03-0\(seed)T08:00:00Z")
        }
        let store = try ResultStore(reading: path)
        func seeds(_ selection: RunSelection) throws -> [UInt64] { try store.headings(selection).map(\.seed) }
        #expect(try seeds(RunSelection()) == [1, 2, 3])
        #expect(try seeds(RunSelection(scenario: "sample")) == [1, 2, 3])
        #expect(try seeds(RunSelection(scenario: "other")) == [])
        #expect(try seeds(RunSelection(verdict: .crashed)) == [3])
        #expect(try seeds(RunSelection(seed: 2)) == [2])
        #expect(try seeds(RunSelection(since: try Date("2026-03-02T08:00:00Z", strategy: .iso8601))) == [2, 3])
        #expect(try seeds(RunSelection(verdict: .held, seed: 2)) == [])
    }

    @Test("Pruning keeps the last of the runs that are meant, and leaves nothing of the others")
    func pruningKeepsTheLast() throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            try storeSample(sampleEnding(seed: seed, verdict: seed == 1 ? .held : .wrong))
        }
        let store = try ResultStore(writing: path)
        #expect(try store.prune(keeping: 2, of: RunSelection(verdict: .wrong)) == 3)
        #expect(try store.headings().map(\.seed) == [1, 5, 6])
        #expect(try store.run(6).ending.findings == sampleEnding(seed: 6).findings)
        #expect(try store.prune(keeping: 0) == 3)
        #expect(try store.headings().isEmpty)
        for table in ["scenario", "measure_definition", "figure", "series", "gate", "violation", "fault"] {
            let left = try store.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
            #expect(left == 0, "\(table)")
        }
    }

    @Test("A run without faults is read back without")
    func aRunWithoutFaults() throws {
        var ending = sampleEnding()
        (ending.findings.faults, ending.findings.drawnFaults) = ([], nil)
        try storeSample(ending)
        #expect(try ResultStore(reading: path).run(1).ending.findings == ending.findings)
    }

    @Test("A seed beyond the signed range survives")
    func aSeedBeyondTheSigned() throws {
        let id = try storeSample(sampleEnding(seed: .max))
        #expect(try ResultStore(reading: path).run(id).ending.ticket.seed == .max)
    }

    @Test("A figure that is not a number is read back as one")
    func aFigureThatIsNotANumberIsRead() throws {
        var ending = sampleEnding()
        ending.findings.measures = [
            Measure(name: "poller.wasted_share", unit: "%", meaning: "none", figure: .value(.nan))
        ]
        ending.findings.series[0].values[1] = .nan
        let id = try storeSample(ending)
        let after = try ResultStore(reading: path).run(id).ending.findings
        #expect(after == ending.findings)
        #expect(after.series[0].values[1].isNaN)
    }

    @Test("One file holds many runs, oldest first")
    func oneFileHolds() throws {
        for seed in [9, 4, 7] as [UInt64] { try storeSample(sampleEnding(seed: seed)) }
        let headings = try ResultStore(reading: path).headings()
        #expect(headings.map(\.seed) == [9, 4, 7])
        #expect(headings.map(\.id) == [1, 2, 3])
    }

    @Test("A missing folder is made with the database")
    func aMissingFolderIsMade() throws {
        let nested = folder.file("a/b/runs.sqlite")
        _ = try ResultStore(writing: nested)
        #expect(FileManager.default.fileExists(atPath: nested))
    }

    /// The violations are written after the measures and the series, so half of the run is already in when it fails.
    @Test("A failure in the middle of a run leaves the runs before it and nothing of its own")
    func aFailureInTheMiddleOfARun() throws {
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
            try store.append(sampleEnding(seed: 2), started: sampleStart)
        }
        #expect(try store.headings().map(\.seed) == [42])
        let tables = ["figure", "series", "gate", "violation", "fault"]
        for table in tables {
            let strangers = try store.queue.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE run_id <> 1")
            }
            #expect(strangers == 0, "\(table)")
        }
    }

}
