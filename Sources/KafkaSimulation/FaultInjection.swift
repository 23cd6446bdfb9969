import ServicePorts
import VirtualTime

/// What may be done to a cluster from outside. Every beginning and end of a fault enters the trace hash, and so does
/// every hit.
extension SimulatedKafka {
    /// Lets `fault` hold until `remove`.
    /// - Parameter name: who injects it, for the stream it draws from; may come again. Without one the stream is found
    ///   by the fault's number on this cluster.
    @discardableResult
    public func inject(_ fault: KafkaFault, named name: String? = nil) -> FaultID {
        let id = faults.add(fault, named: name)
        switch fault {
        case .produce, .slowRequests: break
        case .cloggedReplication(let broker), .slowReplication(let broker, _):
            precondition(replicas.brokers.contains(broker), "Brokers are numbered from 0.")
            replicas.replicationChanged(isDisturbed: true)
        case .coordinatorOutage:
            faults.hitGroups(coordinator.groupNames, by: id)
            coordinator.coordinatorsChanged()
        case .brokerDown(let broker):
            precondition(replicas.brokers.contains(broker), "Brokers are numbered from 0.")
            faults.tookDown(broker, by: id)
            if replicas.isRunning(broker) { replicas.stop(broker) }
        }
        return id
    }

    /// Ends a fault. What it has done to requests under way stays done. Ending one that has ended does nothing.
    public func remove(_ fault: FaultID) {
        switch faults.remove(fault) {
        case .produce, .slowRequests, nil: break
        case .cloggedReplication, .slowReplication: replicas.replicationChanged(isDisturbed: false)
        case .coordinatorOutage: coordinator.coordinatorsChanged()
        case .brokerDown(let broker): if !faults.isDown(broker) { replicas.start(broker) }
        }
    }

    /// What a fault has done so far; it may have ended.
    public func hits(of fault: FaultID) -> FaultHits { faults.hits(of: fault) }

    /// Makes another broker the leader, as a reassignment does: an act, not a fault that holds. Requests under way to
    /// the old one fail and are retried; what the new leader does not have is lost.
    /// - Returns: false when `broker` has no copy, is stopped, leads already, or is out of sync and the topic does not
    ///   allow unclean elections.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    @discardableResult
    public func moveLeadership(of topic: String, partition: Int32, to broker: BrokerID) throws -> Bool {
        replicas.moveLeadership(of: try metadata.log(of: topic, partition: partition), to: broker)
    }
}
