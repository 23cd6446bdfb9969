import Foundation
import Synchronization
import Testing

/// Keeps the seeds that failed in a small file for each test, in the build folder of the package that the test belongs
/// to, or in the temporary folder where there is none.
struct SeedMemory: Sendable {
    private let file: URL
    private let call: String
    /// Cases of one test run side by side.
    private static let lock = Mutex(())

    /// - Parameter place: of the call of `simulate`.
    init(of test: TestIdentity, calledAt place: SourceLocation) {
        file = Self.folder(above: place.filePath).appendingPathComponent("\(test.fileName).seeds")
        call = test.call(at: place)
    }

    /// The build folder next to the manifest, upward from a source file.
    static func folder(above path: String) -> URL {
        var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        while folder.path != "/" {
            let build = folder.appendingPathComponent(".build")
            let manifest = folder.appendingPathComponent("Package.swift").path
            if FileManager.default.fileExists(atPath: manifest), FileManager.default.fileExists(atPath: build.path) {
                return build.appendingPathComponent("failed-seeds")
            }
            folder.deleteLastPathComponent()
        }
        return FileManager.default.temporaryDirectory.appendingPathComponent("failed-seeds")
    }

    /// What failed before; nothing where nothing can be read.
    var seeds: [UInt64] { Self.lock.withLock { _ in kept.seeds(of: call) } }

    /// Remembers a seed that has failed.
    /// - Throws: what the file system refuses.
    func add(_ seed: UInt64) throws { try change { $0.add(seed, of: call) } }

    /// What remembers a seed when it stands at the end of the file at `path`.
    func line(of seed: UInt64) -> String { FailedSeeds.line(seed, of: call) }

    /// Of the file, in a folder that there may not be yet.
    var path: String { file.path }

    /// Forgets a seed that has passed.
    /// - Throws: what the file system refuses.
    func remove(_ seed: UInt64) throws { try change { $0.remove(seed, of: call) } }

    private var kept: FailedSeeds {
        FailedSeeds(text: (try? String(contentsOf: file, encoding: .utf8)) ?? "")
    }

    private func change(_ body: (inout FailedSeeds) -> Void) throws {
        try Self.lock.withLock { _ in
            let before = kept
            var after = before
            body(&after)
            guard after != before else { return }
            if after.entries.isEmpty { return try FileManager.default.removeItem(at: file) }
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(after.text.utf8).write(to: file, options: .atomic)
        }
    }
}
