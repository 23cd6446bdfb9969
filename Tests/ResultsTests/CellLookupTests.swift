import GRDB
import Observation
import Scenarios
import Testing
import Twin

@testable import Results

@Suite("The runs that stand for cells are found by what decides them")
struct CellLookupTests {
    let folder: ScratchFolder
    let store: ResultStore

    init() throws {
        folder = try ScratchFolder()
        store = try ResultStore(writing: folder.file("runs.sqlite"))
    }

    private func append(_ change: (inout RunEnding) throws -> Void = { _ in }) throws -> Int64 {
        var ending = sampleEnding(verdict: .held)
        try change(&ending)
        return try store.append(ending, started: sampleStart)
    }

    private static let group = CellGroup(of: sampleEnding().ticket)
    private static let member = CellGroup.Member(seed: 42, replication: 3)

    @Test("The oldest run of a cell stands for it, whatever its file and the words of its settings")
    func oldest() throws {
        #expect(try store.runs(of: Self.group).isEmpty)
        let first = try append {
            $0.ticket.file = "elsewhere.yaml"
            $0.ticket.settings = []
        }
        _ = try append()
        let other = try append { $0.ticket.seed = .max }
        #expect(
            try store.runs(of: Self.group) == [
                Self.member: first, CellGroup.Member(seed: .max, replication: 3): other,
            ])
    }

    @Test("Any verdict but a crash is an answer", arguments: Verdict.allCases)
    func verdicts(_ verdict: Verdict) throws {
        _ = try store.append(sampleEnding(verdict: verdict), started: sampleStart)
        #expect(try store.runs(of: Self.group).count == (verdict == .crashed ? 0 : 1))
    }

    @Test("A run that repeated choices made before is none that its ticket alone decides")
    func replayed() throws {
        _ = try append { $0.ticket.decisions = $0.findings.decisions }
        #expect(try store.runs(of: Self.group).isEmpty)
    }

    @Test("Another program, scenario, schedule or wire is another group, another seed or replication another cell")
    func others() throws {
        let changes: [(inout RunTicket) throws -> Void] = [
            { $0.codeVersion = "0.1.0+decade" }, { $0.schedule = .fifo }, { $0.wire = .typed },
            { $0.scenario = try Scenario(text: "name: sample\n") },
            { $0.scenario = try Scenario(text: sampleScenario.text, settings: ["services.poller.loop_time=91s"]) },
        ]
        for change in changes { _ = try append { try change(&$0.ticket) } }
        #expect(try store.runs(of: Self.group).isEmpty)
        _ = try append { $0.ticket.replication = 0 }
        _ = try append { $0.ticket.seed = 1 }
        #expect(try store.runs(of: Self.group).count == 2)
        #expect(try store.runs(of: Self.group)[Self.member] == nil)
    }

    @Test("A stored run is read for a ticket with its findings and its cost, without what takes the room")
    func read() throws {
        let before = sampleEnding()
        let id = try store.append(before, started: sampleStart)
        var ticket = before.ticket
        ticket.file = "moved.yaml"
        let after = try store.briefEnding(of: id, as: ticket)
        #expect(after.ticket == ticket)
        var brief = before.findings
        for place in brief.measures.indices { brief.measures[place].buckets = [] }
        (brief.series, brief.lifeLines) = ([], [])
        #expect(after.findings == brief)
        #expect(after.cost == before.cost)
        #expect(throws: ResultStoreError(path: store.path, problem: .noRun(9))) {
            try store.briefEnding(of: 9, as: ticket)
        }
    }

    /// SQLite's own plan says that no table is walked through.
    @Test("A look-up goes by indexes")
    func indexed() throws {
        let plan = try store.queue.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    EXPLAIN QUERY PLAN SELECT stored_run.id, seed, replication
                    FROM scenario JOIN stored_run ON scenario_id = scenario.id
                    WHERE hash = 'h' AND text = 't' AND code_version = 'c' AND wire = 'w' AND schedule = 's'
                        AND crash_cause IS NULL AND is_replay = 0
                    ORDER BY stored_run.id
                    """
            ).map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH stored_run USING INDEX cell ") }, "\(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
    }
}
