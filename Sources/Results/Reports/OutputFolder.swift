import Foundation

/// A folder that results are written into.
public enum OutputFolder {
    /// Makes `folder` when there is none, so that one where nothing can be written is found before a long run.
    /// - Throws: `ResultStoreError` with the folder and what stands in the way.
    public static func prepare(_ folder: String) throws(ResultStoreError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ResultStoreError(path: folder, problem: .unopenable("the folder cannot be made"))
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw ResultStoreError(path: folder, problem: .unopenable("the folder is read-only"))
        }
    }
}
