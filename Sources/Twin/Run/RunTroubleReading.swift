import KafkaSimulation
import NetworkSimulation
import Observation

extension RunTrouble {
    /// - Parameter authorities: of every host.
    init(
        _ faults: [InjectedFault], of network: SimulatedNetwork, _ authorities: [String], kafka: KafkaCounters
    ) {
        self.init()
        produceRetries = kafka.produceRetries
        elections = kafka.elections
        recordsLost = kafka.recordsLost
        faultsBegun = faults.reduce(0) { $0 + $1.occurrences }
        faultHits = faults.reduce(0) { $0 + $1.hits }
        for host in authorities.compactMap(network.host) {
            let counters = network.counters(of: host)
            callsTimedOut += counters.timedOut
            callsRefused += counters.refused
            callsReset += counters.reset
            serverErrors += counters.serverErrors
        }
    }
}
