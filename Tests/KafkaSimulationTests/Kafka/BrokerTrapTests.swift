import Testing

@testable import KafkaSimulation

/// What cannot be ends the program: a log, its copies or a producer that went on from there would be silently wrong.
@Suite struct BrokerTrapTests {
    private static func log(_ count: Int) -> PartitionLog {
        var log = PartitionLog()
        for _ in 0..<count { _ = log.append(.none) }
        return log
    }

    @Test("Nobody reads beyond the end of a log, nor before its start")
    func logsHaveBounds() async {
        await #expect(processExitsWith: .failure) {
            var log = PartitionLog()
            log.makeReadable(below: 1, atNanoseconds: 0)
        }
        await #expect(processExitsWith: .failure) {
            var log = Self.log(4)
            log.makeAllReadable()
            log.truncate(before: 2)
            _ = log[1].size
        }
    }

    @Test("What is not agreed on is neither forgotten nor compacted")
    func whatIsNotAgreedOnStays() async {
        var log = Self.log(4)
        log.makeReadable(below: 2, atNanoseconds: 0)
        log.truncate(before: 2)
        #expect(log.startOffset == 2)
        await #expect(processExitsWith: .failure) {
            var log = Self.log(4)
            log.makeReadable(below: 2, atNanoseconds: 0)
            log.truncate(before: 3)
        }
        await #expect(processExitsWith: .failure) {
            var log = Self.log(4)
            log.makeReadable(below: 2, atNanoseconds: 0)
            log.remove(at: 2)
        }
    }

    @Test("A broker does not stop twice, and a leader does not follow itself")
    func replicasFollowTheirRules() async {
        await #expect(processExitsWith: .failure) {
            var replicas = PartitionReplicas(brokers: [0, 1])
            replicas.brokerStopped(1)
            replicas.brokerStopped(1)
        }
        await #expect(processExitsWith: .failure) {
            var replicas = PartitionReplicas(brokers: [0, 1])
            replicas.beginFetch(at: 0, nowNanoseconds: 0)
        }
    }

    @Test("A broker that runs is not fenced, and a log does not grow backwards")
    func replicasKeepWhatTheyHave() async {
        await #expect(processExitsWith: .failure) {
            var replicas = PartitionReplicas(brokers: [0, 1])
            _ = replicas.brokerFenced(1)
        }
        await #expect(processExitsWith: .failure) {
            var replicas = PartitionReplicas(brokers: [0, 1])
            _ = replicas.appended(upTo: 2, at: 0)
            _ = replicas.appended(upTo: 1, at: 0)
        }
    }

    @Test("A producer's batches are appended in order of sequence and of offset")
    func sequencesFollowOneAnother() async {
        await #expect(processExitsWith: .failure) {
            var table = SequenceTable()
            table.appended(BatchSequence(producerID: 1, epoch: 0, first: 0, count: 2), at: 0)
            table.appended(BatchSequence(producerID: 1, epoch: 0, first: 3, count: 1), at: 2)
        }
        await #expect(processExitsWith: .failure) {
            var table = SequenceTable()
            table.appended(BatchSequence(producerID: 1, epoch: 0, first: 0, count: 2), at: 5)
            table.appended(BatchSequence(producerID: 1, epoch: 0, first: 2, count: 1), at: 6)
        }
    }

    @Test("A partition without records has no batch to take")
    func batchesAreTakenOnce() async {
        await #expect(processExitsWith: .failure) {
            var accumulator = BatchAccumulator<Int>(batchSize: 100, lingerNanoseconds: 0)
            let slot = accumulator.addPartition()
            _ = accumulator.add(1, size: 10, to: slot, at: 0)
            _ = accumulator.takeFirst(of: slot)
            _ = accumulator.takeFirst(of: slot)
        }
    }
}
