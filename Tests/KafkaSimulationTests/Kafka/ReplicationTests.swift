import KafkaSimulation
import ServicePorts
import Testing
import VirtualTime

@Suite struct ReplicationTests {
    @Test("`acks=all` waits for every in-sync replica, and `acks=1` does not")
    func acksAllWaits() throws {
        let play = BrokerPlay(brokers: 3, copies: 3)
        let slow = play.kafka.inject(.slowReplication(on: 2, by: .constant(.milliseconds(40))))
        play.send(["all"], by: try play.producer("a"))
        play.send(["one"], by: try play.producer("b") { $0.acks = .leader })
        play.run(until: 1000)
        #expect(play.log == ["one@1 at 2", "all@0 at 43"])
        #expect(play.kafka.hits(of: slow).hit > 0)
    }

    @Test("Consumers read only below the high watermark")
    func consumersReadOnly() throws {
        let play = BrokerPlay(brokers: 2, copies: 2)
        try play.startReader()
        play.run(until: 5000)
        let clog = play.kafka.inject(.cloggedReplication(on: 1))
        play.send(["a"], by: try play.producer { $0.acks = .leader })
        play.run(until: 6000)
        #expect(play.log == ["a@0 at 5002"])
        #expect(try play.kafka.highWatermark(of: BrokerPlay.topic, partition: 0) == 0)
        play.at(6000) { play.kafka.remove(clog) }
        play.run(until: 7000)
        #expect(play.log == ["a@0 at 5002", "read a@0"])
    }

    @Test("A follower that lags is out of sync after `replica.lag.time.max.ms`")
    func aFollowerThatLagsIsOut() throws {
        let play = BrokerPlay(brokers: 2, copies: 2)
        let clog = play.kafka.inject(.cloggedReplication(on: 1))
        play.send(["a"], by: try play.producer { $0.requestTimeout = .seconds(60) })
        play.run(until: 29_000)
        #expect(play.log == [])
        #expect(try play.kafka.inSyncReplicas(of: BrokerPlay.topic, partition: 0) == [0, 1])
        play.run(until: 31_000)
        #expect(play.log == ["a@0 at 30002"])
        #expect(try play.kafka.inSyncReplicas(of: BrokerPlay.topic, partition: 0) == [0])
        play.at(31_000) { play.kafka.remove(clog) }
        play.run(until: 32_000)
        #expect(try play.kafka.inSyncReplicas(of: BrokerPlay.topic, partition: 0) == [0, 1])
    }

    @Test("Too few in-sync replicas refuse `acks=all` only")
    func tooFewInSync() throws {
        let play = BrokerPlay(brokers: 2, copies: 2) { $0.minInsyncReplicas = 2 }
        play.stop(1)
        play.run(until: 10_000)
        play.send(["all"], by: try play.producer("a") { $0.retries = 0 })
        play.send(["one"], by: try play.producer("b") { $0.acks = .leader })
        play.run(until: 11_000)
        #expect(
            play.log.sorted() == ["all: notEnoughReplicas(topic: \"notes\") at 10002", "one@0 at 10002"].sorted())
        #expect(try play.texts() == ["one"])
    }

    @Test("Replicas lost after the append are told")
    func replicasLostAfter() throws {
        let play = BrokerPlay(brokers: 2, copies: 2) { $0.minInsyncReplicas = 2 }
        play.kafka.inject(.cloggedReplication(on: 1))
        play.at(10) { play.stop(1) }
        play.send(["a"], by: try play.producer { $0.retries = 0 })
        play.run(until: 10_000)
        #expect(play.log == ["a: notEnoughReplicasAfterAppend(topic: \"notes\") at 5011"])
        #expect(try play.texts() == ["a"])
    }

    @Test("A failover takes its time and the producer retries over it")
    func aFailoverTakesItsTime() throws {
        let play = BrokerPlay(brokers: 3, copies: 3)
        let writer = try play.producer()
        play.send(["a"], by: writer)
        play.at(1000) { play.stop(0) }
        play.at(1001) { play.send(["b"], by: writer) }
        play.run(until: 5999)
        #expect(try play.kafka.leader(of: BrokerPlay.topic, partition: 0) == nil)
        play.run(until: 10_000)
        #expect(try play.kafka.leader(of: BrokerPlay.topic, partition: 0) == 1)
        #expect(play.log.first == "a@0 at 3")
        #expect(play.log.last?.hasPrefix("b@1 at 61") == true)
        #expect(play.kafka.counters.produceRetries > 10)
        #expect(play.kafka.counters.recordsLost == 0)
        #expect(try play.texts() == ["a", "b"])
    }

    @Test("A clean failover loses only what `acks=1` acknowledged")
    func aCleanFailoverLoses() throws {
        let play = BrokerPlay(brokers: 2, copies: 2)
        play.kafka.inject(.cloggedReplication(on: 1))
        play.send(["a"], by: try play.producer { $0.acks = .leader })
        play.at(1000) { play.stop(0) }
        play.run(until: 10_000)
        #expect(play.log == ["a@0 at 2"])
        #expect(try play.texts() == [])
        #expect(play.kafka.counters.recordsLost == 1)
        #expect(play.kafka.counters.uncleanElections == 0)
    }

    /// KIP-106's trade: availability for records that were acknowledged to everybody who was in sync.
    @Test("An unclean election loses acknowledged records and moves consumers back", arguments: [false, true])
    func anUncleanElectionLoses(unclean: Bool) throws {
        let play = BrokerPlay(brokers: 2, copies: 2) { $0.uncleanLeaderElectionEnable = unclean }
        try play.startReader()
        let writer = try play.producer()
        play.at(4000) { play.send(["a"], by: writer) }
        play.at(5000) { play.stop(1) }
        play.at(15_000) { play.send(["b", "c"], by: writer) }
        play.at(20_000) {
            play.stop(0)
            play.start(1)
        }
        play.run(until: 30_000)
        #expect(play.log.contains("read c@2"))
        if unclean {
            #expect(try play.texts() == ["a"])
            #expect(play.kafka.counters.recordsLost == 2)
            #expect(play.kafka.counters.uncleanElections == 1)
            #expect(play.kafka.counters.offsetsOutOfRange == 1)
            #expect(play.log.filter { $0 == "read a@0" }.count == 2, "`auto.offset.reset` begins anew.")
        } else {
            #expect(try play.kafka.leader(of: BrokerPlay.topic, partition: 0) == nil)
            play.start(0)
            #expect(try play.texts() == ["a", "b", "c"])
            #expect(play.kafka.counters.recordsLost == 0)
        }
    }

    @Test("The only broker's records survive its crash")
    func theOnlyBrokersRecords() throws {
        let play = BrokerPlay()
        let writer = try play.producer()
        play.send(["a"], by: writer)
        play.at(1000) { play.stop(0) }
        play.at(1001) { play.send(["b"], by: writer) }
        play.at(20_000) { play.start(0) }
        play.run(until: 30_000)
        #expect(try play.texts() == ["a", "b"])
        #expect(play.log.count == 2)
    }

    @Test("Leadership moves without loss and stale requests are sent again")
    func leadershipMovesWithout() throws {
        let play = BrokerPlay(brokers: 2, copies: 2)
        let writer = try play.producer()
        // Both at 101: the move, then the arrival of the request for the old leader.
        play.at(101) { _ = try play.kafka.moveLeadership(of: BrokerPlay.topic, partition: 0, to: 1) }
        play.send(["a"], by: writer)
        play.run(until: 100)
        play.send(["b"], by: writer)
        play.run(until: 1000)
        #expect(play.log == ["a@0 at 3", "b@1 at 205"])
        #expect(try play.texts() == ["a", "b"])
        #expect(play.kafka.counters.produceRetries == 1)
    }

    @Test("A seed repeats its run through failovers and retries in both wire modes", arguments: [UInt64(1), 2])
    func aSeedRepeatsItsRun(seed: UInt64) throws {
        func run(_ wire: PayloadForm, _ seed: UInt64) throws -> (UInt64, [String]) {
            let play = BrokerPlay(
                seed: seed, brokers: 3, copies: 3, partitions: 3, wire: wire,
                latency: .logNormal(median: .milliseconds(2), p99: .milliseconds(20))
            ) { $0.uncleanLeaderElectionEnable = true }
            try play.startReader()
            let (process, producer) = try play.producer { $0.linger = .milliseconds(5) }
            play.kafka.inject(
                .produce(ProduceFaults(requestLost: Ratio(1, in: 20), acknowledgementLost: Ratio(1, in: 20))))
            process.start {
                for number in 0..<300 {
                    let record = BrokerPlay.record(
                        "\(number)", key: number % 3 == 0 ? nil : "\(number)", partition: nil)
                    try? await producer.enqueue(record)
                    try? await process.clock.sleep(for: .milliseconds(100))
                }
                try? await producer.flush()
            }
            play.at(5000) { play.stop(0) }
            play.at(12_000) { play.start(0) }
            play.at(15_000) { play.stop(1) }
            play.run(until: 200_000)
            #expect(play.kafka.counters.elections >= 2)
            #expect(play.kafka.counters.produceRetries > 0)
            return (play.simulation.trace.value, play.log)
        }
        let typed = try run(.typed, seed)
        #expect(try run(.typed, seed) == typed)
        #expect(try run(.bytes, seed) == typed)
        #expect(try run(.typed, seed + 2).0 != typed.0)
    }
}
