import Foundation
import GRDB
import Testing
import Twin

@testable import Results

/// Every way in which a database can fail us gives one clear error and costs no run.
@Suite struct StoreTroubleTests {
    let folder: ScratchFolder
    var path: String { folder.file("runs.sqlite") }

    init() throws { folder = try ScratchFolder() }

    private func problem(_ body: () throws -> Void) -> ResultStoreError.Problem? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ResultStoreError)?.problem
        }
    }

    private func store(_ ending: RunEnding) throws {
        _ = try ResultStore(writing: path).append(ending, started: sampleStart)
    }

    @Test("A text file is refused and left as it is")
    func aTextFileIsRefused() throws {
        let text = Data(String(repeating: "not a database\n", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: path))
        #expect(problem { _ = try ResultStore(writing: path) } == .notADatabase)
        #expect(problem { _ = try ResultStore(reading: path) } == .notADatabase)
        #expect(FileManager.default.contents(atPath: path) == text)
    }

    @Test("A database with broken pages is refused")
    func aDatabaseWithBrokenPages() throws {
        try store(sampleEnding())
        var bytes = try #require(FileManager.default.contents(atPath: path))
        for index in 100..<bytes.count { bytes[index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(problem { _ = try ResultStore(reading: path).headings() } == .notADatabase)
    }

    @Test("Another program's database is refused and left as it is")
    func anotherProgramDatabase() throws {
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE theirs (id INTEGER)") }
        #expect(problem { _ = try ResultStore(writing: path) } == .foreign)
        #expect(try other.read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_master") } == ["theirs"])
    }

    @Test("A database of another version is refused by both numbers")
    func aDatabaseOfAnotherVersion() throws {
        try store(sampleEnding())
        let raw = try DatabaseQueue(path: path)
        try raw.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 8") }
        #expect(problem { _ = try ResultStore(writing: path) } == .otherVersion(found: 8, known: Schema.version))
        #expect(problem { _ = try ResultStore(reading: path) } == .otherVersion(found: 8, known: Schema.version))
        #expect(try raw.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") } == 1)
    }

    @Test("A database of an older version is refused by both numbers", arguments: [1, 2, 3, 4, 5, 6])
    func aDatabaseOfAnOlderVersion(version: Int) throws {
        try store(sampleEnding())
        let raw = try DatabaseQueue(path: path)
        try raw.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = \(version)") }
        #expect(problem { _ = try ResultStore(writing: path) } == .otherVersion(found: version, known: 7))
        #expect(problem { _ = try ResultStore(reading: path) } == .otherVersion(found: version, known: 7))
    }

    @Test(
        "What would keep nothing is refused, to write and to read",
        arguments: ["", ":memory:", "file:runs.sqlite", "file:x?mode=memory", "FILE:x", "/dev/null"])
    func whatWouldKeepNothing(path: String) {
        for attempt in [{ _ = try ResultStore(writing: path) }, { _ = try ResultStore(reading: path) }] {
            guard case .keepsNothing = problem(attempt) else {
                Issue.record("\(path) was taken")
                continue
            }
        }
    }

    @Test("A folder is called a folder")
    func aFolderIsCalledAFolder() {
        #expect(problem { _ = try ResultStore(writing: folder.path) } == .unopenable("it is a folder"))
        #expect(problem { _ = try ResultStore(reading: folder.path) } == .unopenable("it is a folder"))
    }

    @Test("A file that is deleted while it is open takes no run")
    func aFileThatIsDeletedWhile() throws {
        let store = try ResultStore(writing: path)
        try FileManager.default.removeItem(atPath: path)
        #expect(problem { _ = try store.append(sampleEnding(), started: sampleStart) } == .moved)
    }

    @Test("A run that is damaged is named as unreadable")
    func aRunThatIsDamagedIsNamed() throws {
        for column in ["buckets", "points", "life_lines", "decision_log"] {
            try? FileManager.default.removeItem(atPath: path)
            try store(sampleEnding())
            let raw = try DatabaseQueue(path: path)
            try raw.write { try $0.execute(sql: "UPDATE stored_run SET \(column) = x'FFFFFFFF'") }
            guard case .unreadableRun = problem({ _ = try ResultStore(reading: path).run(1) }) else {
                Issue.record("\(column)")
                continue
            }
        }
    }

    @Test("Reading a file that is not there says so and makes none")
    func readingAFileThatIsNotThere() {
        #expect(problem { _ = try ResultStore(reading: path) } == .missing)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A read-only database is refused before the run and can still be reported on")
    func aReadonlyDatabaseIsRefused() throws {
        try store(sampleEnding())
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        try withoutRootPrivileges {
            #expect(problem { _ = try ResultStore(writing: path) } == .readOnly)
            let headings = try ResultStore(reading: path).headings()
            #expect(headings.count == 1)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    }

    @Test("A folder where no file can be made is refused")
    func aFolderWhereNoFile() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        try withoutRootPrivileges {
            #expect(
                problem { _ = try ResultStore(writing: path) } == .unopenable("its folder: permission denied"))
            guard case .unopenable = problem({ _ = try ResultStore(writing: folder.file("new/runs.sqlite")) }) else {
                Issue.record("a folder was made in a read-only folder")
                return
            }
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    }

    @Test("A full disk loses the run that did not fit and none before it")
    func aFullDiskLoses() throws {
        try store(sampleEnding())
        let pages = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA page_count") }
        let full = try ResultStore(writing: path, busyTimeout: .zero, pageLimit: try #require(pages) + 3)
        var large = sampleEnding(seed: 2)
        large.findings.series[0].values = (0..<20_000).map { 0.1 * Double($0) }
        #expect(problem { _ = try full.append(large, started: sampleStart) } == .diskFull)
        #expect(try ResultStore(reading: path).headings().map(\.seed) == [42])
        #expect(try ResultStore(reading: path).run(1).ending.findings.series[0].values == [1, 2, 3, 4])
    }

    /// The files are copied as they are in the middle of the transaction, with a cache so small that half of the run is
    /// in the file already: what a process leaves that is killed then.
    @Test("A process killed while it stores a run leaves the runs before it")
    func aProcessKilledWhile() throws {
        try store(sampleEnding())
        let killed = folder.file("killed.sqlite")
        let writer = try ResultStore(writing: path)
        var large = sampleEnding(seed: 2)
        large.findings.series[0].values = (0..<20_000).map { 0.1 * Double($0) }
        let before = try Data(contentsOf: URL(fileURLWithPath: path)).count
        try writer.queue.inDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = 10")
            try db.beginTransaction(.immediate)
            _ = try RunWriting(db: db, shared: writer.shared).write(large, started: sampleStart)
            try FileManager.default.copyItem(atPath: path, toPath: killed)
            try FileManager.default.copyItem(atPath: path + "-journal", toPath: killed + "-journal")
            try db.rollback()
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: killed)).count > before)
        let survivors = try ResultStore(reading: killed)
        #expect(try survivors.headings().map(\.seed) == [42])
        #expect(try survivors.run(1).ending.findings.series[0].values == [1, 2, 3, 4])
    }

    @Test("A database that another program writes to is busy, not broken")
    func aDatabaseThatAnotherProgram() throws {
        try store(sampleEnding())
        let other = try DatabaseQueue(path: path)
        try other.writeWithoutTransaction { db in
            try db.beginTransaction(.exclusive)
            #expect(problem { _ = try ResultStore(writing: path, busyTimeout: .zero) } == .busy)
            try db.rollback()
        }
        #expect(try ResultStore(reading: path).headings().count == 1)
    }

    @Test("A run that is not there is named")
    func aRunThatIsNotThereIsNamed() throws {
        try store(sampleEnding())
        #expect(problem { _ = try ResultStore(reading: path).run(5) } == .noRun(5))
    }

    @Test("Every error names the path and a way out in one line")
    func everyErrorNames() {
        let problems: [ResultStoreError.Problem] = [
            .missing, .notADatabase, .foreign, .otherVersion(found: 2, known: 1), .readOnly, .unopenable("x"),
            .diskFull, .busy, .inputOutput, .noRun(1), .noRuns, .badQuery("x"), .other(code: 1), .moved,
            .noMatch(RunSelection(seed: 3), runs: 2), .notMeant(1, RunSelection(scenario: "x", verdict: .held)),
            .keepsNothing("x"), .unreadableRun("x"), .interrupted,
        ]
        for problem in problems {
            let line = ResultStoreError(path: "a/b.sqlite", problem: problem).description
            #expect(line.hasPrefix("a/b.sqlite: "))
            #expect(line.contains("; "), "\(line)")
            #expect(!line.contains("\n"))
        }
    }
}

/// Root may write what is read-only, so for the time of `body` this thread asks for files as nobody does.
private func withoutRootPrivileges(_ body: () throws -> Void) throws {
    typealias SetFileUser = @convention(c) (UInt32) -> Int32
    guard geteuid() == 0 else { return try body() }
    let symbol = try #require(dlsym(nil, "setfsuid"))
    let setFileUser = unsafeBitCast(symbol, to: SetFileUser.self)
    _ = setFileUser(65_534)
    defer { _ = setFileUser(0) }
    try body()
}
