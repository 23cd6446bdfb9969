import Foundation
import Testing

/// The page about comparing shows what the program prints.
@Suite struct ComparePageTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The commands of the page's example, each on a line that begins with `$ `, and what the last one prints.
    private func example() throws -> (commands: [String], output: String) {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("Sources/gemello/gemello.docc/Comparing.md"), encoding: .utf8)
        let block = try #require(page.components(separatedBy: "\n```\n$ gemello ").dropFirst().first)
        let lines = try #require(("$ gemello " + block).components(separatedBy: "\n```").first).split(
            separator: "\n", omittingEmptySubsequences: false)
        let words = lines.prefix { $0.hasPrefix("$ ") || $0.hasPrefix("    ") }
        let commands = words.joined(separator: "\n").components(separatedBy: "$ gemello ").dropFirst()
        return (Array(commands), lines.dropFirst(words.count).joined(separator: "\n") + "\n")
    }

    /// How long the machine took is another number each time.
    private func withoutWallTime(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasPrefix("cost        wall time x ") ? "cost" : $0
        }
    }

    @Test("The example prints what stands below it")
    func theExampleIsTrue() throws {
        let program = try BuiltProgram()
        try FileManager.default.createSymbolicLink(
            atPath: program.file("Scenarios"), withDestinationPath: Self.root.appendingPathComponent("Scenarios").path)
        let (commands, output) = try example()
        try #require(commands.count == 3)
        var last: BuiltProgram.Ending?
        for command in commands {
            last = try program.run(command: ["/bin/bash", "-c", "exec \"$0\" \(command)", BuiltProgram.path])
        }
        let ending = try #require(last)
        #expect(withoutWallTime(ending.output) == withoutWallTime(output), "\(ending.output)\(ending.errors)")
        #expect(withoutWallTime(output).contains("cost"))
    }
}
