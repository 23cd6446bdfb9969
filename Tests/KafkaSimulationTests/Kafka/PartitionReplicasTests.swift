import Testing

@testable import KafkaSimulation

/// The rules of leaders, followers and in-sync sets, step by step.
@Suite struct PartitionReplicasTests {
    private func caughtUp(_ brokers: [BrokerID] = [0, 1, 2], to end: Int64) -> PartitionReplicas {
        var replicas = PartitionReplicas(brokers: brokers)
        _ = replicas.appended(upTo: end, at: 0)
        for place in replicas.idleLaggards() {
            replicas.beginFetch(at: place, nowNanoseconds: 0)
            _ = replicas.fetched(at: place)
        }
        return replicas
    }

    /// The example in the comment of Kafka's `AdminUtils`: 10 partitions with 3 copies on 5 brokers.
    @Test("Copies are spread as Kafka spreads them")
    func copiesAreSpreadAsKafka() {
        let expected: [[BrokerID]] = [
            [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 0], [4, 0, 1], [0, 2, 3], [1, 3, 4], [2, 4, 0], [3, 0, 1],
            [4, 1, 2],
        ]
        for (partition, brokers) in expected.enumerated() {
            #expect(PartitionReplicas.assignment(of: partition, brokers: 5, replicationFactor: 3) == brokers)
        }
    }

    @Test("The high watermark is the least end of the in-sync replicas")
    func theHighWatermarkIsTheLeast() {
        var replicas = PartitionReplicas(brokers: [0, 1, 2])
        #expect(replicas.appended(upTo: 5, at: 0) == .init())
        replicas.beginFetch(at: 1, nowNanoseconds: 0)
        #expect(replicas.fetched(at: 1) == .init())
        replicas.beginFetch(at: 2, nowNanoseconds: 0)
        #expect(replicas.fetched(at: 2) == .init(highWatermark: 5))
    }

    @Test("A fetch brings what the leader had when it began")
    func aFetchBringsWhatTheLeader() {
        var replicas = PartitionReplicas(brokers: [0, 1])
        _ = replicas.appended(upTo: 3, at: 0)
        replicas.beginFetch(at: 1, nowNanoseconds: 1)
        _ = replicas.appended(upTo: 9, at: 2)
        #expect(replicas.fetched(at: 1).highWatermark == 3)
        #expect(replicas.idleLaggards() == [1])
    }

    @Test("A follower that lags too long is put out of sync and comes back at the high watermark")
    func aFollowerThatLagsToo() {
        var replicas = caughtUp([0, 1], to: 2)
        _ = replicas.appended(upTo: 4, at: 100)
        #expect(replicas.dropLaggards(at: 109, lagTimeMaxNanoseconds: 10) == .init())
        #expect(
            replicas.dropLaggards(at: 110, lagTimeMaxNanoseconds: 10) == .init(highWatermark: 4, inSyncChanged: true))
        #expect(replicas.inSync == [0])
        replicas.beginFetch(at: 1, nowNanoseconds: 120)
        #expect(replicas.fetched(at: 1).inSyncChanged)
        #expect(replicas.inSync == [0, 1])
    }

    @Test("A clean election takes the first running in-sync replica and cuts the log to its end")
    func aCleanElectionTakes() {
        var replicas = caughtUp(to: 4)
        _ = replicas.appended(upTo: 6, at: 1)
        replicas.brokerStopped(0)
        _ = replicas.brokerFenced(0)
        // KIP-101: everybody follows the new leader's log, so that what only the old one had is cut.
        #expect(replicas.elect(uncleanAllowed: false) == .init(leader: 1, end: 4, isUnclean: false))
        #expect(replicas.leaderEpoch == 1)
        #expect(replicas.inSync == [1, 2])
        #expect(replicas.copies.map(\.logEnd) == [4, 4, 4])
        #expect(replicas.highWatermark == 4)
    }

    /// KIP-106: off by default, `unclean.leader.election.enable` trades records for a leader.
    @Test("Only an unclean election takes a replica that is out of sync")
    func onlyAnUncleanElection() {
        var replicas = caughtUp([0, 1], to: 4)
        replicas.brokerStopped(1)
        _ = replicas.brokerFenced(1)
        _ = replicas.appended(upTo: 9, at: 1)
        #expect(replicas.highWatermark == 9)
        replicas.brokerStopped(0)
        _ = replicas.brokerFenced(0)
        #expect(replicas.inSync == [0], "The last in-sync replica stays the only hope.")
        replicas.brokerStarted(1)
        var cautious = replicas
        #expect(cautious.elect(uncleanAllowed: false) == nil)
        #expect(cautious.leader == nil)
        cautious.brokerStarted(0)
        #expect(cautious.elect(uncleanAllowed: false) == .init(leader: 0, end: 9, isUnclean: false))
        #expect(replicas.elect(uncleanAllowed: true) == .init(leader: 1, end: 4, isUnclean: true))
        #expect(replicas.inSync == [1])
        #expect(replicas.highWatermark == 4)
    }

    @Test("Leadership moves only to a running in-sync replica")
    func leadershipMovesOnly() {
        var replicas = caughtUp(to: 1)
        #expect(replicas.moveLeadership(to: 0, uncleanAllowed: false) == nil)
        replicas.brokerStopped(1)
        #expect(replicas.moveLeadership(to: 1, uncleanAllowed: true) == nil)
        #expect(replicas.moveLeadership(to: 2, uncleanAllowed: false)?.leader == 2)
    }
}
