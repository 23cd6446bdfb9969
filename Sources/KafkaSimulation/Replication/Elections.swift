import ServicePorts
import VirtualTime

/// Brokers that come and go, and who leads then.
extension ReplicaManager {
    func isRunning(_ broker: BrokerID) -> Bool { brokers[broker].isRunning }

    /// Crashes a broker: what it led has no leader until the controller has noticed.
    func stop(_ broker: BrokerID) {
        precondition(brokers[broker].isRunning, "A broker that is down does not crash.")
        simulation.note(KafkaTrace.brokerStopped, broker.word)
        brokers[broker].isRunning = false
        brokers[broker].stops += 1
        for log in logs.ids {
            let isLeader = partitions[log].leader == broker
            // The only copy is not told of each append.
            if isLeader, !partitions[log].isReplicated, partitions[log].isAvailable {
                _ = partitions[log].appended(upTo: logs[log].endOffset, at: simulation.now.nanoseconds)
            }
            partitions[log].brokerStopped(broker)
            guard isLeader else { continue }
            logs[log].isAvailable = false
            produces?.leaderIsGone(from: log, because: .networkException(topic: metadata[log].name))
        }
        coordinators?.coordinatorStopped(broker)
        scheduleFailover(of: broker)
    }

    /// The controller has noticed: others take over.
    func failoverEnded(_ broker: BrokerID, stop: Int) {
        precondition(brokers[broker].stops > 0, "Others take over from a broker that has been stopped.")
        guard !brokers[broker].isRunning, CopyEntry.epoch(brokers[broker].stops) == stop else { return }
        simulation.note(KafkaTrace.failoverEnded, broker.word)
        for log in logs.ids where partitions[log].hasCopy(on: broker) {
            apply(partitions[log].brokerFenced(broker), to: log)
            if partitions[log].leader == broker { elect(on: log) }
        }
        coordinators?.electCoordinators(among: isRunning)
    }

    /// Brings a broker back with the log it had.
    func start(_ broker: BrokerID) {
        precondition(!brokers[broker].isRunning, "A broker that runs is not started.")
        simulation.note(KafkaTrace.brokerStarted, broker.word)
        brokers[broker].isRunning = true
        for log in logs.ids where partitions[log].hasCopy(on: broker) {
            partitions[log].brokerStarted(broker)
            if partitions[log].leader == nil {
                elect(on: log)
            } else if partitions[log].leader == broker {
                becameAvailable(log)
            }
            replicate(log)
        }
        coordinators?.electCoordinators(among: isRunning)
    }

    /// Makes another broker the leader, if it may.
    func moveLeadership(of log: LogID, to broker: BrokerID) -> Bool {
        let isUncleanAllowed = metadata[log].model.uncleanLeaderElectionEnable
        guard let election = partitions[log].moveLeadership(to: broker, uncleanAllowed: isUncleanAllowed) else {
            return false
        }
        produces?.leaderIsGone(from: log, because: .notLeaderOrFollower(topic: metadata[log].name))
        elected(election, on: log)
        return true
    }

    private func elect(on log: LogID) {
        let isUncleanAllowed = metadata[log].model.uncleanLeaderElectionEnable
        guard let election = partitions[log].elect(uncleanAllowed: isUncleanAllowed) else { return }
        elected(election, on: log)
    }

    /// The log is its new leader's: what that one does not have is lost.
    private func elected(_ election: PartitionReplicas.Election, on log: LogID) {
        precondition(brokers[election.leader].isRunning, "Only a running broker leads.")
        counters.elections += 1
        if election.isUnclean { counters.uncleanElections += 1 }
        simulation.note(KafkaTrace.leaderElected, of: log.index, election.leader.word)
        let lost = logs[log].endOffset - election.end
        precondition(lost >= 0, "No copy has more than the log.")
        if lost > 0 {
            counters.recordsLost += UInt64(lost)
            truncate(log, from: election.end)
        }
        becameAvailable(log)
        // The leader may be the last in sync: then it knows at once that everything is agreed on.
        apply(partitions[log].appended(upTo: logs[log].endOffset, at: simulation.now.nanoseconds), to: log)
        replicate(log)
    }

    private func becameAvailable(_ log: LogID) {
        precondition(partitions[log].isAvailable, "A log is served by a leader that runs.")
        logs[log].isAvailable = true
        fetches?.mayRead(log)
    }
}
