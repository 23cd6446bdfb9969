import Observation
import Scenarios
import Testing
import Twin

@testable import Experiments

@Suite("The gates of a scenario are tallied over its runs")
struct GateTallyTests {
    private static let lines =
        "[poller.calls value < 100, {threshold: poller.calls value < 60, over: mean}, "
        + "{threshold: checkout.asked value < 10, abort_on_fail: true}]"

    private func ending(_ seed: UInt64, calls: Double, asked: Double = 5, until: Duration? = nil) throws -> RunEnding {
        let scenario = try Scenario(text: "name: t\nexpect: \(Self.lines)\n")
        let measures = [("poller.calls", calls), ("checkout.asked", asked)].map {
            Measure(name: $0.0, unit: "calls", meaning: "", figure: .value($0.1))
        }
        let all = scenario.gates.map { $0.judge(measures, duration: .seconds(1)) }
        let gates = until == nil ? all : all.filter { !$0.held && $0.expression.hasPrefix("checkout") }
        return RunEnding(
            ticket: RunTicket(scenario, seed: seed),
            findings: RunFindings(
                verdict: gates.allSatisfy(\.held) ? .held : .gateMissed, traceHash: 1, events: 1, jobs: 1,
                virtualTime: until ?? scenario.duration + scenario.healing, measures: measures, gates: gates),
            cost: .init(wallTime: .seconds(1)))
    }

    @Test("Each gate is judged over what the scenario says, the same in whatever order the runs come")
    func everyGate() throws {
        let endings = try [50.0, 70.5, 90.25, 61].enumerated().map { try ending(UInt64($0.offset), calls: $0.element) }
        var (forward, backward, appended) = (GateTally(), GateTally(), GateTally())
        for (place, ending) in endings.enumerated() {
            forward.add(ending, at: place)
            appended.add(ending)
        }
        for (place, ending) in endings.enumerated().reversed() { backward.add(ending, at: place) }
        let results = forward.results(of: 4)
        #expect(results.map(\.verdict) == [.held, .undecided, .held])
        #expect(results.map(\.runs) == [4, 4, 4])
        #expect(results[0].actual == 90.25 && results[1].actual == 67.9375)
        #expect(backward.results(of: 4) == results && appended.results(of: 4) == results)
        #expect(forward.results(of: 5)[0].verdict == .undecided)
    }

    @Test("A run that a gate ended is judged by that gate alone, and none of its figures is that of a whole run")
    func aborted() throws {
        var tally = RunTally()
        tally.add(try ending(0, calls: 50))
        tally.add(try ending(1, calls: 3, asked: 10, until: .seconds(60)))
        let results = tally.gateTally.results(of: 9)
        #expect(results.map(\.verdict) == [.undecided, .undecided, .missed])
        #expect(results.map(\.runs) == [1, 1, 2] && results[2].actual == 10)
        #expect(tally.figures.first { $0.name == "poller.calls" }?.middle.count == 1)
        #expect(tally.worst == .gateMissed)
    }

    @Test("A gate over the seeds is not missed by one of them")
    func overTheSeeds() throws {
        var tally = RunTally()
        tally.add(try ending(0, calls: 110))
        #expect(tally.gates.map(\.name) == ["poller.calls value < 100"])
    }
}
