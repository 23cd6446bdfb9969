import Foundation
import PaymentModel
import ShippedScenarios
import Testing

@testable import Scenarios
@testable import Twin

@Suite("What a store or a second replica does to a creation and to Core's job")
struct CreationAndJobTests {
    private func findings(_ settings: [String], topics: String? = nil) throws -> RunFindings {
        let scenario = try ScenarioFolder.short(
            ["duration=30min", "tenants.count=2", "intermediaries.rest.refuse_creation=0%"] + settings)
        return try TwinRun(scenario: scenario, seed: 1, options: RunOptions(topicsDirectory: topics)).findings()
    }

    private let putsFail = "faults=[{kind: store_put_fails, target: silfi-payment-proxy.test, share: 20%}]"

    /// Payments that never left CREATION_PENDING.
    private func stuck(_ findings: RunFindings) -> Int {
        findings.lifeLines.filter { $0.status == PaymentStatus.creationPending.rawValue }.count
    }

    @Test("A store that refuses one put in five delays payments and loses none; as deployed some die unseen")
    func putsThatFail() throws {
        #expect(try stuck(findings([putsFail])) == 0)
        let deployed = [
            "services.proxy.creation_write=payment_then_index", "services.proxy.publication=store_then_publish",
        ]
        #expect(try stuck(findings([putsFail] + deployed)) > 0)
    }

    @Test(
        "Two replicas of Core publish each application's 2000 once, also when the gateway has to be asked again",
        arguments: ["lose_event", "queue_resend"])
    func submittedOnce(_ gatewayFailure: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("topics-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let refused = "faults=[{kind: host_refuse, target: kafka-gateway.test, share: 10%}]"
        _ = try findings(["services.core.gateway_failure=\(gatewayFailure)", refused], topics: folder.path)
        let text = try String(contentsOf: folder.appendingPathComponent("applications.ndjson"), encoding: .utf8)
        var submissions: [EntityID: Int] = [:]
        for line in text.split(separator: "\n") {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let event = try ApplicationEvent(wireBytes: Array(try #require(object["payload"] as? String).utf8))
            if event.state.status == .submitted { submissions[event.id, default: 0] += 1 }
        }
        #expect(submissions.count > 10)
        #expect(submissions.values.allSatisfy { $0 == 1 })
    }
}
