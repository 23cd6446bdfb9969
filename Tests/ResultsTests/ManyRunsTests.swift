import GRDB
import Testing
import Twin

@testable import Results

@Suite("What a run costs the database does not grow with the runs that are there")
struct ManyRunsTests {
    let folder: ScratchFolder
    let store: ResultStore

    init() throws {
        folder = try ScratchFolder()
        store = try ResultStore(writing: folder.file("runs.sqlite"))
    }

    private static func runs(_ seeds: Range<UInt64>) -> [FinishedRun] {
        seeds.map { FinishedRun(ending: sampleEnding(seed: $0), started: sampleStart) }
    }

    /// What SQLite is asked meanwhile.
    private func statements(_ work: () throws -> Void) rethrows -> [String] {
        final class Heard { var statements: [String] = [] }
        let heard = Heard()
        store.queue.inDatabase { db in db.trace { heard.statements.append("\($0)") } }
        try work()
        store.queue.inDatabase { db in db.trace(options: [], nil) }
        return heard.statements
    }

    private func read(_ id: Int64) throws {
        let ticket = sampleEnding(seed: UInt64(id)).ticket
        #expect(try store.briefEnding(of: id, as: ticket).findings.verdict == .wrong)
    }

    @Test("A known cell is read by as many statements among forty runs as among two, none of them for what is packed")
    func known() throws {
        _ = store.append(Self.runs(1..<3))
        try read(1)
        let first = try statements { try read(2) }
        _ = store.append(Self.runs(3..<41))
        try read(1)
        let last = try statements { try read(40) }
        #expect(first.count == last.count && last.count < 13, "\(last)")
        for word in ["buckets", "points", "life_lines", "measure_definition", "scenario"] {
            #expect(!last.contains { $0.contains(word) }, "\(word): \(last)")
        }
    }

    @Test("A known cell is read by keys alone")
    func keys() throws {
        _ = store.append(Self.runs(1..<3))
        let asked = try statements { try read(2) }.filter { $0.hasPrefix("SELECT") }
        #expect(asked.count >= 6)
        try store.queue.inDatabase { db in
            for statement in asked {
                let rows = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(statement)", arguments: [2])
                let plan = rows.map { $0["detail"] as String }
                #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(statement): \(plan)")
            }
        }
    }

    @Test("A report of one run walks through no table of all runs")
    func reports() throws {
        _ = store.append(Self.runs(1..<3))
        try store.queue.inDatabase { db in
            for function in PackedFunctions.all { db.add(function: function) }
            for report in try ReportQuery.all(inFolder: folder.path) {
                let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(report.sql)")
                let plan = try Row.fetchAll(statement, arguments: ["run": 1]).map { $0["detail"] as String }
                let walks = plan.filter { $0.hasPrefix("SCAN") && !$0.contains("VIRTUAL TABLE") }
                #expect(walks.allSatisfy { $0.hasPrefix("SCAN (subquery") }, "\(report.name): \(plan)")
            }
        }
    }

    @Test("Runs that are stored together share a transaction, in which nothing is looked up that was met before")
    func together() throws {
        _ = store.append(Self.runs(1..<2))
        let asked = statements {
            let appended = store.append(Self.runs(2..<7))
            #expect(appended.ids == [2, 3, 4, 5, 6] && appended.trouble == nil)
        }
        #expect(asked.filter { $0.hasPrefix("COMMIT") }.count == 1)
        #expect(!asked.contains { $0.hasPrefix("SELECT") }, "\(asked)")
        #expect(try store.run(4).ending.findings == sampleEnding(seed: 4).findings)
    }

    /// The first transaction of all is rolled back, and with it the rows that runs share.
    @Test("Of runs that are stored together those before the first that cannot be are kept, whole")
    func upToTheFirst() throws {
        try store.queue.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER planted BEFORE INSERT ON violation WHEN NEW.subject = 'bad'
                    BEGIN SELECT RAISE(ABORT, 'planted failure'); END
                    """)
        }
        var runs = Self.runs(1..<5)
        runs[2].ending.findings.violations[0].subject = "bad"
        let appended = store.append(runs)
        #expect(appended.ids == [1, 2])
        #expect(appended.trouble?.path == store.path)
        #expect(try store.headings().map(\.seed) == [1, 2])
        #expect(try store.run(2).ending.findings == sampleEnding(seed: 2).findings)
        let strangers = try store.queue.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM figure WHERE run_id > 2")
        }
        #expect(strangers == 0)
    }

    @Test("What another program removed meanwhile is written anew")
    func removed() throws {
        _ = store.append(Self.runs(1..<3))
        try read(2)
        #expect(try ResultStore(writing: store.path).prune(keeping: 0) == 2)
        var other = sampleEnding(seed: 9)
        other.findings.measures.reverse()
        #expect(try ResultStore(writing: store.path).append(other, started: sampleStart) == 1)
        #expect(store.append(Self.runs(3..<4)).ids == [2])
        #expect(try store.run(1).ending.findings == other.findings)
        #expect(try store.run(2).ending.findings == sampleEnding(seed: 3).findings)
    }
}
