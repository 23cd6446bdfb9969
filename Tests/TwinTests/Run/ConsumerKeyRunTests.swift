import ShippedScenarios
import Testing

@testable import Observation
@testable import Scenarios
@testable import Twin

@Suite("What a consumer is told changes what it does")
struct ConsumerKeyRunTests {
    private func findings(_ settings: [String]) throws -> RunFindings {
        try TwinRun(scenario: ScenarioFolder.short(settings), seed: 3).findings()
    }

    private func figure(_ findings: RunFindings, _ name: String) -> Double {
        switch findings.measures.first(where: { $0.name == name })?.figure {
        case .value(let value): value
        case .distribution(let summary): summary.max
        case nil: .nan
        }
    }

    private let crash = "faults=[{kind: crash, target: payment-updater-1, at: 10min, restart: 10s}]"

    @Test("A group waits for a dead member until its session ends, and not at all for a static one")
    func sessions() throws {
        let time = "kafka.rebalance_time.payment-updater"
        let usual = try figure(findings([crash]), time)
        #expect(usual > 25 && usual < 46)
        let short = try figure(findings([crash, "services.updater.consumer.session_timeout=15s"]), time)
        #expect(short < 15)
        let isStatic = try findings([crash, "services.updater.consumer.group_instance_id=true"])
        #expect(figure(isStatic, time) < 10)
        #expect(try figure(isStatic, "kafka.rebalances") < figure(findings([crash]), "kafka.rebalances"))
    }

    @Test("Without the redeployments of the case nobody waits for the busy member but the group's first division")
    func busyMemberAlone() throws {
        let delay = "{kind: delay, when: proxy.beforeCreate, target: silfi-payment-proxy-1, delay: 20s}"
        let scenario = try ScenarioFolder.load("cases/deploy-waits-for-busy-member", settings: ["faults=[\(delay)]"])
        let findings = try TwinRun(scenario: scenario).findings()
        #expect(figure(findings, "kafka.rebalance_time.silfi-payment-proxy") < 10)
    }

    @Test("A group that was empty for too long reads all again, or what it missed not at all")
    func forgottenOffsets() throws {
        let away = "faults=[{kind: crash, target: payment-updater-*, at: 10min, restart: 25min}]"
        let kept = try findings([away])
        let again = try findings([away, "kafka.offsets_retention=1min"])
        let missed = try findings([
            away, "kafka.offsets_retention=1min", "services.updater.consumer.auto_offset_reset=latest",
        ])
        #expect(figure(kept, "violations.I7") > 0)
        #expect(figure(again, "kafka.redeliveries") > figure(kept, "kafka.redeliveries"))
        #expect(figure(missed, "convergence.unsettled") > 0)
        #expect(figure(kept, "convergence.unsettled") == 0)
        #expect(figure(again, "convergence.unsettled") == 0)
    }
}

@Suite("What topics keep decides what a view can read again")
struct RetentionRunTests {
    /// Records that the view, which dies at 50 minutes, reads a second time.
    private func readAgain(_ settings: String...) throws -> Double {
        let crash = "faults=[{kind: crash, target: ksqldb-1, at: 50min, restart: 1min}]"
        let findings = try TwinRun(scenario: ScenarioFolder.short([crash] + settings), seed: 3).findings()
        guard case .value(let records)? = findings.measures.first(where: { $0.name == "kafka.redeliveries" })?.figure
        else { return .nan }
        return records
    }

    @Test("By time: a closed segment is gone when all of it is older")
    func byTime() throws {
        let all = try readAgain()
        let some = try readAgain("kafka.retention=10min", "kafka.segment_time=5min")
        #expect(some > 0 && some < all)
        // An open segment stays as long as anything in it is young.
        #expect(try readAgain("kafka.retention=10min") > some)
    }

    @Test("By size: of each partition the newest segments stay")
    func bySize() throws {
        let all = try readAgain()
        let some = try readAgain("kafka.retention_bytes=40kB", "kafka.segment_bytes=10kB")
        #expect(some > 0 && some < all)
        #expect(try readAgain("kafka.retention_bytes=40kB") == all)
    }
}
