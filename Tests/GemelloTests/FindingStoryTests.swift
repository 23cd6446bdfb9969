import Foundation
import Observation
import Scenarios
import Testing
import Twin

@testable import gemello

/// From a broken promise to its story.
@Suite struct FindingStoryTests {
    let program: BuiltProgram

    init() throws { program = try BuiltProgram() }

    private static let scenario = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scenarios/faults/crash-after-create.yaml").path

    @Test("A broken promise names the command of its story, which tells it")
    func theSummaryNamesTheCommand() throws {
        let run = try program.run("run", Self.scenario, "--quiet")
        let line = try #require(
            run.output.split(separator: "\n").first { $0.contains("gemello story 1 ") }, "\(run.output)")
        let payment = String(try #require(line.split(separator: " ").last))
        let story = try program.run("story", "1", payment)
        #expect(story.exitCode == 0)
        #expect(story.output.contains("I2 broken, payment \(payment)"))
    }

    @Test("--story-of-findings writes the first story of each promise that broke, twice alike")
    func storiesOfFindings() throws {
        let run = try program.run("run", Self.scenario, "--quiet", "--story-of-findings", "stories")
        let stored = try #require(try program.runs().first)
        #expect(run.exitCode == stored.verdict.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: program.file("stories")).sorted()
        #expect(names.count >= 2 && names.count.isMultiple(of: 2))
        #expect(run.output.contains("1 story of a finding in stories"))
        let markdown = try #require(names.first { $0.hasPrefix("I2-") && $0.hasSuffix(".md") })
        let first = try program.read("stories/\(markdown)")
        #expect(first.contains("- **I2 broken, payment "))
        #expect(names.contains(markdown.replacingOccurrences(of: ".md", with: ".svg")))
        _ = try program.run("run", Self.scenario, "--quiet", "--story-of-findings", "again")
        #expect(try program.read("again/\(markdown)") == first)
    }

    @Test("A second run into the same folder takes the place of the first, and leaves what is not its own")
    func secondRun() throws {
        _ = try program.run("run", Self.scenario, "--quiet", "--story-of-findings", "stories")
        try program.write("mine", to: "stories/notes.md")
        let before = Set(try FileManager.default.contentsOfDirectory(atPath: program.file("stories")))
        _ = try program.run("run", Self.scenario, "--quiet", "--story-of-findings", "stories", "--seed", "2")
        let after = Set(try FileManager.default.contentsOfDirectory(atPath: program.file("stories")))
        #expect(before.intersection(after) == ["notes.md"])
        #expect(after.count >= 3)
    }

    @Test("Promises that broke without a payment that it happened to are named where their stories would be")
    func promisesWithoutAStory() {
        #expect(FindingStories.Written(stories: 1).text == "1 story of a finding")
        let written = FindingStories.Written(stories: 2, untold: ["I9", "I15"])
        #expect(written.text == "2 stories of findings (none of I9, I15: no payment is theirs)")
    }

    @Test("With several seeds the stories of each have a folder, and a calm run tells none")
    func seedsAndCalm() throws {
        try program.write(smallScenario, to: "small.yaml")
        let run = try program.run(
            "run", "small.yaml", "--seeds", "1..<3", "--quiet", "--story-of-findings", "stories", "--http", "calls",
            "--set", "citizens.payments=200/day")
        #expect(run.errorLines == [])
        #expect(program.exists("stories/seed-1") && program.exists("stories/seed-2"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.file("calls/seed-2")).count > 2)
        #expect(run.output.contains("stories of findings in stories, a folder for each seed"))
    }

    @Test("A finding of no payment has no story, and one of a stored run elsewhere names its database")
    func storyLines() {
        func finding(_ subject: String) -> Violation {
            Violation(invariant: "I15", grade: .liveness, instantNanoseconds: 0, subject: subject, message: "")
        }
        let words = StoryLine.words(ofRun: 7, in: "my runs.sqlite")
        #expect(StoryLine.of(finding("group readers"), words) == [])
        #expect(StoryLine.of(finding("payment 1-2"), words) == ["gemello story 7 --db 'my runs.sqlite' 1-2"])
    }
}
