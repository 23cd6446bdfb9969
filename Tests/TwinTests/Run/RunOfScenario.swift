import Scenarios
import ServicePorts

@testable import Twin

extension TwinRun {
    /// A run of a scenario and whatever else decides it.
    init(
        scenario: Scenario, seed: UInt64? = nil, replication: UInt64 = 0, wire: PayloadForm? = nil,
        schedule: Scenario.Schedule? = nil, options: RunOptions = RunOptions()
    ) {
        self.init(
            RunTicket(scenario, seed: seed, replication: replication, wire: wire, schedule: schedule), options: options)
    }

    /// Runs to the end.
    func findings() throws(TwinRunError) -> RunFindings { try run().findings }
}
