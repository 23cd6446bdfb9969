import ServicePorts
import VirtualTime

/// What befalls produce requests while a fault lasts.
public struct ProduceFaults: Sendable {
    /// Share of the requests that never reach the broker: the producer waits for `request.timeout.ms`.
    public var requestLost: Ratio
    /// Share of the requests whose records are stored and whose answer never comes back.
    public var acknowledgementLost: Ratio

    public init(requestLost: Ratio = .never, acknowledgementLost: Ratio = .never) {
        self.requestLost = requestLost
        self.acknowledgementLost = acknowledgementLost
    }
}

/// Names a fault on a cluster until it is ended.
public struct KafkaFaultID: Hashable, Sendable {
    let number: Int
}

/// A fault that lasts, what it is for, and how often it has hit.
struct KafkaFault {
    enum Kind {
        case produce(ProduceFaults)
        /// Every request and fetch of the clients takes longer.
        case slow(Sampler)
        case clogged(broker: Int)
        case slowReplication(broker: Int, Sampler)
        case coordinatorUnreachable
    }

    let number: Int
    let kind: Kind
    /// Clients by `client.id` or process name, or groups by `group.id`.
    let names: NamePattern
    let topics: NamePattern
    var draws: RandomStream
}

/// What may be done to a cluster from outside. Everything lasts until it is ended; every beginning and end enters the trace
/// hash, and so does every hit. In patterns `*` stands for any characters.
extension SimulatedKafka {
    // MARK: Brokers

    /// Crashes a broker. Its connections break at once; what it led has no leader until another broker takes over, after
    /// one sample of `KafkaModel.failoverTime`, or for as long as no replica may (`unclean.leader.election.enable`).
    public func stopBroker(_ broker: Int) {
        precondition(brokers.indices.contains(broker), "Brokers are numbered from 0.")
        guard brokers[broker].isRunning else { return }
        simulation.note(0x4B30, UInt64(broker))
        brokerStopped(broker)
    }

    /// Brings a broker back with the log it had. It leads what still counts as its own or waits for it, follows in
    /// everything else, and is in sync again when it has caught up.
    public func startBroker(_ broker: Int) {
        precondition(brokers.indices.contains(broker), "Brokers are numbered from 0.")
        guard !brokers[broker].isRunning else { return }
        simulation.note(0x4B31, UInt64(broker))
        brokerStarted(broker)
    }

    public func isRunning(broker: Int) -> Bool { brokers[broker].isRunning }

    /// Makes another broker the leader, as a reassignment does. Requests under way to the old one fail and are retried; what
    /// the new leader does not have is lost.
    /// - Returns: false when `broker` has no copy, is stopped, leads already, or is out of sync and the topic does not allow
    ///   unclean elections.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    @discardableResult
    public func moveLeadership(of topic: String, partition: Int32, to broker: Int) throws -> Bool {
        let log = try logIndex(topic: topicIndex(topic), partition: partition)
        let isUncleanAllowed = topicTable[logs[log].topic].model.uncleanLeaderElectionEnable
        guard let election = replicas[log].moveLeadership(to: broker, uncleanAllowed: isUncleanAllowed) else {
            return false
        }
        refuseAwaiting(on: log, with: .notLeaderOrFollower(topic: topic))
        elected(election, on: log)
        return true
    }

    /// No follower gets anything from `broker`'s leaders, or as a follower itself: after `replica.lag.time.max.ms` they
    /// are out of sync.
    public func beginClog(ofReplicationOn broker: Int) -> KafkaFaultID {
        let fault = begin(.clogged(broker: broker))
        for log in logs.indices { armLagCheck(of: log) }
        return fault
    }

    /// The same, only slower: `delay` comes on top of each fetch that `broker` makes or answers as a replica.
    public func beginSlowReplication(on broker: Int, by delay: Distribution) -> KafkaFaultID {
        let fault = begin(.slowReplication(broker: broker, Sampler(delay)))
        for log in logs.indices { armLagCheck(of: log) }
        return fault
    }

    // MARK: Requests

    /// Loses produce requests or their answers.
    /// - Parameters:
    ///   - clients: by `client.id`, or the name of the process.
    public func begin(_ faults: ProduceFaults, clients: String = "*", topics: String = "*") -> KafkaFaultID {
        begin(.produce(faults), clients, topics)
    }

    /// Slows every produce request, fetch and coordinator request down by `delay`.
    /// - Parameters:
    ///   - clients: by `client.id`, or the name of the process.
    public func beginSlowRequests(by delay: Distribution, clients: String = "*") -> KafkaFaultID {
        begin(.slow(Sampler(delay)), clients)
    }

    /// The coordinator of the groups answers COORDINATOR_NOT_AVAILABLE.
    public func beginCoordinatorOutage(ofGroups groups: String = "*") -> KafkaFaultID {
        let fault = begin(.coordinatorUnreachable, groups)
        let pattern = NamePattern(groups)
        for group in groupIDs where pattern.matches(group) { hit(faults.count - 1) }
        coordinatorsChanged()
        return fault
    }

    /// Ends a fault; one that has ended already stays so.
    public func end(_ fault: KafkaFaultID) {
        guard let index = faults.firstIndex(where: { $0.number == fault.number }) else { return }
        simulation.note(0x4B33, UInt64(fault.number))
        let ended = faults.remove(at: index)
        switch ended.kind {
        case .clogged, .slowReplication: for log in logs.indices { replicate(log) }
        case .coordinatorUnreachable: coordinatorsChanged()
        case .produce, .slow: break
        }
    }

    /// How many requests, fetches, replica fetches or groups a fault has touched, also after its end.
    public func hits(of fault: KafkaFaultID) -> UInt64 { faultHits[fault.number] }

    private func begin(_ kind: KafkaFault.Kind, _ names: String = "*", _ topics: String = "*") -> KafkaFaultID {
        let number = faultHits.count
        faultHits.append(0)
        simulation.note(0x4B32, UInt64(number))
        faults.append(
            KafkaFault(
                number: number, kind: kind, names: NamePattern(names), topics: NamePattern(topics),
                draws: simulation.stream("kafka/faults/\(number)")))
        return KafkaFaultID(number: number)
    }
}

/// What the cluster's own parts ask of the faults that last. Without any, each costs one comparison.
extension SimulatedKafka {
    /// What comes on top of a request's latency.
    @inline(__always)
    func addedDelay(forClient name: @autoclosure () -> String) -> Int64 {
        faults.isEmpty ? 0 : drawAddedDelay(forClient: name())
    }

    private func drawAddedDelay(forClient name: String) -> Int64 {
        var total: Int64 = 0
        for index in faults.indices {
            guard case .slow(let sampler) = faults[index].kind, faults[index].names.matches(name) else { continue }
            total += sampler.sample(&faults[index].draws)
            hit(index)
        }
        return total
    }

    /// Whether a produce request, or its answer, is lost.
    func drawLoss(client: String, topic: String) -> (request: Bool, answer: Bool) {
        var loss = (request: false, answer: false)
        for index in faults.indices {
            guard case .produce(let shares) = faults[index].kind, faults[index].names.matches(client),
                faults[index].topics.matches(topic)
            else { continue }
            let losesRequest = faults[index].draws.happens(shares.requestLost)
            let losesAnswer = faults[index].draws.happens(shares.acknowledgementLost)
            guard losesRequest || losesAnswer else { continue }
            hit(index)
            loss.request = loss.request || losesRequest
            loss.answer = loss.answer || losesAnswer
        }
        return loss
    }

    /// What comes on top of a replica's fetch; nil when it brings nothing.
    func replicationDelay(from leader: Int, to follower: Int) -> Int64? {
        var total: Int64 = 0
        for index in faults.indices {
            switch faults[index].kind {
            case .clogged(let broker) where broker == leader || broker == follower:
                hit(index)
                return nil
            case .slowReplication(let broker, let sampler) where broker == leader || broker == follower:
                hit(index)
                total += sampler.sample(&faults[index].draws)
            default: continue
            }
        }
        return total
    }

    /// Tells the groups which of them have a coordinator now.
    func coordinatorsChanged() {
        setCoordinators { [unowned self] in coordinatorServes(groupID: $0) }
    }

    private func coordinatorServes(groupID: String) -> Bool {
        guard let coordinator = brokers[CoordinatorPlace.broker(ofGroup: groupID, among: brokers.count)].coordinator,
            brokers[coordinator].isRunning
        else { return false }
        return !faults.contains {
            if case .coordinatorUnreachable = $0.kind { $0.names.matches(groupID) } else { false }
        }
    }

    private func hit(_ index: Int) {
        let number = faults[index].number
        faultHits[number] += 1
        simulation.note(0x4B34, UInt64(number))
    }
}
