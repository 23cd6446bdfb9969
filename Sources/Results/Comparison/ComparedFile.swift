import Experiments
import Foundation
import Scenarios

/// A file that has runs to compare: a database, or a baseline.
package struct ComparedFile: Sendable {
    /// As it was named.
    package let path: String
    /// In their order there.
    package let runs: [ComparedRun]
    /// How many runs repeat choices made before and are not compared.
    package let replays: Int
    /// Nil of a baseline, which has no more than is compared.
    package let store: ResultStore?

    private static let bytesMax = 100_000_000
    private static let databaseMark = Array("SQLite format 3\u{0}".utf8)

    /// - Throws: `ResultStoreError` of a database, `ComparisonRefusal` of a baseline and of any other file.
    package init(reading path: String) throws {
        self.path = path
        guard Self.begins(path, with: Self.databaseMark) else {
            let text: String
            do { text = try TextFile(at: path, called: "this", bytesMax: Self.bytesMax).text } catch {
                throw ComparisonRefusal("\(path): \(error.message); give the path of a database or a baseline")
            }
            runs = try BaselineReading.runs(in: text, source: path)
            (replays, store) = (0, nil)
            return
        }
        let store = try ResultStore(reading: path)
        (runs, replays) = try store.comparedRuns()
        self.store = store
    }

    private static func begins(_ path: String, with mark: [UInt8]) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: mark.count) else {
            return false
        }
        return Array(start) == mark
    }
}
