import ShippedScenarios
import Testing

@testable import Observation
@testable import Scenarios
@testable import Twin

@Suite("Promises of whole runs")
struct PromiseRunTests {
    private func findings(_ settings: [String] = [], seed: UInt64 = 1) throws -> RunFindings {
        try TwinRun(scenario: try ScenarioFolder.short(settings), seed: seed).findings()
    }

    private func count(_ findings: RunFindings, _ invariant: Invariant) -> UInt64 {
        findings.promises.first { $0.invariant == invariant }?.broken ?? .max
    }

    @Test("A day without faults holds at every seed and puts nearly every promise to the test", arguments: 1...3)
    func calm(seed: UInt64) throws {
        let findings = try TwinRun(scenario: ScenarioFolder.load("smoke"), seed: seed).findings()
        #expect(findings.verdict == .held, "\(findings.violations.prefix(3))")
        #expect(findings.promises.map(\.invariant) == Invariant.allCases)
        #expect(findings.promises.filter { !$0.isExercised } == [])
        let missing = findings.promises.first { $0.invariant == .dataConserved }?.missing
        #expect(missing == ["a debtor said again", "a split"])
    }

    @Test(
        "An intermediary that is only polled keeps I6: the step in force when the money shows counts", arguments: 1...3)
    func polledOnly(seed: UInt64) throws {
        let findings = try findings(
            ["intermediaries.rest.push.enabled=false", "duration=4h", "healing=8h"], seed: seed)
        #expect(count(findings, .paidBecomesComplete) == 0)
        #expect(findings.verdict == .held, "\(findings.violations.prefix(3))")
    }

    @Test("Who pays one of two notices of a payment and then the other is found paying twice")
    func paidTwice() throws {
        let scenario = try ScenarioFolder.load(
            "faults/rebalance-while-creating",
            settings: [
                "citizens.pay_twice=100%", "citizens.online=100%", "citizens.abandon=0%", "citizens.fail_at_psp=0%",
                "citizens.second_payment_delay={uniform: [5min, 40min]}", "services.proxy.creation_guard=none",
            ])
        let runs = try (1...4).map { try TwinRun(scenario: scenario, seed: $0).findings() }
        let twice = try #require(runs.first { count($0, .paidOnce) > 0 })
        #expect(count(twice, .oneDebtPosition) > 0)
        let again = twice.measures.first { $0.name == "harm.paid_again" }
        #expect(again?.figure == .value(Double(count(twice, .paidOnce))))
        #expect(twice.verdict == .wrong)
    }

    @Test("A poller that is dead is named by the payments that nobody checks")
    func deadPoller() throws {
        let findings = try findings(["faults=[{kind: pause, target: payments-poller-1, at: 1min, length: 59min}]"])
        #expect(count(findings, .checksGoOn) > 10)
        let found = try #require(findings.violations.first { $0.invariant == "I14" })
        #expect(found.message.contains("no poller had asked for it 3 min later (application "))
        #expect(found.message.contains("tenant comune-0"))
    }

    @Test("A fault is no excuse unless the scenario says so")
    func duringFaults() throws {
        let cut = "faults=[{kind: gateway_cut_off, target: kafka-gateway.test, at: 20min, length: 10min}]"
        let kept = try findings([cut])
        #expect(count(kept, .applicationGetsPayment) > 0 && count(kept, .acceptedIsPublished) > 0)
        #expect(kept.verdict == .stuck)
        let extended = try findings([cut, "measure.deadlines.during_faults=extend"])
        #expect(count(extended, .applicationGetsPayment) == 0)
        #expect(extended.verdict == .held)
        #expect(kept.traceHash == extended.traceHash)
    }

    @Test("A refused creation is harm that the rules allow: named, and no verdict")
    func refusedCreations() throws {
        let findings = try findings([
            "intermediaries.rest.refuse_creation=100%", "citizens.visits=1", "citizens.tries=1",
        ])
        #expect(findings.violations.allSatisfy { $0.grade == .service })
        #expect(findings.verdict == .held)
    }

    @Test("An updater that stands before an unreachable Core is named with group, partition and offset")
    func standingConsumer() throws {
        let findings = try findings([
            "faults=[{kind: link_partition, target: \"payment-updater-* -> core.test\", at: 10min, length: 45min}]"
        ])
        let found = try #require(findings.violations.first { $0.invariant == "I15" })
        #expect(found.subject == "group payment-updater")
        #expect(found.message.contains("records wait behind offset") && found.message.contains("partition payments/"))
    }

    @Test("Both forms of the wire give the same findings of promises")
    func bothForms() throws {
        let scenario = try ScenarioFolder.short(ScenarioFolder.lastWriteWins + ["citizens.second_tab=50%"])
        let typed = try TwinRun(scenario: scenario, seed: 2, wire: .typed).findings()
        let bytes = try TwinRun(scenario: scenario, seed: 2, wire: .bytes).findings()
        #expect(typed.violations == bytes.violations)
        #expect(typed.promises == bytes.promises)
    }
}
