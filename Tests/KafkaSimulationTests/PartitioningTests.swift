import KafkaSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@Suite struct PartitioningTests {
    /// The vectors of Kafka's own `UtilsTest.testMurmur2`.
    @Test(
        "Murmur2 agrees with Kafka",
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func murmur2AgreesWithKafka(key: String, hash: Int32) {
        #expect(Murmur2.hash(RecordKey(key)) == hash)
    }

    @Test("A negative hash still names a partition")
    func aNegativeHashStill() {
        // toPositive(-973932308) = 1173551340.
        #expect(Murmur2.partition(of: "21", among: 7) == Int32(1_173_551_340 % 7))
    }

    @Test("Records of one key stand on one partition in order")
    func recordsOfOneKey() throws {
        let cluster = Cluster(partitions: 6)
        let process = cluster.simulation.makeProcess(named: "writer")
        let producer = try cluster.kafka.makeProducer(for: process, of: Note.self)
        process.start {
            for number in 0..<20 {
                _ = try? await producer.send(ProducerRecord(topic: "notes", key: "abc", value: Note("\(number)")))
            }
        }
        cluster.run(seconds: 1)
        let partition = Int32(479_470_107 % 6)
        let texts = try cluster.kafka.records(of: "notes", partition: partition).map {
            try $0.payload.decode(as: Note.self).text
        }
        #expect(texts == (0..<20).map(String.init))
    }

    @Test(
        "Records without key go where the partitioner says",
        arguments: [ProducerSettings.Partitioner.builtIn, .roundRobin])
    func recordsWithoutKey(partitioner: ProducerSettings.Partitioner) throws {
        let cluster = Cluster(partitions: 3)
        let process = cluster.simulation.makeProcess(named: "writer")
        var settings = ProducerSettings()
        settings.partitioner = partitioner
        let producer = try cluster.kafka.makeProducer(for: process, settings, of: Note.self)
        process.start {
            for number in 0..<9 {
                _ = try? await producer.send(ProducerRecord(topic: "notes", key: nil, value: Note("\(number)")))
            }
        }
        cluster.run(seconds: 1)
        let ends = try (0..<Int32(3)).map { try cluster.kafka.endOffset(of: "notes", partition: $0) }
        // Nine records are not yet `batch.size` bytes: the built-in partitioner stays where it is.
        #expect(ends.sorted() == (partitioner == .roundRobin ? [3, 3, 3] : [0, 0, 9]))
    }

    @Test(
        "Keys count unless the partitioner ignores them",
        arguments: [
            (ProducerSettings.Partitioner.builtIn, false, true), (.builtIn, true, false),
            (.defaultPartitioner, true, true),
            (.uniformSticky, false, false), (.roundRobin, false, false),
        ])
    func keysCountUnless(
        partitioner: ProducerSettings.Partitioner, ignoresKeys: Bool, countsKeys: Bool
    ) throws {
        let cluster = Cluster(partitions: 6)
        let process = cluster.simulation.makeProcess(named: "writer")
        var settings = ProducerSettings()
        settings.partitioner = partitioner
        settings.partitionerIgnoreKeys = ignoresKeys
        let producer = try cluster.kafka.makeProducer(for: process, settings, of: Note.self)
        process.start {
            for number in 0..<60 {
                _ = try? await producer.send(ProducerRecord(topic: "notes", key: "\(number)", value: Note("\(number)")))
            }
        }
        cluster.run(seconds: 1)
        var isByKey = true
        for partition in 0..<Int32(6) {
            for record in try cluster.kafka.records(of: "notes", partition: partition)
            where Murmur2.partition(of: record.key!, among: 6) != partition {
                isByKey = false
            }
        }
        #expect(isByKey == countsKeys)
    }

    @Test("An unknown topic is an error")
    func anUnknownTopicIsAnError() async throws {
        let cluster = Cluster()
        let process = cluster.simulation.makeProcess(named: "writer")
        let producer = try cluster.kafka.makeProducer(for: process, of: Note.self)
        process.start {
            do {
                try await producer.send(ProducerRecord(topic: "nowhere", key: nil, value: Note("1")))
            } catch { cluster.seen.append("\(error)") }
        }
        cluster.run(seconds: 1)
        #expect(cluster.seen == ["unknownTopicOrPartition(topic: \"nowhere\")"])
    }

    @Test("Settings that are not modelled are refused by name")
    func settingsThatAreNotModelledAreRefused() throws {
        let cluster = Cluster()
        let process = cluster.simulation.makeProcess(named: "service")
        func refusal(_ change: (inout ProducerSettings) -> Void) -> KafkaError? {
            var settings = ProducerSettings()
            change(&settings)
            do { _ = try cluster.kafka.makeProducer(for: process, settings, of: Note.self) } catch {
                return error as? KafkaError
            }
            return nil
        }
        #expect(
            refusal { $0.others = ["transactional.id": "t", "compression.type": "lz4"] }
                == .notModelled(setting: "compression.type"))
        #expect(refusal { $0.others = ["transactional.id": "t"] } == .notModelled(setting: "transactional.id"))
        #expect(refusal { $0.acks = .leader } == nil)
        var settings = Cluster.settings()
        settings.others = ["isolation.level": "read_committed"]
        #expect(throws: KafkaError.notModelled(setting: "isolation.level")) {
            try cluster.kafka.makeConsumer(for: process, settings, of: Note.self)
        }
        #expect(throws: KafkaError.notModelled(setting: "group.id")) {
            try cluster.kafka.makeConsumer(for: process, ConsumerSettings(groupID: ""), of: Note.self)
        }
    }
}
