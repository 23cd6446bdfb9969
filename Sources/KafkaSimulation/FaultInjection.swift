import ServicePorts
import VirtualTime

/// What may be done to a cluster from outside. Every beginning and end of a fault enters the trace hash, and so does every hit.
extension SimulatedKafka {
    /// Lets `fault` hold until `remove`.
    /// - Parameter name: who injects it, for the stream it draws from; may come again. Without one the stream is found by the
    ///   fault's number on this cluster.
    @discardableResult
    public func inject(_ fault: KafkaFault, named name: String? = nil) -> FaultID {
        let id = faults.add(fault, named: name)
        switch fault {
        case .produce, .slowRequests: break
        case .cloggedReplication(let broker), .slowReplication(let broker, _):
            check(broker)
            for log in logs.indices { armLagCheck(of: log) }
        case .coordinatorOutage:
            faults.hitGroups(groupIDs, by: id)
            coordinatorsChanged()
        case .brokerDown(let broker):
            check(broker)
            guard brokers[broker.number].isRunning else { return id }
            faults.tookDown(broker, by: id)
            simulation.note(KafkaTrace.brokerStopped, UInt64(broker.number))
            brokerStopped(broker)
        }
        return id
    }

    /// Ends a fault. What it has done to requests under way stays done. Ending one that has ended does nothing.
    public func remove(_ fault: FaultID) {
        switch faults.remove(fault) {
        case .produce, .slowRequests, nil: break
        case .cloggedReplication, .slowReplication: for log in logs.indices { replicate(log) }
        case .coordinatorOutage: coordinatorsChanged()
        case .brokerDown(let broker):
            simulation.note(KafkaTrace.brokerStarted, UInt64(broker.number))
            brokerStarted(broker)
        }
    }

    /// What a fault has done so far; it may have ended.
    public func hits(of fault: FaultID) -> FaultHits { faults.hits(of: fault) }

    public func isRunning(broker: BrokerID) -> Bool {
        check(broker)
        return brokers[broker.number].isRunning
    }

    private func check(_ broker: BrokerID) {
        precondition(brokers.indices.contains(broker.number), "Brokers are numbered from 0.")
    }

    /// Makes another broker the leader, as a reassignment does: an act, not a fault that holds. Requests under way to the old
    /// one fail and are retried; what the new leader does not have is lost.
    /// - Returns: false when `broker` has no copy, is stopped, leads already, or is out of sync and the topic does not allow
    ///   unclean elections.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    @discardableResult
    public func moveLeadership(of topic: String, partition: Int32, to broker: BrokerID) throws -> Bool {
        let log = try logIndex(topic: topicIndex(topic), partition: partition)
        let isUncleanAllowed = topicTable[logs[log].topic].model.uncleanLeaderElectionEnable
        guard let election = replicas[log].moveLeadership(to: broker, uncleanAllowed: isUncleanAllowed) else {
            return false
        }
        refuseAwaiting(on: log, with: .notLeaderOrFollower(topic: topic))
        elected(election, on: log)
        return true
    }
}

extension SimulatedKafka {
    /// Tells the groups which of them have a coordinator now.
    func coordinatorsChanged() {
        setCoordinators { [unowned self] in coordinatorServes(groupID: $0) }
    }

    private func coordinatorServes(groupID: String) -> Bool {
        guard let coordinator = brokers[CoordinatorPlace.broker(ofGroup: groupID, among: brokers.count)].coordinator,
            brokers[coordinator].isRunning
        else { return false }
        return !faults.isCoordinatorOut(ofGroup: groupID)
    }
}
