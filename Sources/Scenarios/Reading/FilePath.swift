/// Paths of files as POSIX writes them. Foundation's `NSString` traps on Linux for a relative path of one character.
package enum FilePath {
    /// The folder that a file lies in, as `dirname` has it: "." for a name alone.
    package static func folder(of path: String) -> String {
        let name = path.reversed().drop { $0 == "/" }
        guard !name.isEmpty else { return path.isEmpty ? "." : "/" }
        let folder = name.drop { $0 != "/" }
        guard !folder.isEmpty else { return "." }
        let trimmed = folder.drop { $0 == "/" }
        return trimmed.isEmpty ? "/" : String(trimmed.reversed())
    }

    /// A path as it is read in `folder`: an absolute one is itself.
    package static func join(_ folder: String, _ path: String) -> String {
        path.hasPrefix("/") || folder == "." ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }
}
