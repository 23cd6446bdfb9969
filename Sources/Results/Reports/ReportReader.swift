import GRDB
import GRDBSQLite

/// Runs report queries on a connection of its own that can do nothing but read: whatever a file of `Reports` says, it
/// makes no file, opens none, and changes nothing.
public final class ReportReader {
    private let store: ResultStore
    private let queue: DatabaseQueue
    private let isCancelled: @Sendable () -> Bool

    /// - Parameter isCancelled: asked now and then while a query runs, which ends when it says so.
    public init(
        _ store: ResultStore, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(ResultStoreError) {
        self.store = store
        self.isCancelled = isCancelled
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            for function in PackedFunctions.all { db.add(function: function) }
        }
        do { queue = try DatabaseQueue(path: store.path, configuration: configuration) } catch {
            throw ResultStoreError(path: store.path, cause: error)
        }
    }

    /// What a report says of one run.
    /// - Throws: `ResultStoreError` with the report's file and line for what is not one statement that reads, and with
    ///   `.interrupted` when it was asked to stop.
    public func table(of report: ReportQuery, run id: Int64) throws(ResultStoreError) -> ReportTable {
        do {
            return try queue.inDatabase { db in
                guard let connection = db.sqliteConnection else { preconditionFailure("The connection is open.") }
                let watch = QueryWatch(connection, isCancelled)
                defer { watch.end() }
                return try Self.table(of: report, run: id, on: connection, watch)
            }
        } catch {
            throw ResultStoreError(path: (error as? ResultStoreError)?.path ?? store.path, cause: error)
        }
    }

    private static func table(
        of report: ReportQuery, run id: Int64, on connection: OpaquePointer, _ watch: QueryWatch
    ) throws -> ReportTable {
        let statement = try ReportStatement(report, on: connection, watch)
        try statement.bind(run: id)
        return try statement.table()
    }
}
