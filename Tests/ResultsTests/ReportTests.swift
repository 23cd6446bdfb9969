import Foundation
import Testing
import Twin

@testable import Results

@Suite struct ReportTests {
    let folder: ScratchFolder
    let store: ResultStore
    let reader: ReportReader

    init() throws {
        folder = try ScratchFolder()
        store = try ResultStore(writing: folder.file("runs.sqlite"))
        _ = try store.append(sampleEnding(seed: 1), started: sampleStart)
        _ = try store.append(sampleEnding(seed: 2), started: sampleStart)
        reader = try ReportReader(store)
    }

    private func builtIn(_ name: String) throws -> ReportQuery {
        try #require(try ReportQuery.all(inFolder: folder.file("none")).first { $0.name == name })
    }

    @Test("The convergence report tells the share that converged within each bucket")
    func theConvergenceReportTells() throws {
        let table = try reader.table(of: try builtIn("state_convergence"), run: 2)
        #expect(table.columns == ["figure", "unit", "within", "samples", "share_percent"])
        #expect(
            table.rows == [
                [.text("convergence.application"), .text("s"), .real(1), .integer(4), .real(50)],
                [.text("convergence.application"), .text("s"), .real(2), .integer(2), .real(75)],
                [.text("convergence.application"), .text("s"), .real(6), .integer(2), .real(100)],
            ])
    }

    @Test("The poller report places each point in hours of virtual time")
    func thePollerReportPlaces() throws {
        let table = try reader.table(of: try builtIn("poller_load"), run: 1)
        #expect(table.columns == ["figure", "unit", "virtual_time_h", "value"])
        #expect(table.rows.map { $0[2] } == [.real(0), .real(0.5), .real(1), .real(1.5)])
        #expect(table.rows.map { $0[3] } == [.real(1), .real(2), .real(3), .real(4)])
        #expect(table.rows.allSatisfy { $0[0] == .text("poller.calls_per_s") })
    }

    @Test("The checkout report gives number, mean and peak of each hour")
    func theCheckoutReportGives() throws {
        let table = try reader.table(of: try builtIn("checkout_throughput"), run: 1)
        #expect(
            table.rows == [
                [.text("checkout.accepted_per_s"), .integer(0), .real(7_200), .real(2), .real(3)],
                [.text("checkout.accepted_per_s"), .integer(1), .real(14_400), .real(4), .real(8)],
            ])
    }

    /// Of the two payments paid 5 and 6 ns after the start only the first is paid under the fault; both applications
    /// move 3 ns after the money, and the first citizen's page never told.
    @Test("The fault report tells what was injected, when, how often it hit and what it cost")
    func theFaultReportTells() throws {
        let table = try reader.table(of: try builtIn("faults"), run: 2)
        #expect(
            table.columns == [
                "fault", "kind", "target", "occurrences", "first_begin_h", "last_end_h", "active_s", "hits", "hit_unit",
                "violations_since", "paid_meanwhile_to_application_mean_s", "paid_else_to_application_mean_s",
                "paid_meanwhile_page_never_told", "text",
            ])
        let crash: [ReportTable.Cell] = [
            .integer(0), .text("crash"), .text("core-1"), .integer(2), .real(5 / 3.6e12), .real(5 / 3.6e12),
            .real(1.5), .integer(7), .text("calls"), .integer(1), .real(3e-9), .real(3e-9), .integer(1),
            .text("{kind: crash, target: core-1, at: 1h}"),
        ]
        let neverBegun: [ReportTable.Cell] = [
            .integer(1), .text("hold"), .text(""), .integer(0), .null, .null, .real(0), .integer(0),
            .text("processes"), .integer(0), .null, .null, .integer(0),
            .text("{kind: hold, when: updater.beforeCommit}"),
        ]
        #expect(table.rows == [crash, neverBegun])
    }

    @Test("The summary report has every measure of its run and of no other")
    func theSummaryReportHasEvery() throws {
        let table = try reader.table(of: try builtIn("run_summary"), run: 2)
        #expect(table.rows.map { $0[1] } == [.text("2"), .text("2"), .text("2")])
        #expect(table.rows.map { $0[3] } == Array(repeating: .text("f123456789abcdef"), count: 3))
        #expect(table.rows.map { $0[4] } == Array(repeating: .text("wrong"), count: 3))
        #expect(
            table.rows.map { $0[5] }
                == ["poller.calls_per_s", "convergence.application", "cost.wall_seconds"].map { .text($0) })
        #expect(table.rows[0][7] == .real(2.5) && table.rows[0][8] == .null)
        #expect(table.rows[1][7] == .null && table.rows[1][8] == .integer(8))
    }

    @Test("A report of the working folder takes the place of the built-in one and new ones are added")
    func aReportOfTheWorkingFolder() throws {
        let reports = folder.file("Reports")
        try FileManager.default.createDirectory(atPath: reports, withIntermediateDirectories: true)
        let header = "-- title: Mine\n-- unit: runs\n-- chart: table\n"
        try (header + "SELECT 7 AS seven").write(
            toFile: "\(reports)/poller_load.sql", atomically: true, encoding: .utf8)
        try (header + "SELECT :run AS run").write(toFile: "\(reports)/own.sql", atomically: true, encoding: .utf8)
        let found = try ReportQuery.all(inFolder: reports)
        #expect(
            found.map(\.name).sorted()
                == ["checkout_throughput", "faults", "own", "poller_load", "run_summary", "state_convergence"])
        let replaced = try #require(found.first { $0.name == "poller_load" })
        #expect(try reader.table(of: replaced, run: 1).rows == [[.integer(7)]])
        let own = try #require(found.first { $0.name == "own" })
        #expect(try reader.table(of: own, run: 2).rows == [[.integer(2)]])
    }

    @Test("A folder of reports that is there and cannot be read is told, and none is as good as an empty one")
    func aFolderOfReportsThatIsThere() throws {
        let file = folder.file("Reports")
        #expect(try ReportQuery.all(inFolder: file).count == 5)
        try "no folder".write(toFile: file, atomically: true, encoding: .utf8)
        let error = #expect(throws: ResultStoreError.self) { try ReportQuery.all(inFolder: file) }
        #expect(error?.description.hasPrefix("\(file): cannot be opened (it is no folder") == true)
    }

    @Test("A report without a title is refused by its file")
    func aReportWithoutATitle() {
        #expect(throws: ResultStoreError(path: "r.sql", problem: .badQuery("its header lacks `-- title: ...`"))) {
            try ReportQuery(name: "r", origin: "r.sql", text: "-- unit: s\n-- chart: line\nSELECT 1")
        }
    }

    private static let header = "-- title: T\n-- unit: s\n-- chart: line\n"

    private func refusal(of sql: String) throws -> ResultStoreError? {
        let report = try ReportQuery(name: "r", origin: "Reports/r.sql", text: Self.header + sql)
        do {
            _ = try reader.table(of: report, run: 1)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("SELECT id\nFROM nowhere WHERE run_id = :run", 4, "there is no view and no table `nowhere`"),
        ("SELECT 1,\n\n missing FROM run", 6, "there is no column `missing`"),
        ("SELECT :run,\n:foo", 5, "`:foo` is no parameter"), ("SELECT ?", 4, "`?` is no parameter"),
        ("SELEC 1", 4, "it is no SQL from `SELEC` on"), ("SELECT (", 4, "it ends in the middle of a query"),
        ("SELECT\n'a", 5, "it is no SQL from `'a` on"),
        ("SELECT id FROM run JOIN run AS b", 4, "several of its tables"),
        ("SELECT\nno_function(1)", 5, "there is no function `no_function`"),
        ("SELECT abs(1, 2)", 4, "the function `abs` takes"),
        ("SELECT (SELECT 1, 2)", 4, "gives several columns"), ("SELECT sum(sum(1)) FROM run", 4, "sums or counts"),
        ("SELECT id FROM run GROUP BY 99", 4, "a number that it has not"),
        ("DELETE FROM run", 4, "something else than read"), ("ALTER TABLE run RENAME TO x", 4, "something else than"),
    ])
    func `A report that cannot be run is blamed on its file and line`(
        sql: String, line: Int, problem: String
    ) throws {
        let refusal = try #require(try refusal(of: sql))
        #expect(refusal.description.hasPrefix("Reports/r.sql"))
        if !problem.contains("`?`") && !problem.contains("in the middle") {
            #expect(refusal.path == "Reports/r.sql:\(line)", "\(refusal)")
        }
        #expect(refusal.description.contains(problem), "\(refusal)")
    }

    @Test(
        "A report does nothing but read",
        arguments: [
            "DELETE FROM stored_run WHERE id = :run", "INSERT INTO scenario VALUES (9, '', '', '')", "DROP VIEW run",
            "PRAGMA user_version", "PRAGMA journal_mode = WAL", "ATTACH 'stolen.sqlite' AS x", "DETACH main", "VACUUM",
            "VACUUM INTO 'copy.sqlite'", "BEGIN", "CREATE TEMP TABLE t (x)", "SELECT load_extension('x')",
            "SELECT * FROM pragma_database_list", "REINDEX", "ANALYZE", "UPDATE stored_run SET seed = 1",
            "WITH one AS (SELECT 1) DELETE FROM figure",
        ])
    func aReportDoesNothingBut(sql: String) throws {
        let refusal = try #require(try refusal(of: sql))
        #expect(refusal.path.hasPrefix("Reports/r.sql"), "\(refusal)")
        #expect(refusal.problem == .badQuery("it does something else than read; write one `SELECT`"), "\(refusal)")
        #expect(try store.headings().count == 2)
        #expect(!FileManager.default.fileExists(atPath: "stolen.sqlite"))
        #expect(!FileManager.default.fileExists(atPath: "copy.sqlite"))
    }

    @Test("A report is one query, with comments and a semicolon as it likes")
    func aReportIsOneQuery() throws {
        let second = try #require(try refusal(of: "SELECT 1;\n\n-- and\nSELECT 2"))
        #expect(second.problem == .badQuery("a second query begins here, and a report is one"))
        #expect(second.path == "Reports/r.sql:7")
        #expect(try refusal(of: "")?.problem == .badQuery("it has no query"))
        #expect(try refusal(of: "-- nothing\n;/* at all */")?.problem == .badQuery("it has no query"))
        #expect(try refusal(of: "SELECT 1;\n-- done; and\n/* over */ ;\n") == nil)
        #expect(
            try refusal(of: "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n LIMIT 3) SELECT * FROM n")
                == nil)
    }

    @Test("Lines may end as they end elsewhere")
    func linesMayEnd() throws {
        let text = "\u{FEFF}-- title: T\r\n-- unit: s\r\n-- chart: line\r\nSELECT 1 AS one,\r\n'a' AS two\r\n"
        let report = try ReportQuery(name: "r", origin: "r.sql", text: text)
        #expect(report.title == "T" && report.chart == .line)
        #expect(try reader.table(of: report, run: 1).columns == ["one", "two"])
    }

    @Test("A report that has no end is ended when somebody asks for it")
    func aReportThatHasNoEndIsEnded() throws {
        let endless = try ReportQuery(
            name: "r", origin: "r.sql",
            text: Self.header + "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
        )
        let reader = try ReportReader(store, isCancelled: { true })
        let error = #expect(throws: ResultStoreError.self) { try reader.table(of: endless, run: 1) }
        #expect(error?.problem == .interrupted)
    }

    @Test("The views tell every bucket, point and life line as it was found")
    func theViewsTellEvery() throws {
        func rows(_ sql: String) throws -> [[ReportTable.Cell]] {
            try reader.table(
                of: try ReportQuery(name: "r", origin: "r.sql", text: Self.header + sql), run: 2
            ).rows
        }
        let findings = sampleEnding().findings
        let buckets = findings.measures[1].buckets
        #expect(
            try rows("SELECT measure, position, value, count FROM bucket WHERE run_id = :run")
                == buckets.enumerated().map {
                    [.integer(1), .integer(Int64($0)), .real($1.value), .integer(Int64($1.count))]
                })
        #expect(
            try rows("SELECT value FROM point WHERE run_id = :run AND series = 1 ORDER BY position")
                == findings.series[1].values.map { [.real($0)] })
        #expect(
            try rows(
                """
                SELECT payment_id, tenant, checks, arrived_ns, submitted_ns, page_shows_it_ns FROM life_line
                WHERE run_id = :run
                """)
                == findings.lifeLines.map {
                    [
                        .text($0.paymentID), .text($0.tenant), .integer(Int64($0.checks)), .integer($0.arrived ?? 0),
                        .integer($0.submitted ?? 0), $0.pageShowsIt.map { .integer($0) } ?? .null,
                    ]
                })
        #expect(
            try rows("SELECT verdict, scenario_text FROM run WHERE id = :run")
                == [[.text("wrong"), .text(sampleScenario.text)]])
    }

    @Test("CSV quotes what RFC 4180 says must be quoted")
    func csvQuotesWhatRfc() {
        let table = ReportTable(
            columns: ["plain", "with, comma"],
            rows: [
                [.text("say \"ciao\""), .text("two\nlines")],
                [.text("carriage\r\nreturn"), .null],
                [.integer(-3), .real(0.1)],
                [.text(""), .text("è così")],
            ])
        #expect(
            table.csv == "plain,\"with, comma\"\r\n\"say \"\"ciao\"\"\",\"two\nlines\"\r\n"
                + "\"carriage\r\nreturn\",\r\n-3,0.1\r\n,è così\r\n")
    }

    @Test("CSV export writes one file for each report")
    func csvExportWrites() throws {
        let target = folder.file("csv/deep")
        let reports = try ReportQuery.all(inFolder: folder.file("none"))
        let paths = try CSVExport(reader, reports: reports).write(run: 1, to: target)
        #expect(paths == reports.map { "\(target)/\($0.name).csv" })
        let text = try String(contentsOfFile: "\(target)/checkout_throughput.csv", encoding: .utf8)
        #expect(
            text == "figure,hour,times,mean_per_s,peak_per_s\r\ncheckout.accepted_per_s,0,7200.0,2.0,3.0\r\n"
                + "checkout.accepted_per_s,1,14400.0,4.0,8.0\r\n")
    }
}
