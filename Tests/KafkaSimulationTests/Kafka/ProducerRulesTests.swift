import ServicePorts
import Testing
import VirtualTime

@testable import KafkaSimulation

@Suite struct BatchAccumulatorTests {
    private func accumulator(batchSize: Int = 100, linger: Int64 = 50) -> BatchAccumulator<Int> {
        var accumulator = BatchAccumulator<Int>(batchSize: batchSize, lingerNanoseconds: linger, overhead: 10)
        _ = accumulator.addPartition()
        return accumulator
    }

    @Test("A batch leaves when it has lingered")
    func aBatchLeavesWhenItHasLingered() {
        var accumulator = accumulator()
        #expect(accumulator.add(1, size: 20, to: 0, at: 5) == .opened(1))
        #expect(accumulator.add(2, size: 20, to: 0, at: 9) == .joined)
        #expect(accumulator.lingersUntilNanoseconds == 55)
        #expect(!accumulator.isReady(0, at: 54, asksForAll: false))
        #expect(accumulator.isReady(0, at: 54, asksForAll: true))
        #expect(accumulator.isReady(0, at: 55, asksForAll: false))
        #expect(Array(accumulator.takeFirst(of: 0).records) == [1, 2])
        #expect(accumulator.isEmpty)
    }

    @Test("A record that does not fit opens the next batch and frees the full one")
    func aRecordThatDoesNotFitOpens() {
        var accumulator = accumulator()
        for record in 1...4 { _ = accumulator.add(record, size: 30, to: 0, at: 0) }
        #expect(accumulator.isReady(0, at: 0, asksForAll: false))
        let full = accumulator.takeFirst(of: 0)
        #expect(Array(full.records) == [1, 2, 3])
        #expect(full.size == 100)
        #expect(!accumulator.isReady(0, at: 0, asksForAll: false))
        #expect(accumulator.takeFirst(of: 0).number == 2)
    }

    @Test("A record larger than a batch goes alone")
    func aRecordLargerThan() {
        var accumulator = accumulator()
        #expect(accumulator.add(1, size: 500, to: 0, at: 0) == .opened(1))
        #expect(accumulator.isReady(0, at: 0, asksForAll: false))
        #expect(accumulator.add(2, size: 1, to: 0, at: 0) == .opened(2))
    }
}

/// `DefaultRecord.sizeInBytes`: name and value of a header, each behind its length in zigzag coding.
@Suite struct RecordSizeTests {
    @Test(
        "A header takes its bytes and their lengths",
        arguments: [(1, nil, 3), (1, 0, 3), (63, 10, 75), (64, 10, 77), (1, 8192, 8197)] as [(Int, Int?, Int)])
    func aHeaderTakesItsBytes(name: Int, value: Int?, size: Int) throws {
        let header = RecordHeader(
            key: String(repeating: "h", count: name), value: value.map { [UInt8](repeating: 0, count: $0) })
        let bare = try ProducedRecord(key: "k", payload: .empty, wire: .typed, timestamp: 0)
        let record = try ProducedRecord(
            key: "k", payload: .empty, wire: .typed, timestamp: 0, headers: SomeHeaders([header, header]))
        #expect(record.size == bare.size + 2 * size)
    }
}

@Suite struct StickyPartitionerTests {
    private func stream() -> RandomStream { RandomStream(seed: 1, name: "test", replication: 0) }

    /// KIP-794: a partition changes after `batch.size` bytes, however many batches that were.
    @Test("The built in partitioner stays for a batch size of bytes")
    func theBuiltInPartitionerStays() {
        var partitioner = StickyPartitioner()
        var draws = stream()
        var runs: [Int] = []
        var last: Int32?
        for _ in 0..<400 {
            let next = partitioner.builtIn(among: 64, size: 10, batchSize: 40, draws: &draws) { nil }
            if next == last { runs[runs.count - 1] += 1 } else { runs.append(1) }
            last = next
        }
        #expect(runs.dropLast().allSatisfy { $0 % 4 == 0 })
        #expect(runs.count > 80)
    }

    /// KIP-794, adaptive: a partition with a long queue is drawn less often, in proportion.
    @Test("The built in partitioner favours short queues")
    func theBuiltInPartitionerFavours() {
        var draws = stream()
        var counts = [0, 0, 0]
        for _ in 0..<6000 {
            var partitioner = StickyPartitioner()
            let next = partitioner.builtIn(among: 3, size: 1, batchSize: 1, draws: &draws) { [0, 3, 1] }
            counts[Int(next)] += 1
        }
        // Weights 4, 1 and 3 of 8.
        #expect((2850...3150).contains(counts[0]))
        #expect((650...850).contains(counts[1]))
    }

    /// KIP-480: a new batch moves on to another partition.
    @Test("The older sticky partitioner moves on with each batch")
    func theOlderStickyPartitioner() {
        var partitioner = StickyPartitioner()
        var draws = stream()
        var last = partitioner.perBatch(among: 6, draws: &draws) { _ in true }
        for _ in 0..<50 {
            #expect(partitioner.perBatch(among: 6, draws: &draws) { _ in false } == last)
            let next = partitioner.perBatch(among: 6, draws: &draws) { _ in true }
            #expect(next != last)
            last = next
        }
    }
}

@Suite struct CoordinatorPlacementTests {
    /// Java: `"a".hashCode()` is 97, `"ab".hashCode()` 97 * 31 + 98, each modulo the 50 partitions.
    @Test("A group's coordinator is found by Java's hash")
    func aGroupsCoordinatorIsFound() {
        #expect(CoordinatorPlacement.partition(ofGroup: "a") == 47)
        #expect(CoordinatorPlacement.home(ofGroup: "a", among: 3) == 2)
        #expect(CoordinatorPlacement.partition(ofGroup: "ab") == (97 * 31 + 98) % 50)
    }
}
