import Observation
import Scenarios
import ShippedScenarios
import Testing

@testable import Twin

@Suite("A story of trouble shows what contradicts itself")
struct StoryOfTroubleTests {
    /// The first finding of a promise in a scenario of faults, and its story.
    private func story(
        of promise: Invariant, in scenario: String, settings: [String] = []
    ) throws -> (finding: Violation, story: RecordedStory) {
        let twin = TwinRun(RunTicket(try ScenarioFolder.load(scenario, settings: settings)))
        let (ending, directory) = try twin.listing()
        let finding = try #require(ending.findings.violations.first { $0.invariant == promise.rawValue })
        let subject = try #require(directory.subject(of: finding))
        let story = try #require(try twin.stories(of: [subject], in: directory).stories.first)
        return (finding, story)
    }

    @Test("An application that never gets its payment has a story")
    func anApplicationWithoutPayment() throws {
        let (finding, story) = try story(of: .applicationGetsPayment, in: "faults/gateway-down")
        #expect(story.events.contains { $0.kind == .finding && $0.instant == finding.instantNanoseconds })
    }

    @Test("A proxy that dies between creating and storing: both debt positions, its end, its return and the finding")
    func twoPositions() throws {
        let (finding, story) = try story(of: .oneDebtPosition, in: "faults/crash-after-create")
        let positions = story.events.filter { $0.kind == .money && $0.text.hasPrefix("opens a debt position") }
        #expect(positions.count == 2)
        #expect(story.subject.payments[0].notices.count == 2)
        let told = try #require(story.events.firstIndex { $0.kind == .finding && $0.text.hasPrefix("I2 broken") })
        #expect(story.events[told].instant == finding.instantNanoseconds)
        let end = try #require(story.events.first { $0.kind == .process && $0.text.hasPrefix("ends at ") })
        #expect(story.events.contains { $0.kind == .process && $0.place == end.place && $0.instant > end.instant })
        #expect(positions[0].instant < end.instant && end.instant < positions[1].instant)
        let again = story.events.filter { $0.kind == .read && $0.text.contains("again: read 2 times") }
        #expect(!again.isEmpty, "The record is handed out once more")
    }

    @Test("What a fault does to a call of the payment stands in its story, and when the fault began and ended")
    func faultsAreTold() throws {
        let scenario = try ScenarioFolder.load("faults/intermediary-loses-answers")
        let twin = TwinRun(RunTicket(scenario))
        let (_, directory) = try twin.listing()
        let subjects = Array(directory.subjects.prefix(TwinRun.storiesMax))
        let events = try twin.stories(of: subjects, in: directory).stories.flatMap(\.events)
        let lost = events.filter { $0.kind == .fault && $0.text.contains("the answer is lost after the work") }
        #expect(!lost.isEmpty)
        #expect(lost.allSatisfy { $0.flow != nil })
        #expect(events.contains { $0.kind == .fault && $0.text.hasSuffix(" begins") })
        #expect(events.contains { $0.kind == .answer && $0.text.contains("did not answer within") })
    }
}
