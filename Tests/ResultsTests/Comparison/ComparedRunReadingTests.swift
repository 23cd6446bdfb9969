import Experiments
import Observation
import Results
import Testing
import Twin

@Suite("What of a stored run is compared")
struct ComparedRunReadingTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func runs(_ endings: RunEnding...) throws -> (runs: [ComparedRun], replays: Int) {
        let store = try ResultStore(writing: folder.file("runs.sqlite"))
        for ending in endings { _ = try store.append(ending, started: sampleStart) }
        return try ResultStore(reading: folder.file("runs.sqlite")).comparedRuns()
    }

    @Test("Figures, findings and time are those of the run, and cost is no figure but events and jobs")
    func whole() throws {
        let run = try #require(try runs(sampleEnding()).runs.first)
        #expect(run.scenario == "sample" && run.member == .init(seed: 42, replication: 3) && run.id == 1)
        #expect(run.variant == .init(settings: ["b=\"2\", 3", "a=1"], schedule: "shuffle"))
        #expect(run.scenarioHash == sampleScenario.identity.hash && run.scenarioText == sampleScenario.text)
        #expect(run.codeVersion == "0.1.0+c0ffee" && run.traceHash == 0xF123_4567_89AB_CDEF)
        #expect(
            run.figures == [
                "poller.calls_per_s": 2.5, "convergence.application avg": 2.25, "convergence.application p(50)": 1,
                "convergence.application p(95)": 6, "convergence.application p(99)": 6,
                "convergence.application max": 6, "convergence.application count": 8, "virtual_seconds": 7_200,
                "cost.events": 1_000, "cost.jobs": 2_000,
            ])
        #expect(run.findings == ["I4"] && run.wallSeconds == 1.25)
    }

    @Test("A gate that was missed is a finding, and so is a crash, which leaves no figures")
    func findings() throws {
        var missed = sampleEnding(seed: 1)
        missed.findings.gates[0].held = false
        let read = try runs(missed, sampleEnding(seed: 2, verdict: .crashed)).runs
        #expect(read[0].findings == ["I4", FindingName.missed("convergence.application p(95) < 2min")])
        #expect(read[1].findings == [FindingName.crash] && read[1].figures.isEmpty)
    }

    @Test("A replay stands for no cell, and is counted")
    func replays() throws {
        var replay = sampleEnding()
        replay.ticket = replay.replayTicket
        let read = try runs(sampleEnding(), replay)
        #expect(read.runs.count == 1 && read.replays == 1)
    }

    @Test("Life lines are read as they were kept")
    func lifeLines() throws {
        _ = try runs(sampleEnding())
        let store = try ResultStore(reading: folder.file("runs.sqlite"))
        #expect(try store.lifeLines(of: 1) == sampleEnding().findings.lifeLines)
        #expect(throws: ResultStoreError(path: store.path, problem: .noRun(7))) { try store.lifeLines(of: 7) }
    }
}
