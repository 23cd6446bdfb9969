/// An idempotent producer of a cluster, in the order in which they asked for their ids.
struct ProducerID: Hashable, Sendable, ExpressibleByIntegerLiteral {
    let number: Int64

    init(_ number: Int64) { self.number = number }
    init(integerLiteral number: Int64) { self.number = number }
}

/// What an idempotent producer's batch says of itself (KIP-98).
struct BatchSequence: Equatable, Sendable {
    var producerID: ProducerID
    var epoch: Int32
    var first: Int32
    var count: Int32

    /// Sequence numbers go round after the largest 32-bit integer.
    var last: Int32 { Self.advance(first, by: count - 1) }
    var next: Int32 { Self.advance(first, by: count) }

    static func advance(_ sequence: Int32, by count: Int32) -> Int32 {
        precondition(sequence >= 0 && count >= 0, "Sequence numbers count from zero.")
        return Int32(truncatingIfNeeded: (Int64(sequence) + Int64(count)) & 0x7FFF_FFFF)
    }
}

/// The leader's memory of idempotent producers on one partition, as Kafka's `ProducerStateManager`: the last five
/// batches of each. A batch that is there already is not appended again, and one after a gap is refused.
struct SequenceTable {
    enum Judgement: Equatable {
        case append
        /// Stored before, its first record at `offset`.
        case duplicate(offset: Int64)
        case outOfOrder
        case fenced
    }

    private struct Producer {
        var epoch: Int32
        /// At most five, oldest first.
        var batches: [(sequence: BatchSequence, offset: Int64)]
    }

    /// For looking up only.
    private var places: [ProducerID: Int] = [:]
    private var producers: [Producer] = []
    private static let remembered = 5

    func judge(_ batch: BatchSequence) -> Judgement {
        precondition(batch.epoch >= 0 && batch.first >= 0, "Epochs and sequence numbers count from zero.")
        guard let place = places[batch.producerID] else { return .append }
        let producer = producers[place]
        if batch.epoch < producer.epoch { return .fenced }
        if batch.epoch > producer.epoch { return batch.first == 0 ? .append : .outOfOrder }
        if let known = producer.batches.first(where: { $0.sequence == batch }) {
            return .duplicate(offset: known.offset)
        }
        // Without any batch left to compare with, every number is the next (`ProducerAppendInfo.checkSequence`).
        guard let last = producer.batches.last else { return .append }
        return last.sequence.next == batch.first ? .append : .outOfOrder
    }

    mutating func appended(_ batch: BatchSequence, at offset: Int64) {
        precondition(batch.count > 0, "A batch has a record.")
        precondition(judge(batch) == .append, "Only what follows is appended.")
        guard let place = places[batch.producerID] else {
            places[batch.producerID] = producers.count
            producers.append(Producer(epoch: batch.epoch, batches: [(batch, offset)]))
            return
        }
        if producers[place].epoch != batch.epoch {
            precondition(batch.epoch > producers[place].epoch, "Epochs only grow.")
            producers[place].epoch = batch.epoch
            producers[place].batches.removeAll(keepingCapacity: true)
        }
        if let last = producers[place].batches.last {
            precondition(
                offset >= last.offset + Int64(last.sequence.count), "What follows is appended behind what it follows.")
        }
        precondition(producers[place].batches.count <= Self.remembered, "Five batches of a producer are remembered.")
        if producers[place].batches.count == Self.remembered { producers[place].batches.removeFirst() }
        producers[place].batches.append((batch, offset))
    }

    /// Records from `end` on are lost, and with them what was known of their batches.
    mutating func truncate(from end: Int64) {
        for place in producers.indices {
            producers[place].batches.removeAll { $0.offset + Int64($0.sequence.count) > end }
            let left = producers[place].batches
            assert(zip(left.dropFirst(), left).allSatisfy { $0.offset > $1.offset }, "Batches are in order of offset.")
        }
    }
}
