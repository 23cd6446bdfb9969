import SimulationSamples
import Testing

@testable import KsqlDB

private struct Payment: Sendable {
    var id: String
    var status: String
    var dueAt: Int64?
    var reason: String
}

@Suite struct TableTests {
    /// Counts how often a column that is not stored was computed.
    private static func makeTable(reads: Box<Int> = Box(0)) throws -> SQLiteTable<Payment> {
        try SQLiteTable(
            TableSchema<Payment>(
                name: "payments_detail",
                columns: [
                    TableColumn("ID") { .text($0.id) },
                    TableColumn("STATUS", isIndexed: true) { .text($0.status) },
                    TableColumn("DUE_AT", isIndexed: true) { $0.dueAt.map(SQLValue.integer) ?? .null },
                    TableColumn("REASON") {
                        reads.value += 1
                        return .text($0.reason)
                    },
                ],
                subsets: [
                    ("payments_open", "STATUS NOT IN ('COMPLETE', 'EXPIRED')"),
                    ("payments_pending", "STATUS IN ('PENDING')"),
                ]))
    }

    private static func fill(_ table: SQLiteTable<Payment>, count: Int) throws {
        try table.upsert(
            (0..<count).map {
                Payment(id: "p\($0)", status: $0 % 2 == 0 ? "PENDING" : "COMPLETE", dueAt: Int64($0), reason: "r\($0)")
            })
    }

    @Test("The last row of a key wins")
    func theLastRowOfAKey() throws {
        let table = try Self.makeTable()
        try table.upsert([
            Payment(id: "a", status: "PENDING", dueAt: 1, reason: "x"),
            Payment(id: "b", status: "PENDING", dueAt: 2, reason: "y"),
            Payment(id: "a", status: "COMPLETE", dueAt: nil, reason: "z"),
        ])
        try table.upsert([Payment(id: "b", status: "PENDING", dueAt: 9, reason: "w")])
        #expect(table.rowCount == 2)
        let answer = try table.query("SELECT * FROM payments_detail ORDER BY id")
        #expect(answer.columns == ["ID", "STATUS", "DUE_AT", "REASON"])
        #expect(
            answer.rows == [
                [.text("a"), .text("COMPLETE"), .null, .text("z")],
                [.text("b"), .text("PENDING"), .integer(9), .text("w")],
            ])
    }

    @Test("A subset holds the rows of its condition")
    func aSubsetHoldsTheRows() throws {
        let table = try Self.makeTable()
        try Self.fill(table, count: 10)
        #expect(try table.query("SELECT count(*) FROM payments_open").rows == [[.integer(5)]])
        try table.upsert([Payment(id: "p0", status: "EXPIRED", dueAt: nil, reason: "")])
        #expect(try table.query("SELECT count(*) FROM payments_open").rows == [[.integer(4)]])
    }

    @Test("Columns that nobody names are not computed")
    func columnsThatNobodyNames() throws {
        let reads = Box(0)
        let table = try Self.makeTable(reads: reads)
        try Self.fill(table, count: 100)
        _ = try table.query("SELECT ID, STATUS FROM payments_detail")
        #expect(reads.value == 0)
        let answer = try table.query("SELECT ID FROM payments_detail WHERE REASON = 'r7'")
        #expect(answer.rows == [[.text("p7")]])
        #expect(reads.value == 100)
        #expect(answer.rowsScanned == 100)
    }

    @Test("Queries that differ in their texts only are told apart")
    func queriesThatDifferInTheir() throws {
        let table = try Self.makeTable()
        try table.upsert([
            Payment(id: "it's", status: "A", dueAt: nil, reason: ""),
            Payment(id: "b", status: "A", dueAt: nil, reason: ""),
        ])
        for id in ["it''s", "b", "nobody"] {
            let rows = try table.query("SELECT ID FROM payments_detail WHERE ID = '\(id)';").rows
            #expect(rows == (id == "nobody" ? [] : [[.text(id == "b" ? "b" : "it's")]]))
        }
        #expect(try table.query("SELECT ID AS 'name' FROM payments_detail LIMIT 1").columns == ["name"])
    }

    @Test(
        "What is not a select is refused by name",
        arguments: [
            ("INSERT INTO payments_detail VALUES (1)", "INSERT"), ("DELETE FROM payments_detail", "DELETE"),
            ("UPDATE payments_detail SET STATUS = 'x'", "UPDATE"), ("DROP VIEW payments_detail", "DROP"),
            ("PRAGMA user_version", "PRAGMA"), ("ATTACH 'f' AS g", "ATTACH"),
            ("create table t (a)", "CREATE"), ("BEGIN", "BEGIN"), ("EXPLAIN SELECT 1", "EXPLAIN"),
            ("SELECT 1; SELECT 2", "several statements"), ("SELECT ?", "parameters"), ("  ", "empty"),
            ("SELECT * FROM \"payments_detail rows\"", "payments_detail rows"), ("SELECT nothing", "nothing"),
            ("SELECT ID FROM \"payments_open by number\"", "payments_open by number"),
            ("SELECT ID FROM payments_detail WHERE ID = ?", "parameters"),
            (
                "WITH x AS (SELECT 1) INSERT INTO \"payments_detail rows\" SELECT 7, 'a', 'b', 1",
                "INSERT INTO payments_detail rows"
            ),
        ] as [(String, String)])
    func whatIsNotASelectIsRefusedByName(sql: String, name: String) throws {
        let table = try Self.makeTable()
        try Self.fill(table, count: 2)
        do {
            _ = try table.query(sql)
            Issue.record("accepted")
        } catch let failure as SQLFailure {
            #expect(failure.message.contains(name), "\(failure.message)")
        }
        #expect(try table.query("SELECT count(*) FROM payments_detail").rows == [[.integer(2)]])
        try table.upsert([Payment(id: "new", status: "A", dueAt: nil, reason: "")])
    }

    @Test("The due query visits the due rows of fifty thousand only", arguments: ["payments_open", "payments_pending"])
    func theDueQueryVisits(subset: String) throws {
        let table = try Self.makeTable()
        try Self.fill(table, count: 50_000)
        let answer = try table.query("SELECT ID, REASON FROM \(subset) WHERE DUE_AT <= 99 ORDER BY DUE_AT")
        #expect(answer.rows.count == 50)
        #expect(answer.rowsScanned == 100)
        let byKey = try table.query("SELECT STATUS FROM payments_detail WHERE ID = 'p777'")
        #expect(byKey.rowsScanned == 1)
    }

    @Test("A column that was never compared is found by its latest value")
    func aColumnThatWasNeverCompared() throws {
        let table = try Self.makeTable()
        try Self.fill(table, count: 4)
        try table.upsert([Payment(id: "p1", status: "A", dueAt: 70, reason: "")])
        let before = try table.query("SELECT ID, DUE_AT FROM payments_detail WHERE DUE_AT >= 3;")
        #expect(before.columns == ["ID", "DUE_AT"])
        #expect(before.rows == [[.text("p3"), .integer(3)], [.text("p1"), .integer(70)]])
        try table.upsert([
            Payment(id: "p0", status: "A", dueAt: 71, reason: ""),
            Payment(id: "p1", status: "A", dueAt: nil, reason: ""),
        ])
        #expect(
            try table.query("SELECT ID FROM payments_detail WHERE DUE_AT >= 3").rows
                == [[.text("p3")], [.text("p0")]])
        #expect(
            try table.query("SELECT count(*) FROM payments_detail WHERE STATUS = 'A'").rows == [[.integer(2)]])
    }

    @Test("A plain query is answered with its rows and every other with values")
    func aPlainQueryIsAnswered() throws {
        let table = try Self.makeTable()
        try Self.fill(table, count: 3)
        let plain = try table.answer("SELECT REASON, ID FROM payments_pending WHERE ID = 'p2';")
        guard case .rows(let rows, let columns) = plain.content else {
            Issue.record("a plain query was answered with values")
            return
        }
        #expect(rows.map(\.reason) == ["r2"])
        #expect(columns == [3, 0])
        #expect(plain.columns.names == ["REASON", "ID"])
        guard
            case .values(let values) =
                try table.answer("SELECT upper(ID) FROM payments_pending LIMIT 1").content
        else {
            Issue.record("a computed value was answered with a row")
            return
        }
        #expect(values == [[.text("P0")]])
    }

    @Test(
        "A query that does more than pick rows is not plain",
        arguments: [
            "SELECT DISTINCT a FROM t", "SELECT a AS b FROM t", "SELECT a FROM t x", "SELECT a, FROM t",
            "SELECT a FROM t, u",
            "SELECT a FROM t WHERE b", "SELECT a FROM t WHERE b = c", "SELECT a FROM t WHERE b = 1 UNION SELECT 2",
            "SELECT a FROM t ORDER BY a", "SELECT a FROM t; SELECT b FROM t", "SELECT \"a\" FROM t",
            "SELECT a FROM t WHERE NOT",
            "SELECT à FROM t", "select a from t", "SELECT * FROM t", "",
        ])
    func aQueryThatDoesMoreThan(sql: String) { #expect(PlainQuery(sql) == nil) }

    @Test("A plain query is taken apart")
    func aPlainQueryIsTakenApart() {
        let query = PlainQuery("SELECT a, b_1 FROM t WHERE c<=? AND d = 7;")
        #expect(query?.columns == ["a", "b_1"])
        #expect(query?.table == "t")
        #expect(query?.compared == ["c", "d"])
        #expect(query?.condition == "WHERE c <= ? AND d = 7")
    }

    @Test("The query cache stays bounded")
    func theQueryCacheStaysBounded() throws {
        let table = try Self.makeTable()
        try Self.fill(table, count: 10)
        for number in 0..<250 {
            let rows = try table.query("SELECT ID FROM payments_detail WHERE DUE_AT = \(number % 10) + \(number) * 0")
            #expect(rows.rows == [[.text("p\(number % 10)")]])
        }
    }

    @Test("Texts are taken out of a query")
    func textsAreTakenOut() {
        let text = QueryText("SELECT \"a'b\" FROM t WHERE x = 'it''s' AND y LIKE ''")
        #expect(text?.pattern == "SELECT \"a'b\" FROM t WHERE x = ? AND y LIKE ?")
        #expect(text?.texts == ["it's", ""])
        for left in ["SELECT 1", "SELECT x'00'", "SELECT ?1, 'a'", "SELECT 'a", "SELECT 'a' -- 'b'"] {
            #expect(QueryText(left) == nil)
        }
    }
}

extension SQLiteTable {
    /// The answer in values, however the table gives it.
    fileprivate func query(_ sql: String) throws -> (columns: [String], rows: [[SQLValue]], rowsScanned: Int) {
        let answer = try answer(sql)
        let rows: [[SQLValue]] =
            switch answer.content {
            case .values(let values): values
            case .rows(let rows, let columns): rows.map { row in columns.map { schema.columns[$0].value(row) } }
            }
        return (answer.columns.names, rows, answer.rowsScanned)
    }
}
