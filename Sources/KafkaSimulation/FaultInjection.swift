import ServicePorts
import VirtualTime

/// What may be done to a cluster from outside. Every beginning and end of a fault enters the trace hash, and so does
/// every hit.
extension SimulatedKafka {
    /// Lets `fault` hold until `remove`. One that befalls a broker that is not there, or with a value that cannot be,
    /// is refused, and does nothing.
    /// - Parameter name: who injects it, for the stream it draws from; may come again. Without one the stream is found
    ///   by the fault's number on this cluster.
    @discardableResult
    public func inject(_ fault: KafkaFault, named name: String? = nil) -> FaultID {
        guard simulation.admits("kafka.inject(\(fault.word))") else { return .none }
        if let defect = fault.defect(among: model.brokers) {
            simulation.refuse("kafka.inject(\(fault.word))", defect, orTrap: defect)
            return .none
        }
        let id = faults.add(fault, named: name)
        switch fault {
        case .produce, .slowRequests: break
        case .cloggedReplication, .slowReplication:
            replicas.replicationChanged(isDisturbed: true)
        case .coordinatorOutage:
            faults.hitGroups(coordinator.groupNames, by: id)
            coordinator.coordinatorsChanged()
        case .brokerDown(let broker):
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

extension KafkaFault {
    /// As it is written where it is injected.
    fileprivate var word: String {
        switch self {
        case .produce: ".produce(_)"
        case .slowRequests: ".slowRequests(by: _)"
        case .coordinatorOutage: ".coordinatorOutage(_)"
        case .cloggedReplication(let broker): ".cloggedReplication(on: \(broker))"
        case .slowReplication(let broker, _): ".slowReplication(on: \(broker), by: _)"
        case .brokerDown(let broker): ".brokerDown(\(broker))"
        }
    }

    /// Why it cannot be, and the way out; nil for one that can.
    fileprivate func defect(among brokers: Int) -> String? {
        switch self {
        case .produce(let shares, _, _): shares.requestLost.defect ?? shares.acknowledgementLost.defect
        case .slowRequests(let delay, _): delay.defectOnceDrawn
        case .coordinatorOutage: nil
        case .cloggedReplication(let broker), .brokerDown(let broker): Self.defect(of: broker, among: brokers)
        case .slowReplication(let broker, let delay):
            Self.defect(of: broker, among: brokers) ?? delay.defectOnceDrawn
        }
    }

    private static func defect(of broker: BrokerID, among brokers: Int) -> String? {
        guard !(0..<brokers).contains(broker.number) else { return nil }
        let known = brokers == 1 ? "the only one is 0" : "those there are have the numbers 0 to \(brokers - 1)"
        return "there is no broker \(broker); \(known)"
    }
}
