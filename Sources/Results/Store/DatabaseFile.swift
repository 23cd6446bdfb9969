import Foundation
import Scenarios

/// Whether a path can be that of a database which outlives the process.
enum DatabaseFile {
    /// - Returns: whether the file is there.
    /// - Throws: `ResultStoreError` for what SQLite would take without keeping anything, and for what is no file.
    @discardableResult
    static func check(_ path: String) throws(ResultStoreError) -> Bool {
        guard !path.isEmpty else { throw ResultStoreError(path: "--db ''", problem: .keepsNothing("it has no name")) }
        if path.hasSuffix("/") { throw ResultStoreError(path: path, problem: .keepsNothing("it names a folder")) }
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

    /// Why the operating system lets nobody open or make the file, in words.
    static func obstacle(at path: String) -> String {
        func reason() -> String { String(cString: strerror(errno)).lowercased() }
        // For whom the process acts, which decides when a file is opened.
        func allows(_ path: String, _ mode: Int32) -> Bool { faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0 }
        if allows(path, F_OK) { return allows(path, R_OK | W_OK) ? "the system refuses it" : reason() }
        guard errno == ENOENT else { return reason() }
        return allows(FilePath.folder(of: path), W_OK | X_OK) ? "the system refuses it" : "its folder: \(reason())"
    }
}
