import Foundation
import Results

/// The built `gemello`, run as a user runs it, in a folder of its own.
final class BuiltProgram {
    struct Ending {
        var exitCode: Int32
        var output: String
        var errors: String

        /// Without what is said of every run: its ticket, in short or as JSON, and that it ended.
        var errorLines: [Substring] {
            errors.split(separator: "\n").filter {
                !$0.hasPrefix("gemello: ticket: ") && !$0.hasPrefix("{")
                    && !($0.contains("run") && $0.contains(" ended after "))
            }
        }
    }

    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gemello-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The program stands beside the test bundle, wherever the build folder is; `GEMELLO_PROGRAM` names another one,
    /// such as that of a release build, of which the same is true in a sixth of the time.
    static let path: String = {
        if let named { return named }
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appendingPathComponent("gemello").path
    }()

    /// Whether another program is under test than the debug build's.
    static var isNamed: Bool { named != nil }

    private static let named = ProcessInfo.processInfo.environment["GEMELLO_PROGRAM"]

    /// Without what gives a job of a cluster its shard: tests may be such a job themselves.
    private static let environment = ProcessInfo.processInfo.environment.filter { name, _ in
        !["SLURM_ARRAY_", "CI_NODE_", "JOB_COMPLETION_"].contains { name.hasPrefix($0) }
    }

    func file(_ name: String) -> String { "\(folder)/\(name)" }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

    /// The runs that a database of the folder holds, oldest first.
    func runs(in name: String = "Reports/gemello.sqlite") throws -> [RunHeading] {
        try ResultStore(reading: file(name)).headings()
    }

    /// Runs to the end with these arguments.
    func run(_ arguments: String...) throws -> Ending {
        try run(command: [Self.path] + arguments)
    }

    /// Runs, sends SIGINT as soon as a run is in the database of this name, and waits for the end.
    func interrupt(onceStored name: String, _ arguments: String...) throws -> Ending {
        try interrupt(by: SIGINT, onceStored: name, command: [Self.path] + arguments)
    }

    /// The same with another signal.
    func interrupt(by signal: Int32, onceStored name: String, command: [String]) throws -> Ending {
        try run(command: command) { process, errors in
            while process.isRunning, (try? ResultStore(reading: self.file(name)).headings().isEmpty) != false {
                sched_yield()
            }
            kill(process.processIdentifier, signal)
            return Data()
        }
    }

    func run(command: [String]) throws -> Ending {
        try run(command: command, whileRunning: { _, _ in Data() })
    }

    /// Runs, sends a signal once the ticket is told on standard error, and waits for the end.
    func interrupt(by signal: Int32 = SIGINT, _ arguments: String...) throws -> Ending {
        try run(command: [Self.path] + arguments) { process, errors in
            let first = errors.availableData
            kill(process.processIdentifier, signal)
            return first
        }
    }

    /// Runs with a standard output that nobody reads any more.
    func runIntoClosedPipe(_ arguments: String...) throws -> Ending {
        let output = Pipe()
        try output.fileHandleForReading.close()
        return try run(command: [Self.path] + arguments, output: output) { _, _ in Data() }
    }

    /// Runs, sends SIGINT as soon as standard output has told `text`, and waits for the end.
    func interrupt(afterOutputTells text: String, _ arguments: String...) throws -> Ending {
        let output = Pipe()
        var told = Data()
        var ending = try run(command: [Self.path] + arguments, output: output) { process, _ in
            let reader = output.fileHandleForReading
            while !String(decoding: told, as: UTF8.self).contains(text) {
                let more = reader.availableData
                if more.isEmpty { return Data() }
                told += more
            }
            process.interrupt()
            told += reader.readDataToEndOfFile()
            return Data()
        }
        ending.output = String(decoding: told, as: UTF8.self)
        return ending
    }

    /// - Parameter output: takes standard output; a file does when nil.
    private func run(
        command: [String], output: Pipe? = nil, whileRunning body: (Process, FileHandle) -> Data
    ) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = Self.environment
        process.standardInput = FileHandle.nullDevice
        let outputFile = "\(folder)-output"
        try Data().write(to: URL(fileURLWithPath: outputFile))
        defer { try? FileManager.default.removeItem(atPath: outputFile) }
        process.standardOutput = try output ?? FileHandle(forWritingTo: URL(fileURLWithPath: outputFile)) as Any
        let errorPipe = Pipe()
        process.standardError = errorPipe
        try process.run()
        try output?.fileHandleForWriting.close()
        let errors =
            body(process, errorPipe.fileHandleForReading) + errorPipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Ending(
            exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOfFile: outputFile, encoding: .utf8),
            errors: String(decoding: errors, as: UTF8.self))
    }
}
