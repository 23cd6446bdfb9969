import Observation
import Scenarios
import ServicePorts
import ShippedScenarios
import Testing
import VirtualTime

@testable import Twin

@Suite("A story is recorded without a trace")
struct StoryRunTests {
    private static func ticket(_ seed: UInt64, _ settings: [String] = [], wire: PayloadForm = .typed) throws
        -> RunTicket
    {
        RunTicket(try ScenarioFolder.short(settings), seed: seed, wire: wire)
    }

    /// Everything that a story tells, as text.
    private static func lines(_ story: RecordedStory) -> [String] {
        story.events.map { event in
            [
                "\(event.instant)", event.kind.rawValue, event.place, event.other ?? "", event.text,
                event.bodyText ?? "", event.changes.map(\.text).joined(separator: ";"),
            ].joined(separator: "|")
        }
    }

    @Test("A run that is recorded finds what it finds without recording", arguments: 0..<6)
    func recordingChangesNothing(_ seed: UInt64) throws {
        let settings = seed.isMultiple(of: 2) ? ["swarm=true"] : []
        let twin = TwinRun(try Self.ticket(seed, settings))
        let plain = try twin.run()
        let (listed, directory) = try twin.listing()
        #expect(listed.findings == plain.findings)
        let subjects = Array(directory.subjects.prefix(TwinRun.storiesMax))
        #expect(subjects.count > 20)
        let (recorded, stories) = try twin.stories(of: subjects, in: directory)
        #expect(recorded.findings == plain.findings)
        #expect(stories.count == subjects.count)
        #expect(stories.allSatisfy { $0.run.traceHash == plain.findings.traceHash && !$0.events.isEmpty })
    }

    @Test("A run under a shuffled schedule is recorded with the choices that it made")
    func shuffledRunsAreRecorded() throws {
        var ticket = try Self.ticket(3)
        ticket.schedule = .shuffle
        let plain = try TwinRun(ticket).run()
        let twin = TwinRun(plain.replayTicket)
        let (_, directory) = try twin.listing()
        let (recorded, _) = try twin.stories(of: [directory.subjects[0]], in: directory)
        #expect(recorded.findings == plain.findings)
    }

    @Test("Values and bytes on the wire give the same stories, bodies included")
    func wireFormsTellTheSame() throws {
        func stories(_ wire: PayloadForm) throws -> [[String]] {
            let twin = TwinRun(try Self.ticket(2, wire: wire))
            let (_, directory) = try twin.listing()
            return try twin.stories(of: Array(directory.subjects.prefix(12)), in: directory).stories.map(Self.lines)
        }
        let (typed, bytes) = (try stories(.typed), try stories(.bytes))
        #expect(typed.count == 12)
        for (one, other) in zip(typed, bytes) {
            #expect(one.count == other.count)
            for (line, otherLine) in zip(one, other) where line != otherLine {
                Issue.record("\(line) is \(otherLine) as bytes")
            }
        }
    }

    @Test("Two stories recorded together are those recorded alone")
    func storiesDoNotMix() throws {
        let twin = TwinRun(try Self.ticket(1))
        let (_, directory) = try twin.listing()
        let pair = Array(directory.subjects[4...5])
        let together = try twin.stories(of: pair, in: directory).stories
        for (subject, story) in zip(pair, together) {
            let alone = try #require(try twin.stories(of: [subject], in: directory).stories.first)
            #expect(Self.lines(alone) == Self.lines(story))
        }
    }

    @Test("The story of a paid payment goes through every door, in order of time")
    func everyDoorIsHeard() throws {
        let twin = TwinRun(try Self.ticket(1))
        let (_, directory) = try twin.listing()
        let subject = try #require(
            directory.subjects.first { $0.payments.first?.status == .complete && $0.payments[0].movements == 1 })
        let story = try #require(try twin.stories(of: [subject], in: directory).stories.first)
        let kinds = Set(story.events.map(\.kind))
        for kind in StoryEvent.Kind.allCases where ![.fault, .hold, .process, .finding].contains(kind) {
            #expect(kinds.contains(kind), "\(kind) is not told")
        }
        let instants = story.events.map(\.instant)
        #expect(instants == instants.sorted())
        let statuses = story.events.filter { $0.kind == .record && $0.other == "payments" }.flatMap(\.changes).filter {
            $0.path == "status"
        }
        #expect(statuses.first?.after == "CREATION_PENDING")
        #expect(statuses.last?.after == "COMPLETE")
        let due = story.events.first { $0.kind == .answer && $0.place.hasPrefix("payments-poller") }
        #expect(due != nil, "The view names the payment to the poller")
    }

    @Test("Every request of a story has its answer, and every read its record")
    func nothingIsHalfTold() throws {
        let twin = TwinRun(try Self.ticket(1))
        let (_, directory) = try twin.listing()
        let stories = try twin.stories(of: Array(directory.subjects.prefix(20)), in: directory).stories
        for story in stories {
            func flows(_ kinds: [StoryEvent.Kind]) -> Set<String> {
                Set(story.events.filter { kinds.contains($0.kind) }.compactMap(\.flow))
            }
            #expect(flows([.call, .poll, .notification]) == flows([.answer]))
            #expect(flows([.read]).isSubset(of: flows([.record])))
        }
    }
}
