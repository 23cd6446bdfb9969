import Foundation
import GRDB
import Scenarios
import Twin

/// One SQLite file with many runs. A run is written in one transaction, so a process that is killed, or a disk that is
/// full, leaves whole runs only.
public final class ResultStore: Sendable {
    /// Where runs go when nobody says otherwise.
    public static let defaultPath = "Reports/gemello.sqlite"

    /// The file, as it was named.
    public let path: String
    let queue: DatabaseQueue
    let shared = SharedRows()

    /// Opens the database to add runs; makes the file, and its folder, when there is none.
    ///
    /// It writes the schema version once more, so that a read-only file is found before a long run, not after it.
    /// - Parameter busyTimeout: how long to wait for another writer.
    /// - Throws: `ResultStoreError` also for what would keep nothing: a database in memory, a device, no name at all.
    public convenience init(
        writing path: String, busyTimeout: Duration = .seconds(10)
    ) throws(ResultStoreError) {
        try self.init(writing: path, busyTimeout: busyTimeout, pageLimit: nil)
    }

    /// - Parameter pageLimit: the most pages of 4 KiB the file may take; stands for the size of the disk.
    init(writing path: String, busyTimeout: Duration, pageLimit: Int?) throws(ResultStoreError) {
        self.path = path
        try DatabaseFile.check(path)
        do {
            try Self.makeFolder(of: path)
            var configuration = Self.configuration(busyTimeout: busyTimeout)
            if let pageLimit {
                configuration.prepareDatabase { try $0.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                try db.inTransaction(.immediate) {
                    try Schema.prepare(db, path: path)
                    return .commit
                }
            }
        } catch {
            throw ResultStoreError(path: path, cause: error)
        }
    }

    /// Opens the database to read it; nothing is made or changed, so a read-only file will do.
    public init(reading path: String) throws(ResultStoreError) {
        self.path = path
        guard try DatabaseFile.check(path) else { throw ResultStoreError(path: path, problem: .missing) }
        do {
            queue = try Self.openReadOnly(path)
        } catch {
            throw ResultStoreError(path: path, cause: error)
        }
    }

    /// A process killed while it wrote leaves a journal that must be rolled back, which only a writer may do; then the
    /// file is opened once to write.
    private static func openReadOnly(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration(busyTimeout: .seconds(10))
        do {
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { try Schema.check($0, path: path) }
            return queue
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            configuration.readonly = false
            let writer = try DatabaseQueue(path: path, configuration: configuration)
            try writer.read { try Schema.check($0, path: path) }
            try writer.close()
            configuration.readonly = true
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Adds one run, wholly or not at all, and says under which id.
    /// - Parameter started: the wall-clock instant of its start, ISO 8601 with offset.
    public func append(_ ending: RunEnding, started: String) throws(ResultStoreError) -> Int64 {
        let appended = append([FinishedRun(ending: ending, started: started)])
        if let trouble = appended.trouble { throw trouble }
        return appended.ids[0]
    }

    /// Adds runs in their order, each wholly or not at all. They share a transaction, because to make sure of one on
    /// the disk takes longer than to write many; where that fails they are added one by one, up to the first that
    /// cannot be.
    public func append(_ runs: [FinishedRun]) -> AppendedRuns {
        guard runs.count > 1 else { return appendOneByOne(runs) }
        do {
            return AppendedRuns(ids: try write(runs))
        } catch {
            return appendOneByOne(runs)
        }
    }

    private func appendOneByOne(_ runs: [FinishedRun]) -> AppendedRuns {
        var appended = AppendedRuns()
        for run in runs {
            do {
                appended.ids += try write([run])
            } catch {
                appended.trouble = ResultStoreError(path: path, cause: error)
                break
            }
        }
        return appended
    }

    private func write(_ runs: [FinishedRun]) throws -> [Int64] {
        try queue.inDatabase { db in
            var ids: [Int64] = []
            do {
                try db.inTransaction(.immediate) {
                    try shared.begin(db)
                    let writing = RunWriting(db: db, shared: shared)
                    for run in runs { ids.append(try writing.write(run.ending, started: run.started)) }
                    return .commit
                }
            } catch {
                shared.forget()
                throw error
            }
            return ids
        }
    }

    /// Every run that is meant, oldest first.
    public func headings(_ selection: RunSelection = RunSelection()) throws(ResultStoreError) -> [RunHeading] {
        try readingRuns { try $0.headings() }.filter(selection.takes)
    }

    /// The run with this id, read whole.
    /// - Throws: `ResultStoreError`: there is no such run, or it cannot be read.
    public func run(_ id: Int64) throws(ResultStoreError) -> StoredRun {
        let found = try readingRuns { try $0.run(id) }
        guard let found else { throw ResultStoreError(path: path, problem: .noRun(id)) }
        return found
    }

    /// The runs that are there of a group's cells: none that crashed, and none that repeated choices made before.
    public func runs(of group: CellGroup) throws(ResultStoreError) -> [CellGroup.Member: Int64] {
        try readingRuns { try $0.runs(of: group) }
    }

    /// How the run with this id ended, of which a ticket is known that decides it: all that is counted, listed or
    /// judged over many runs, without the buckets of measures, the series and the life lines.
    /// - Throws: `ResultStoreError`: there is no such run, or it cannot be read.
    public func briefEnding(of id: Int64, as ticket: RunTicket) throws(ResultStoreError) -> RunEnding {
        let found = try readingRuns { try $0.briefEnding(id, of: ticket) }
        guard let found else { throw ResultStoreError(path: path, problem: .noRun(id)) }
        return found
    }

    /// Removes all but the last `count` of the runs that are meant, and gives the room back to the disk.
    /// - Returns: how many were removed.
    public func prune(keeping count: Int, of selection: RunSelection = RunSelection()) throws(ResultStoreError) -> Int {
        do {
            let removed = try queue.inDatabase { db in
                let runs = try RunReading(db: db, shared: shared).headings().filter(selection.takes).dropLast(count)
                try db.inTransaction(.immediate) {
                    for run in runs {
                        try db.execute(sql: "DELETE FROM stored_run WHERE id = ?", arguments: [run.id])
                    }
                    try db.execute(sql: Self.sweep)
                    return .commit
                }
                shared.forget()
                return runs.count
            }
            if removed > 0 { try queue.vacuum() }
            return removed
        } catch {
            throw ResultStoreError(path: path, cause: error)
        }
    }

    /// What no run refers to any more.
    private static let sweep = """
        DELETE FROM scenario WHERE id NOT IN (SELECT scenario_id FROM stored_run);
        DELETE FROM measure_definition WHERE id NOT IN (SELECT definition_id FROM figure);
        """

    func readingRuns<Value>(_ body: (RunReading) throws -> Value) throws(ResultStoreError) -> Value {
        try reading { db in
            try shared.begin(db)
            return try body(RunReading(db: db, shared: shared))
        }
    }

    func reading<Value>(_ body: (Database) throws -> Value) throws(ResultStoreError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw ResultStoreError(path: path, cause: error)
        }
    }

    private static func configuration(busyTimeout: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        return configuration
    }

    private static func makeFolder(of path: String) throws {
        let folder = FilePath.folder(of: path)
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ResultStoreError(path: path, problem: .unopenable("its folder cannot be made"))
        }
    }
}
