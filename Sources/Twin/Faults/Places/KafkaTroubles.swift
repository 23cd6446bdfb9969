import KafkaSimulation
import Scenarios
import VirtualTime

extension KafkaTrouble {
    /// What it is to a cluster; nil for what happens at one instant.
    /// - Parameter name: of whom it befalls; of a broker its number.
    func fault(on name: String) -> KafkaFault? {
        let pattern = NamePattern(name)
        switch self {
        case .brokerDown: return .brokerDown(Self.broker(name))
        case .leaderFailover: return nil
        case .replicationLag(.none): return .cloggedReplication(on: Self.broker(name))
        case .replicationLag(.some(let delay)): return .slowReplication(on: Self.broker(name), by: delay.distribution)
        case .produceLost(let share): return .produce(ProduceFaults(requestLost: share ?? .always), topics: pattern)
        case .acknowledgementLost(let share):
            return .produce(ProduceFaults(acknowledgementLost: share ?? .always), topics: pattern)
        case .delay(let delay): return .slowRequests(by: delay.distribution, clients: pattern)
        case .coordinatorDown: return .coordinatorOutage(groups: pattern)
        }
    }

    private static func broker(_ name: String) -> BrokerID {
        guard let number = Int(name) else { preconditionFailure("A broker is meant by its number.") }
        return BrokerID(number)
    }
}
