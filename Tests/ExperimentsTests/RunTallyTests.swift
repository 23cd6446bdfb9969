import Experiments
import Observation
import Scenarios
import Testing
import Twin

@Suite("Many runs come to one tally")
struct RunTallyTests {
    private func ending(_ seed: UInt64, _ verdict: Verdict) throws -> RunEnding {
        let calls = Measure(name: "poller.calls", unit: "calls", meaning: "", figure: .value(Double(seed)))
        return RunEnding(
            ticket: RunTicket(try Scenario(text: "name: sample\n"), seed: seed),
            findings: RunFindings(
                verdict: verdict, crash: verdict == .crashed ? RunCrash(.serviceEnded, reason: "ended") : nil,
                traceHash: 1, events: 10, jobs: 1, virtualTime: .seconds(60), measures: [calls]),
            cost: .init(wallTime: .seconds(1)))
    }

    @Test(
        "The worst run decides: crashed, wrong, stuck, gate missed, held",
        arguments: [
            ([], .held), ([.held, .held], .held), ([.held, .gateMissed], .gateMissed),
            ([.stuck, .gateMissed, .held], .stuck), ([.held, .wrong, .stuck], .wrong),
            ([.crashed, .held, .wrong], .crashed),
        ] as [([Verdict], Verdict)])
    func worst(_ verdicts: [Verdict], _ worst: Verdict) throws {
        var tally = RunTally()
        for (seed, verdict) in verdicts.enumerated() { tally.add(try ending(UInt64(seed), verdict)) }
        #expect(tally.worst == worst)
        #expect(tally.count == verdicts.count)
    }

    @Test("The figures of a crashed run are no figures of a whole one")
    func crashedFigures() throws {
        var tally = RunTally()
        for (seed, verdict) in [Verdict.held, .crashed, .stuck].enumerated() {
            tally.add(try ending(UInt64(seed), verdict))
        }
        #expect(tally.figures.map(\.middle.count) == [2])
        #expect(tally.figures.map(\.middle.mean) == [1])
        #expect(tally.events == 30)
    }
}
