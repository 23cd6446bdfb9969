import Foundation

/// A file that a command was asked to write.
enum OutputFile {
    /// Writes all of a text, or leaves what was there.
    /// - Throws: `Failure` with the path and what stands in the way.
    static func write(_ text: String, to path: String) throws(Failure) {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            let reason = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let words = reason.map { String(cString: strerror(Int32($0.code))) } ?? "it is not possible there"
            throw Failure("\(path): cannot be written (\(words))")
        }
    }
}
