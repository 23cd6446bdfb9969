import KafkaSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

/// What every fault of a cluster has: a beginning, an end, and its hits.
@Suite struct KafkaFaultTests {
    @Test("a fault tells what came by and what it did, also after its end")
    func tellsItsHits() throws {
        let play = BrokerPlay()
        let slow = play.kafka.inject(.slowRequests(by: .constant(.milliseconds(10)), clients: "wri*"))
        let other = play.kafka.inject(.slowRequests(by: .constant(.milliseconds(10)), clients: "other"))
        play.send(["a"], by: try play.producer())
        play.run(until: 100)
        play.kafka.remove(slow)
        play.send(["b"], by: try play.producer())
        play.run(until: 200)
        #expect(play.log == ["a@0 at 12", "b@1 at 102"])
        #expect(play.kafka.hits(of: slow) == FaultHits(exposed: 1, hit: 1, added: .milliseconds(10)))
        #expect(play.kafka.hits(of: other) == FaultHits())
    }

    @Test("a request that comes by and is not lost was exposed, not hit")
    func exposedIsNotHit() throws {
        let play = BrokerPlay()
        let never = play.kafka.inject(.produce(ProduceFaults()))
        play.send(["a"], by: try play.producer())
        play.run(until: 100)
        #expect(play.kafka.hits(of: never) == FaultHits(exposed: 1))
    }

    @Test("a fault that has ended stays so, and the trace does not notice the second end")
    func endsOnce() throws {
        let play = BrokerPlay(brokers: 2, copies: 2)
        for fault: KafkaFault in [.cloggedReplication(on: 1), .coordinatorOutage(), .brokerDown(1)] {
            let id = play.kafka.inject(fault)
            play.kafka.remove(id)
            let trace = play.simulation.trace.value
            play.kafka.remove(id)
            #expect(play.simulation.trace.value == trace)
        }
    }

    @Test("a broker that is down comes back with the last fault that keeps it down, and each has hit it")
    func aBrokerComesBackWithItsLastFault() throws {
        let play = BrokerPlay(brokers: 2, copies: 2)
        let first = play.kafka.inject(.brokerDown(1))
        let second = play.kafka.inject(.brokerDown(1))
        #expect(!play.kafka.isRunning(broker: 1))
        play.kafka.remove(first)
        #expect(!play.kafka.isRunning(broker: 1))
        play.kafka.remove(second)
        #expect(play.kafka.isRunning(broker: 1))
        #expect(play.kafka.hits(of: first).hit == 1)
        #expect(play.kafka.hits(of: second).hit == 1)
    }

    @Test("an outage of the coordinator is refused requests of its groups alone, and its hits are groups")
    func anOutageIsOfItsGroups() throws {
        let cluster = Cluster()
        try cluster.startReader(in: cluster.simulation.makeProcess(named: "reader"))
        cluster.run(seconds: 10)
        let other = cluster.kafka.inject(.coordinatorOutage(groups: "others"))
        try cluster.produce("a")
        cluster.run(seconds: 1)
        #expect(try cluster.committed() == 1)
        let own = cluster.kafka.inject(.coordinatorOutage(groups: "read*"))
        try cluster.produce("b")
        cluster.run(seconds: 1)
        #expect(try cluster.committed() == 1)
        cluster.kafka.remove(own)
        cluster.run(seconds: 10)
        #expect(try cluster.committed() == 2)
        #expect(cluster.kafka.hits(of: own).hit == 1)
        #expect(cluster.kafka.hits(of: other).hit == 0)
    }

    @Test("a fault with a name draws from streams of its own, and so does its second occurrence")
    func namedFaultsDrawTheirOwn() throws {
        func fates(_ names: [String?]) throws -> [String] {
            let play = BrokerPlay()
            for name in names {
                let fault = play.kafka.inject(.produce(ProduceFaults(requestLost: Ratio(1, in: 2))), named: name)
                let writer = try play.producer { $0.acks = .none }
                for number in 0..<20 { play.send(["\(number)"], by: writer) }
                play.run(until: play.milliseconds + 100)
                play.kafka.remove(fault)
                play.log.append("\(try play.texts())")
            }
            return play.log.filter { $0.hasPrefix("[") }
        }
        #expect(try fates(["one"]) == fates(["one"]))
        #expect(try fates(["one"]) != fates(["two"]))
        #expect(try fates(["one", "two"])[0] == fates(["one"])[0])
        #expect(try fates([nil]) != fates(["one"]))
    }
}
