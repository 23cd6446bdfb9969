import Foundation
import Scenarios
import Testing

/// What the page about gates says is so.
@Suite struct GatePageTests {
    private let page: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        page = try String(
            contentsOf: root.appendingPathComponent("Sources/gemello/gemello.docc/Gates.md"), encoding: .utf8)
    }

    @Test("Its example is a scenario's, with every key")
    func example() throws {
        let block = try #require(page.components(separatedBy: "```yaml\n").dropFirst().first)
        let scenario = try Scenario(
            text: "name: page\n" + block.prefix(upTo: try #require(block.range(of: "```")).lowerBound))
        #expect(scenario.gates.map(\.scope) == [.everySeed, .mean, .share(percent: 99), .everySeed])
        #expect(scenario.gates.map(\.abortsFrom) == [nil, nil, nil, .seconds(600)])
    }

    @Test("Its options are those of the program")
    func options() throws {
        let help = try BuiltProgram().run("run", "--help").output
        let named = page.matches(of: /--[a-z][a-z-]+/).map { String($0.output) }
        #expect(named.contains("--on-undecided") && named.contains("--junit"))
        for option in Set(named).sorted() { #expect(help.contains(option), "\(option)") }
    }
}
