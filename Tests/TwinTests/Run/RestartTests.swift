import Testing
import VirtualTime

@testable import Twin

@Suite("Every service can end at any instant and start again from what is durable")
struct RestartTests {
    /// Ends every replica of a service eight minutes into the run, twice in a row, and starts it again twenty seconds later.
    private func run(crashing role: ServiceRole, wire: Scenario.Wire = .typed, seed: UInt64 = 1) throws
        -> DisturbedRun.End
    {
        func crash(_ installation: Installation) {
            for installed in installation.replicas where installed.role == role {
                #expect(installed.replica.process != nil)
                installed.replica.restart(after: .seconds(20))
            }
        }
        return try DisturbedRun(
            seed: seed, options: RunOptions(wire: wire), hazards: Hazards(viewMayRestart: role == .view),
            disturbances: [(.seconds(480), crash), (.seconds(503), crash)]
        ).end()
    }

    @Test(
        "All payments settle although a service was away",
        arguments: [
            ServiceRole.core, .dispatcher, .dispatcherAPI, .proxy, .updater, .checkoutAPI, .poller, .view,
        ])
    func settles(_ role: ServiceRole) throws {
        let end = try run(crashing: role)
        #expect(end.report.brokenSafety == 0, "\(end.report.violations)")
        #expect(end.number("convergence.completed") > 10)
        #expect(end.number("convergence.unsettled") == 0)
    }

    @Test(
        "The same crashes give the same hash, with values and with bytes on the wire", arguments: ServiceRole.allCases)
    func repeats(_ role: ServiceRole) throws {
        let first = try run(crashing: role)
        #expect(try run(crashing: role).traceHash == first.traceHash)
        #expect(try run(crashing: role, wire: .bytes).traceHash == first.traceHash)
    }

    @Test("A service that ends by itself is an error, one that is ended is none")
    func endings() throws {
        let installation = try Installation(TwinRun(scenario: ScenarioFolder.short()), journal: nil)
        defer { installation.close() }
        try installation.advance(to: VirtualInstant.start.advanced(by: .seconds(60)))
        for installed in installation.replicas where installed.role != .view { installed.replica.crash() }
        try installation.advance(to: VirtualInstant.start.advanced(by: .seconds(120)))
        #expect(installation.replicas.filter { $0.replica.process == nil }.count == installation.replicas.count - 1)
    }
}
