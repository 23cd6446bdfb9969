import Testing
import VirtualTime

@testable import Scenarios
@testable import Twin

@Suite("When a fault begins and ends")
struct FaultScheduleTests {
    private static let hour: Int64 = 3_600_000_000_000

    private func schedule(_ fields: String) throws -> FaultSchedule {
        let kind = fields.contains("length") || fields.contains("during") ? "pause" : "crash"
        let scenario = try Scenario(
            text: "name: a", settings: ["duration=1h", "faults=[{kind: \(kind), target: core-1, \(fields)}]"])
        return FaultSchedule(scenario.faults[0], phaseEnd: Self.hour) {
            RandomStream(seed: 7, name: $0, replication: 0)
        }
    }

    /// Beginnings and ends in minutes, drawn times left out.
    private func episodes(_ fields: String) throws -> [[Int64]] {
        var schedule = try schedule(fields)
        var episodes: [[Int64]] = []
        var previous: Int64?
        while let begin = schedule.next(after: previous) {
            episodes.append([begin, schedule.end(ofBeginning: begin)].map { $0 / 60_000_000_000 })
            previous = begin
        }
        return episodes
    }

    @Test(
        "A schedule gives the beginnings and ends that its words say",
        arguments: [
            ("at: 10min, length: 5min", [[10, 15]]), ("at: 50min, length: 30min", [[50, 60]]),
            ("during: [10min, 20min]", [[10, 20]]),
            ("at: 10min, every: 20min, length: 5min", [[10, 15], [30, 35], [50, 55]]),
            ("every: 20min, during: [5min, 30min], length: 10min", [[5, 15], [25, 30]]),
        ] as [(String, [[Int64]])])
    func placed(_ fields: String, _ expected: [[Int64]]) throws {
        #expect(try episodes(fields) == expected)
    }

    @Test("A rate begins about so often, inside its window, and draws the same again")
    func random() throws {
        let fields = "rate: 2/min, during: [10min, 40min], length: {exponential: 1s}"
        let episodes = try episodes(fields)
        #expect((40...80).contains(episodes.count))
        #expect(episodes.allSatisfy { $0[0] >= 10 && $0[1] <= 40 })
        #expect(try self.episodes(fields) == episodes)
    }

    @Test("What begins at a moment is on no clock")
    func moment() throws {
        var schedule = try schedule("when: core.afterGateway")
        #expect(schedule.next(after: nil) == nil)
    }
}

@Suite("Which faults are on")
struct FaultOccurrencesTests {
    @Test("A fault that is on does not begin again, and ends once")
    func oneAtATime() {
        var occurrences = FaultOccurrences(count: 2)
        let begun = [occurrences.begin(0, at: 10), occurrences.begin(0, at: 11), occurrences.begin(1, at: 12)]
        #expect(begun == [true, false, true])
        let ended = [occurrences.end(0, occurrence: 1, at: 20), occurrences.end(0, occurrence: 1, at: 21)]
        #expect(ended == [true, false])
        let (again, late) = (occurrences.begin(0, at: 30), occurrences.end(0, occurrence: 1, at: 31))
        #expect(again)
        #expect(!late, "The end of the first is not that of the second.")
        #expect(occurrences.entries[0].occurrences == 2)
        #expect(occurrences.entries[0].firstBegin == 10)
        #expect(occurrences.entries[0].activeNanoseconds == 10)
    }

    @Test("Healing names what is on, and nothing begins in it")
    func healing() {
        var occurrences = FaultOccurrences(count: 3)
        let begun = [occurrences.begin(0, at: 1), occurrences.begin(2, at: 1)]
        let toEnd = occurrences.heal()
        let (later, ended) = (occurrences.begin(1, at: 2), occurrences.end(2, occurrence: 1, at: 2))
        #expect(begun == [true, true])
        #expect(toEnd == [0, 2])
        #expect(!later)
        #expect(ended)
    }
}
