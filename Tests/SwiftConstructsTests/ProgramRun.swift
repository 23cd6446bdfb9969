import Foundation

/// One run of the program that tries constructs and plays scenes; it stands beside the test bundle.
struct ProgramRun {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    /// - Parameter changes: of the environment; nil takes a variable away.
    init(_ arguments: [String], environment changes: [String: String?] = [:]) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("SwiftConstructs")
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        for (name, value) in changes { environment[name] = value }
        process.environment = environment
        process.standardOutput = output
        process.standardError = errors
        try process.run()
    }

    /// Waits until standard error has `word`, ends the program, and gives what stood there.
    func words(upTo word: String) -> String {
        var bytes = Data()
        while !String(decoding: bytes, as: UTF8.self).contains(word) {
            let more = errors.fileHandleForReading.availableData
            if more.isEmpty { break }
            bytes += more
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits for its end: by which status or signal, and what it has printed.
    func end() -> (status: Int32, output: [Substring], errors: String) {
        let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, lines.split(separator: "\n"), words)
    }
}
