import KafkaSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

/// What belongs to no process, such as a gateway, and how its records go in.
@Suite struct UnattendedProducerTests {
    @Test("records go in the order they are sent, without anybody who waits")
    func recordsGoInOrder() throws {
        let play = BrokerPlay()
        let producer = play.kafka.makeUnattendedProducer(named: "gateway")
        for text in ["a", "b", "c"] {
            try producer.send(topic: BrokerPlay.topic, key: nil, payload: .value(Note(text)))
        }
        #expect(try play.texts() == [])
        play.run(until: 2)
        #expect(try play.texts() == ["a", "b", "c"])
    }

    @Test("a key decides the partition as it does for every producer")
    func keysDecide() throws {
        let play = BrokerPlay(partitions: 4)
        let producer = play.kafka.makeUnattendedProducer(named: "gateway")
        try producer.send(topic: BrokerPlay.topic, key: "k", payload: .value(Note("a")))
        play.run(until: 2)
        #expect(try play.texts(partition: Murmur2.partition(of: "k", among: 4)) == ["a"])
    }

    @Test("a topic that the cluster has not is refused at once")
    func unknownTopicsAreRefused() throws {
        let play = BrokerPlay()
        let producer = play.kafka.makeUnattendedProducer(named: "gateway")
        #expect(throws: KafkaError.unknownTopicOrPartition(topic: "nowhere")) {
            try producer.send(topic: "nowhere", key: nil, payload: .value(Note("a")))
        }
        #expect(!play.kafka.hasTopic("nowhere") && play.kafka.hasTopic(BrokerPlay.topic))
    }

    @Test("a record that is too large is refused at once")
    func largeRecordsAreRefused() throws {
        let play = BrokerPlay()
        let producer = play.kafka.makeUnattendedProducer(named: "gateway")
        let key = RecordKey(String(repeating: "k", count: 2_000_000))
        #expect(throws: KafkaError.self) {
            try producer.send(topic: BrokerPlay.topic, key: key, payload: .value(Note("a")))
        }
    }

    @Test("a fault finds it by its name, and a lost request is sent again after request.timeout.ms")
    func faultsFindIt() throws {
        let play = BrokerPlay()
        let producer = play.kafka.makeUnattendedProducer(named: "gateway")
        let fault = play.kafka.inject(.produce(ProduceFaults(requestLost: .always), clients: "gate*"))
        try producer.send(topic: BrokerPlay.topic, key: nil, payload: .value(Note("a")))
        play.run(until: 1000)
        #expect(try play.texts() == [])
        #expect(play.kafka.hits(of: fault).hit == 1)
        play.kafka.remove(fault)
        play.run(until: 40_000)
        #expect(try play.texts() == ["a"])
    }
}
