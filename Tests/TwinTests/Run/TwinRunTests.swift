import Foundation
import Scenarios
import ShippedScenarios
import Synchronization
import Testing

@testable import Observation
@testable import Twin

@Suite("A run goes from the form to the verdict")
struct TwinRunTests {
    private func count(_ outcome: RunFindings, _ name: String) -> Double {
        guard let measure = outcome.measures.first(where: { $0.name == name }) else { return .nan }
        return switch measure.figure {
        case .value(let value): value
        case .distribution(let summary): Double(summary.count)
        }
    }

    @Test("The smoke scenario holds, with every channel and outcome", arguments: [1, 2, 3] as [UInt64])
    func smokeHolds(_ seed: UInt64) throws {
        let outcome = try TwinRun(scenario: ScenarioFolder.load("smoke"), seed: seed).findings()
        #expect(outcome.verdict == .held, "\(outcome.violations) \(outcome.gates)")
        #expect(outcome.violations.isEmpty)
        #expect(outcome.gates.filter { !$0.held }.isEmpty)
        #expect(count(outcome, "convergence.payments") >= 200)
        for name in [
            "convergence.completed", "convergence.creation_failed", "checkout.accepted", "checkout.completed",
            "checkout.abandoned", "checkout.failed", "poller.calls", "convergence.page",
        ] {
            #expect(count(outcome, name) > 0, "\(name)")
        }
        for channel in ["online", "offline"] {
            #expect(outcome.lifeLines.contains { $0.channel == channel && $0.status == "COMPLETE" })
        }
        #expect(Set(outcome.lifeLines.map(\.tenant)).count == 3)
    }

    @Test("The poll flood does little but poll")
    func pollFlood() throws {
        let settings = ["duration=1min", "healing=15min", "services.poller.loop_time=5s", "expect=[]"]
        let outcome = try TwinRun(scenario: ScenarioFolder.load("poll-flood", settings: settings), seed: 1).findings()
        #expect(outcome.verdict == .held, "\(outcome.violations)")
        let polls = count(outcome, "poller.calls")
        #expect(polls > 50 * count(outcome, "convergence.payments"))
        #expect(count(outcome, "intermediary.calls") < 1.1 * polls)
        #expect(count(outcome, "kafka.records") < 1.1 * polls)
    }

    @Test("A scenario that says nothing but its name is a day on which every promise holds")
    func defaultsHold() throws {
        let outcome = try TwinRun(scenario: Scenario(text: "name: a\n"), seed: 1).findings()
        #expect(outcome.verdict == .held, "\(outcome.violations)")
        #expect(count(outcome, "convergence.payments") > 1_000)
    }

    @Test("Nobody arrives after the fault phase")
    func arrivalsEnd() throws {
        let scenario = try ScenarioFolder.short()
        let outcome = try TwinRun(scenario: scenario, seed: 1).findings()
        let last = outcome.lifeLines.compactMap(\.submitted).max() ?? 0
        #expect(last > 1_800_000_000_000)
        #expect(last < scenario.arrivalsEnd.nanoseconds + 60_000_000_000)
        #expect(outcome.virtualTime == scenario.duration + scenario.healing)
    }

    @Test("A life line's instants follow the flow")
    func lifeLinesAreOrdered() throws {
        let outcome = try TwinRun(scenario: ScenarioFolder.short(), seed: 1).findings()
        let complete = outcome.lifeLines.filter { $0.status == "COMPLETE" }
        #expect(complete.count > 20)
        for line in complete {
            let instants = [line.creationPending, line.paymentPending, line.moneyMoved, line.completePublished]
            let known = instants.compactMap { $0 }
            #expect(known.count == 4)
            #expect(known == known.sorted())
        }
    }

    @Test("A gate that cannot hold is missed, and the verdict says so")
    func gateMissed() throws {
        let scenario = try ScenarioFolder.short(["expect=[\"convergence.payments count < 3\"]"])
        let outcome = try TwinRun(scenario: scenario, seed: 1).findings()
        #expect(outcome.gates.map(\.held) == [false])
        #expect(outcome.verdict == .gateMissed)
    }

    @Test("Payments whose push is lost and that nobody polls break I6, and the run is stuck")
    func unheardPaymentsAreStuck() throws {
        let scenario = try ScenarioFolder.short([
            "intermediaries.rest.push.lost=100%", "services.poller.loop_time=1d",
        ])
        let outcome = try TwinRun(scenario: scenario, seed: 1).findings()
        #expect(outcome.violations.contains { $0.invariant == "I6" && $0.grade == .liveness })
        #expect(outcome.verdict == .stuck)
        #expect(count(outcome, "convergence.unsettled") > 0)
    }

    @Test("Without a guard of its writes a proxy breaks I5 at some seed, and the run is wrong")
    func lastWriteWins() throws {
        let scenario = try ScenarioFolder.load(
            "smoke", settings: ScenarioFolder.lastWriteWins + ["citizens.second_tab=50%"])
        let outcomes = try (1...3).map { try TwinRun(scenario: scenario, seed: $0).findings() }
        #expect(outcomes.contains { $0.verdict == .wrong && $0.violations.contains { $0.invariant == "I5" } })
    }

    @Test("A run that is cancelled stops at the end of its slice")
    func cancellation() throws {
        let cancellation = RunCancellation()
        let slices = Mutex(0)
        let options = RunOptions(
            progress: { _ in
                slices.withLock { $0 += 1 }
                cancellation.cancel()
            }, cancellation: cancellation)
        #expect(throws: TwinRunError.cancelled) {
            try TwinRun(scenario: ScenarioFolder.short(), seed: 1, options: options).findings()
        }
        #expect(slices.withLock { $0 } == 1)
    }

    @Test("Progress rises to the whole of the run")
    func progress() throws {
        let shares = Mutex<[Double]>([])
        let options = RunOptions(progress: { progress in shares.withLock { $0.append(progress.share) } })
        _ = try TwinRun(scenario: ScenarioFolder.short(), seed: 1, options: options).findings()
        let seen = shares.withLock { $0 }
        #expect(seen == seen.sorted())
        #expect(seen.last == 1)
    }

    @Test("An intermediary of another name has hosts of that name, and everything works as before")
    func renamedIntermediary() throws {
        let scenario = try ScenarioFolder.short(["intermediaries.rest.name=anello-2"])
        let outcome = try TwinRun(scenario: scenario, seed: 1).findings()
        #expect(outcome.verdict == .held)
        #expect(count(outcome, "convergence.completed") > 20)
    }

    @Test("Every service may have several replicas", arguments: ["core", "dispatcher", "updater", "proxy", "poller"])
    func replicas(_ service: String) throws {
        let scenario = try ScenarioFolder.short(["services.\(service).replicas=3"])
        let outcome = try TwinRun(scenario: scenario, seed: 1).findings()
        #expect(outcome.violations.filter { $0.grade == .safety }.isEmpty)
        #expect(count(outcome, "convergence.completed") > 20)
    }

    @Test("A scenario without citizens runs to its end and measures nothing of them")
    func emptyWorld() throws {
        let outcome = try TwinRun(scenario: ScenarioFolder.short(["citizens.payments=0/day"]), seed: 1).findings()
        #expect(count(outcome, "convergence.payments") == 0)
        #expect(outcome.verdict == .held)
    }
}
