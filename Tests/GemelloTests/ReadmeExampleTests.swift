import Foundation
import Testing

/// The examples of README.md, run as a reader runs them. `.ci/run` runs them in release, at other seeds too, and
/// those of `size`, which take minutes in debug.
@Suite struct ReadmeExampleTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Each command without the program's name, and the exit code that stands behind it.
    private func examples() throws -> [(command: String, code: Int32)] {
        let text = try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
        return try text.split(separator: "\n").filter { $0.hasPrefix("gemello ") }.map { line in
            let parts = line.dropFirst("gemello ".count).components(separatedBy: " # ")
            #expect(parts.count == 2, "\(line)")
            return (parts[0], try #require(Int32(parts[parts.count - 1])))
        }
    }

    private func code(_ command: String, in program: BuiltProgram) throws -> Int32 {
        try program.run(command: ["/bin/bash", "-c", "exec \"$0\" \(command)", BuiltProgram.path]).exitCode
    }

    @Test("Every example shows the code it ends with")
    func everyExampleShowsItsCode() throws {
        let examples = try examples()
        #expect(examples.count >= 5)
        #expect(Set(examples.map(\.code)).isSubset(of: [0, 1, 3, 4]))
    }

    @Test("Every example ends with the code it shows")
    func everyExampleEndsWithItsCode() throws {
        let program = try BuiltProgram()
        try FileManager.default.createSymbolicLink(
            atPath: program.file("Scenarios"), withDestinationPath: Self.root.appendingPathComponent("Scenarios").path)
        for (command, shown) in try examples() where !command.hasPrefix("size ") {
            // The first seeds of many, or a range of twenty would take minutes too.
            let command = command.replacingOccurrences(of: "'0..<20'", with: "'0..<3'")
            #expect(try code(command, in: program) == shown, "\(command)")
        }
    }
}
