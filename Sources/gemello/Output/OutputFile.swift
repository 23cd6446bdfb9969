import Foundation

/// A file that a command was asked to write.
enum OutputFile {
    /// Writes all of a text, or leaves what was there. A link is followed, and what is no file, such as a pipe or a
    /// device, is written to and not replaced.
    /// - Throws: `Failure` with the path and what stands in the way.
    static func write(_ text: String, to path: String) throws(Failure) {
        guard !path.isEmpty else { throw Failure("a file without a name cannot be written; give its path") }
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        do {
            if isReplaced(file) {
                try Data(text.utf8).write(to: file, options: .atomic)
            } else {
                let handle = try FileHandle(forWritingTo: file)
                try handle.write(contentsOf: Data(text.utf8))
                try handle.close()
            }
        } catch {
            throw Failure("\(path): cannot be written (\(reason(error, file)))")
        }
    }

    /// Finds before long work what would keep a file from being written after it.
    /// - Throws: `Failure` with the path and what stands in the way.
    static func check(_ path: String) throws(Failure) {
        guard !path.isEmpty else { throw Failure("a file without a name cannot be written; give its path") }
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let (folder, manager) = (file.deletingLastPathComponent().path, FileManager.default)
        var isFolder: ObjCBool = false
        let problem: String? =
            if manager.fileExists(atPath: file.path, isDirectory: &isFolder) {
                isFolder.boolValue
                    ? "it is a folder" : manager.isWritableFile(atPath: file.path) ? nil : "it is read-only"
            } else if !manager.fileExists(atPath: folder) {
                "there is no folder \(folder)"
            } else {
                manager.isWritableFile(atPath: folder) ? nil : "its folder is read-only"
            }
        if let problem { throw Failure("\(path): cannot be written (\(problem)); give another path") }
    }

    private static func isReplaced(_ file: URL) -> Bool {
        let kind = try? FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
        return kind == nil || kind == .typeRegular
    }

    private static func reason(_ error: any Error, _ file: URL) -> String {
        let folder = file.deletingLastPathComponent().path
        if !FileManager.default.fileExists(atPath: folder) { return "there is no folder \(folder)" }
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        return cause.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(cause.code))) : "not there"
    }
}
