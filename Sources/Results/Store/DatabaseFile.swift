import Foundation

/// Whether a path can be that of a database which outlives the process.
enum DatabaseFile {
    /// - Returns: whether the file is there.
    /// - Throws: `ResultStoreError` for what SQLite would take without keeping anything, and for what is no file.
    @discardableResult
    static func check(_ path: String) throws(ResultStoreError) -> Bool {
        guard !path.isEmpty else { throw ResultStoreError(path: "--db ''", problem: .keepsNothing("it has no name")) }
        if path == ":memory:" { throw ResultStoreError(path: path, problem: .keepsNothing("it is in memory")) }
        // SQLite reads options out of such a name, among them one for a database in memory.
        if path.lowercased().hasPrefix("file:") {
            throw ResultStoreError(path: path, problem: .keepsNothing("it is a URI, not the path of a file"))
        }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return true
        case S_IFDIR: throw ResultStoreError(path: path, problem: .unopenable("it is a folder"))
        default: throw ResultStoreError(path: path, problem: .keepsNothing("it is a device or a pipe"))
        }
    }
}
