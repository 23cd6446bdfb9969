import Foundation
import Observation
import Results
import Scenarios
import Testing
import Twin

/// The page about stories shows one as it is.
@Suite struct StoryPageTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("The example of the page is the beginning of the story of smoke's first payment")
    func theExampleIsTrue() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("Sources/gemello/gemello.docc/Stories.md"), encoding: .utf8)
        let example = try #require(
            page.components(separatedBy: "<!-- story: begin -->\n```\n").last?.components(separatedBy: "\n```").first)
        let scenario = try Scenario(file: Self.root.appendingPathComponent("Scenarios/smoke.yaml").path, settings: [])
        let twin = TwinRun(RunTicket(scenario))
        let (_, directory) = try twin.listing()
        let story = try #require(try twin.stories(of: [directory.subjects[0]], in: directory).stories.first)
        let text = StoryText(story, isColoured: false, showsBodies: false).text()
        let begin = try #require(text.range(of: "   1 citizens"))
        let lines = text[begin.lowerBound...].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let wanted = example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(wanted.count > 20)
        #expect(Array(lines.prefix(wanted.count)) == wanted)
    }

    @Test("The page lists every anomaly and every form")
    func thePageIsWhole() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("Sources/gemello/gemello.docc/Stories.md"), encoding: .utf8)
        for anomaly in StoryAnomaly.allCases { #expect(page.contains("`\(anomaly.rawValue)`")) }
        for option in ["--markdown", "--mermaid", "--svg FILE", "--trace FILE", "--bodies", "--story-of-findings"] {
            #expect(page.contains("`\(option)") || page.contains(option))
        }
    }
}
