import Scenarios
import ShippedScenarios
import Testing
import VirtualTime

@testable import Observation
@testable import Twin

@Suite("What a run's figures are taken of")
struct FiguresOfARunTests {
    private static func distribution(_ name: String, of findings: RunFindings) throws -> (mean: Double, p50: Double) {
        let measure = try #require(findings.measures.first { $0.name == name })
        guard case .distribution(let summary) = measure.figure else { preconditionFailure("\(name) has samples.") }
        return (summary.mean, summary.p50)
    }

    @Test("The step of the time series changes neither the trace nor any figure but the series")
    func resolution() throws {
        let runs = try ["1s", "45s", "60s", "10min"].map {
            try TwinRun(scenario: ScenarioFolder.short(["measure.resolution=\($0)"]), seed: 7).findings()
        }
        for run in runs.dropFirst() {
            #expect(run.traceHash == runs[0].traceHash)
            #expect(run.measures == runs[0].measures)
            #expect(run.violations == runs[0].violations)
            #expect(run.promises == runs[0].promises)
        }
        #expect(try Self.distribution("kafka.lag", of: runs[0]).mean > 0)
        // The mean over the steps is the mean of the run, whatever the steps are.
        let means = runs.map { run in
            let lag = run.series.first { $0.name == "kafka.lag" }?.values ?? []
            return lag.reduce(0, +) / Double(lag.count)
        }
        let mean = try Self.distribution("kafka.lag", of: runs[0]).mean
        for (index, found) in means.enumerated() where index != 3 {
            #expect(abs(found - mean) < 0.001 * mean, "\(means), \(mean)")
        }
    }

    @Test("The lag that the witness holds is the cluster's at every moment, through failovers, losses and rebalances")
    func lagIsTheClusters() throws {
        let scenario = try ScenarioFolder.load(
            "faults/broker-failover-loses-records", settings: ["duration=40min", "healing=20min", "expect=[]"])
        let installation = try Installation(TwinRun(scenario: scenario, seed: 3), journal: nil)
        defer { installation.close() }
        var greatest = 0
        for second in stride(from: 1, through: 3_600, by: 1) {
            try installation.advance(to: VirtualInstant(nanoseconds: Int64(second) * 1_000_000_000))
            let asked = installation.deployment.consumerGroups.map { Int(installation.kafka.lag(group: $0) ?? 0) }
            #expect(installation.witness.rates.lags == asked, "after \(second) s")
            #expect(installation.witness.rates.lag == asked.reduce(0, +))
            greatest = max(greatest, asked.reduce(0, +))
            if installation.witness.rates.lags != asked { return }
        }
        #expect(greatest > 0)
    }

    @Test("Three pollers, two of whom find the row as it was, are not late by nought")
    func lateness() throws {
        let three = try TwinRun(
            scenario: ScenarioFolder.short(["services.poller.replicas=3"]), seed: 1
        ).findings()
        #expect(try Self.distribution("poller.overdue_age", of: three).p50 > 1)
    }

    @Test(
        "Checks are late by what loops of LOOP_TIME leave of a step of the schedule", arguments: [(90, 87.0), (91, 42)])
    func latenessFollowsLoopTime(loopTime: Int, late: Double) throws {
        let settings = ["citizens.payments=300/day", "expect=[]", "services.poller.loop_time=\(loopTime)s"]
        let findings = try TwinRun(scenario: ScenarioFolder.load("typical-day", settings: settings), seed: 1).findings()
        let median = try Self.distribution("poller.overdue_age", of: findings).p50
        #expect(abs(median - late) < 10, "\(median)")
    }

    @Test("A life line begins with the citizen, who comes before anything is submitted")
    func arrivals() throws {
        let lines = try TwinRun(scenario: ScenarioFolder.short(), seed: 1).findings().lifeLines
        #expect(lines.count > 20)
        for line in lines {
            let (arrived, submitted) = (try #require(line.arrived), try #require(line.submitted))
            #expect(arrived < submitted, "\(line.paymentID)")
        }
    }
}
