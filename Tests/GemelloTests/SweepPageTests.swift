import Foundation
import Testing

/// The page about sweeps shows what the program prints.
@Suite struct SweepPageTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Each command that the page shows with its output.
    private func examples() throws -> [(command: String, output: String)] {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("Sources/gemello/gemello.docc/Sweeps.md"), encoding: .utf8)
        return try page.components(separatedBy: "\n```\n$ gemello ").dropFirst().map { part in
            let block = try #require(part.components(separatedBy: "\n```").first)
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            let commandLines = lines.prefix { $0.hasSuffix("\\") }.count + 1
            return (
                lines.prefix(commandLines).joined(separator: "\n"),
                lines.dropFirst(commandLines).joined(separator: "\n") + "\n"
            )
        }
    }

    @Test("Every example of the page prints what stands below it")
    func theExamplesAreTrue() throws {
        let program = try BuiltProgram()
        try FileManager.default.createSymbolicLink(
            atPath: program.file("Scenarios"), withDestinationPath: Self.root.appendingPathComponent("Scenarios").path)
        let examples = try examples()
        #expect(examples.count == 2)
        for (command, output) in examples {
            let ending = try program.run(command: ["/bin/bash", "-c", "exec \"$0\" \(command)", BuiltProgram.path])
            #expect(ending.output == output, "\(ending.errors)")
        }
    }
}
