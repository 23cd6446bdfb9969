import Foundation

/// This test program once more, with one filter and an environment of its own.
struct ChildProcess {
    let status: Int32
    let output: String
    let number: Int32

    /// - Parameters:
    ///   - command: what a shell is given, in which `swift test` stands for this program.
    ///   - changes: of the environment; nil takes a variable away.
    init(_ command: String, input: String = "", changes: [String: String?] = [:]) throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let run = command.replacingOccurrences(of: "swift test", with: "exec \"$0\" --testing-library swift-testing")
        process.arguments = ["-c", run, program]
        var environment = ProcessInfo.processInfo.environment
        environment["PLANTED_DEFECTS"] = "1"
        for name in changes.keys.sorted() { environment[name] = changes[name].flatMap(\.self) }
        process.environment = environment
        let (pipe, standardInput) = (Pipe(), Pipe())
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = standardInput
        try process.run()
        number = process.processIdentifier
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    /// The rest of the lines that begin with a word.
    func lines(after word: String) -> [String] {
        output.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix(word) }.map {
            $0.dropFirst(word.count).trimmingCharacters(in: .whitespaces)
        }
    }
}
