import Foundation
import GRDBSQLite

/// What stands over a connection as long as a report is read: nothing but reading is let through, and somebody may ask
/// for the end.
final class QueryWatch {
    private let connection: OpaquePointer
    private let isCancelled: @Sendable () -> Bool
    /// Whether something else than reading was asked for.
    private(set) var hasDenied = false

    /// Steps of SQLite's machine between two questions: well under a millisecond.
    private static let steps: Int32 = 10_000

    /// Call `end` when the report is read.
    init(_ connection: OpaquePointer, _ isCancelled: @escaping @Sendable () -> Bool) {
        self.connection = connection
        self.isCancelled = isCancelled
        let watch = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(
            connection, Self.steps,
            { watch in
                guard let watch else { return 0 }
                return Unmanaged<QueryWatch>.fromOpaque(watch).takeUnretainedValue().isCancelled() ? 1 : 0
            }, watch)
        sqlite3_set_authorizer(
            connection,
            { watch, action, _, name, _, _ in
                guard let watch else { return SQLITE_DENY }
                return Unmanaged<QueryWatch>.fromOpaque(watch).takeUnretainedValue().verdict(on: action, name)
            }, watch)
    }

    func end() {
        sqlite3_progress_handler(connection, 0, nil, nil)
        sqlite3_set_authorizer(connection, nil, nil)
    }

    /// Reading, and computing with what was read.
    private func verdict(on action: Int32, _ name: UnsafePointer<CChar>?) -> Int32 {
        let isRead =
            switch action {
            case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: true
            case SQLITE_FUNCTION: name.map { strcmp($0, "load_extension") != 0 } == true
            default: false
            }
        if !isRead { hasDenied = true }
        return isRead ? SQLITE_OK : SQLITE_DENY
    }
}
