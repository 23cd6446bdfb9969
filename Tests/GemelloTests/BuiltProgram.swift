import Foundation

/// The built `gemello`, run as a user runs it, in a folder of its own.
final class BuiltProgram {
    struct Ending {
        var exitCode: Int32
        var output: String
        var errors: String

        /// Without the progress lines, which only tell how far the run is.
        var errorLines: [Substring] {
            errors.split(separator: "\n").filter { !$0.hasPrefix("virtual ") && !$0.hasPrefix("seeds ") }
        }
    }

    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gemello-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The program stands beside the test bundle, wherever the build folder is.
    static let path: String = {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("gemello").path
    }()

    func file(_ name: String) -> String { "\(folder)/\(name)" }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

    /// Runs to the end with these arguments.
    func run(_ arguments: String...) throws -> Ending {
        try run(command: [Self.path] + arguments)
    }

    func run(command: [String]) throws -> Ending {
        try run(command: command, whileRunning: { _, _ in Data() })
    }

    /// Runs, sends SIGINT after the first bytes on standard error, and waits for the end.
    func interruptAfterFirstProgress(_ arguments: String...) throws -> Ending {
        try run(command: [Self.path] + arguments) { process, errors in
            let first = errors.availableData
            process.interrupt()
            return first
        }
    }

    /// Runs, sends SIGINT as soon as standard error has told `text`, and waits for the end.
    func interrupt(afterErrorsTell text: String, _ arguments: String...) throws -> Ending {
        try run(command: [Self.path] + arguments) { process, errors in
            var told = Data()
            while !String(decoding: told, as: UTF8.self).contains(text) {
                let more = errors.availableData
                if more.isEmpty { return told }
                told += more
            }
            process.interrupt()
            return told
        }
    }

    private func run(
        command: [String], whileRunning body: (Process, FileHandle) -> Data
    ) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        let outputFile = "\(folder)-output"
        try Data().write(to: URL(fileURLWithPath: outputFile))
        defer { try? FileManager.default.removeItem(atPath: outputFile) }
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputFile))
        let errorPipe = Pipe()
        process.standardError = errorPipe
        try process.run()
        let errors =
            body(process, errorPipe.fileHandleForReading) + errorPipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Ending(
            exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOfFile: outputFile, encoding: .utf8),
            errors: String(decoding: errors, as: UTF8.self))
    }
}
