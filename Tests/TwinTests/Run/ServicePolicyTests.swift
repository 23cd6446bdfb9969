import PaymentModel
import Scenarios
import ServicePorts
import ShippedScenarios
import Synchronization
import Testing

@testable import Observation
@testable import Twin

@Suite("What services do by policy shows in a run")
struct ServicePolicyTests {
    private func number(_ findings: RunFindings, _ name: String) -> Double {
        guard case .value(let value)? = findings.measures.first(where: { $0.name == name })?.figure else { return .nan }
        return value
    }

    // MARK: The view

    /// What a view answered, and how many payments it showed then.
    private final class Answers: Sendable {
        private let seen = Mutex<[(isRefused: Bool, rows: Int)]>([])

        var all: [(isRefused: Bool, rows: Int)] { seen.withLock { $0 } }

        func note(_ reply: HTTPReply, rows: Int) {
            seen.withLock { $0.append((reply.status == .serviceUnavailable, rows)) }
        }
    }

    /// The answers of the shipped scenario's view, which dies at half past the hour; every one is followed by a look at
    /// all that it shows.
    private func answers(_ setting: String) throws -> (Answers, RunFindings) {
        let answers = Answers()
        var run = TwinRun(scenario: try ScenarioFolder.load("faults/view-rebuilds", settings: [setting]))
        run.wrapping.server = { server, service in
            guard service.role == .view else { return server }
            return ChangedServer(base: server) { request, body, next in
                let reply = try await next(request, body)
                let all = try await next(request, .value(KsqlRequest(ksql: "SELECT ID FROM payments_detail;")))
                answers.note(reply, rows: (try? all.body.decode(as: KsqlAnswer.self).rows.count) ?? 0)
                return reply
            }
        }
        return (answers, try run.findings())
    }

    @Test("A view that answers nobody before it is whole never shows fewer payments than it has shown")
    func noneUntilWhole() throws {
        let (answers, findings) = try answers("services.ksql_view.rebuild_answers=none_until_whole")
        let shown = answers.all.filter { !$0.isRefused }.map(\.rows)
        #expect(shown.count > 100)
        #expect(zip(shown, shown.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(answers.all.contains { $0.isRefused })
        #expect(number(findings, "network.server_errors") > 0)
    }

    @Test("As deployed it answers from what it has, and payments that were there are not found for a while")
    func partial() throws {
        let (answers, _) = try answers("services.ksql_view.rebuild_answers=partial")
        #expect(answers.all.allSatisfy { !$0.isRefused })
        #expect(zip(answers.all, answers.all.dropFirst()).contains { $0.rows > $1.rows })
    }

    // MARK: The updater

    @Test("An updater that reports an outcome once asks Core less, and every application moves all the same")
    func reportOnce() throws {
        // Who pays online is back on his page after the outcome has come, so that a COMPLETE is published again.
        let prompt = ["intermediaries.rest.push.delay={constant: 1ms}", "citizens.online=100%"]
        func reports(_ settings: [String]) throws -> (calls: Int, findings: RunFindings) {
            let outcomes = Mutex(0)
            var run = TwinRun(scenario: try ScenarioFolder.short(prompt + settings), seed: 1)
            let count: @Sendable () -> Void = { outcomes.withLock { $0 += 1 } }
            run.wrapping.caller = { caller, service in
                guard service.role == .updater else { return caller }
                return ChangedCaller(base: caller) { request, body, next in
                    count()
                    return try await next(request, body)
                }
            }
            let findings = try run.findings()
            return (outcomes.withLock { $0 }, findings)
        }
        let (usual, _) = try reports([])
        let (once, findings) = try reports(["services.updater.republished_outcome=report_once"])
        #expect(once < usual)
        #expect(number(findings, "convergence.unsettled") == 0)
        let (forgetful, _) = try reports([
            "services.updater.republished_outcome=report_once", "services.updater.report_memory=1s",
        ])
        #expect(forgetful > once)
    }

    // MARK: The proxy

    /// Kafka is away for so long that producers give up what they are asked to publish.
    private func findings(_ publication: String) throws -> RunFindings {
        let settings = [
            "services.proxy.publication=\(publication)",
            "faults=[{kind: kafka_broker_down, target: \"0\", at: 20min, length: 10min}]",
        ]
        return try TwinRun(scenario: ScenarioFolder.short(settings), seed: 1).findings()
    }

    @Test("As deployed an outage of Kafka leaves money unknown; by each other publication all of it is known")
    func publication() throws {
        let deployed = try findings("store_then_publish")
        #expect(number(deployed, "convergence.unsettled") > 0)
        #expect(number(deployed, "violations.I6") > 0)
        for publication in ["publish_until_taken", "outbox", "publish_then_store"] {
            let repaired = try findings(publication)
            #expect(number(repaired, "convergence.unsettled") == 0, "\(publication)")
            #expect(number(repaired, "violations.I6") == 0, "\(publication)")
        }
    }

    @Test("From an outbox a calm run holds, with values and with bytes alike", arguments: 1...2)
    func calmOutbox(seed: UInt64) throws {
        let scenario = try ScenarioFolder.short(["services.proxy.publication=outbox"])
        let typed = try TwinRun(scenario: scenario, seed: seed, wire: .typed).findings()
        let bytes = try TwinRun(scenario: scenario, seed: seed, wire: .bytes).findings()
        #expect(typed.verdict == .held, "\(typed.violations.prefix(3))")
        #expect(typed.traceHash == bytes.traceHash)
    }

    @Test("What a proxy stored and died before it said is said from an outbox", arguments: 1...3)
    func creationLeftUnsaid(seed: UInt64) throws {
        let lost = try findings("store_then_publish", ofCrashAt: seed)
        #expect(number(lost, "faults.hits") == 1 && number(lost, "violations.I17") == 1)
        let said = try findings("outbox", ofCrashAt: seed)
        #expect(number(said, "faults.hits") == 1 && number(said, "violations.I17") == 0)
    }

    private func findings(_ publication: String, ofCrashAt seed: UInt64) throws -> RunFindings {
        let scenario = try ScenarioFolder.load(
            "faults/crash-after-put", settings: ["services.proxy.publication=\(publication)", "expect=[]"])
        return try TwinRun(scenario: scenario, seed: seed).findings()
    }
}
