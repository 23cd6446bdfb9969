import ServicePorts
import VirtualTime

/// Which partition a record without a key goes to, as rules.
///
/// The built-in partitioner (KIP-794) stays on a partition until `batch.size` bytes have gone there, then draws the
/// next one, in favour of short queues when it adapts. The older sticky ones (KIP-480) stay until a batch is complete
/// and draw another partition then.
struct StickyPartitioner {
    private var partition: Int32?
    private var bytes = 0

    /// KIP-794. `queueLengths` are the batches that wait for each partition, or nil when it does not adapt.
    mutating func builtIn(
        among count: Int32, size: Int, batchSize: Int, draws: inout RandomStream, queueLengths: () -> [Int]?
    ) -> Int32 {
        if let partition, bytes < batchSize {
            bytes += size
            return partition
        }
        let next = Self.draw(among: count, queueLengths(), &draws)
        partition = next
        bytes = size
        return next
    }

    /// KIP-480. `isFull` tells whether the record would have to open another batch on a partition.
    mutating func perBatch(among count: Int32, draws: inout RandomStream, isFull: (Int32) -> Bool) -> Int32 {
        if let partition, !isFull(partition) { return partition }
        guard count > 1 else {
            partition = 0
            return 0
        }
        var next = Int32(draws.next(below: UInt64(count)))
        while next == partition { next = Int32(draws.next(below: UInt64(count))) }
        partition = next
        return next
    }

    /// Weights fall with the length of the queue; equal ones are not told apart (`BuiltInPartitioner`).
    private static func draw(among count: Int32, _ queueLengths: [Int]?, _ draws: inout RandomStream) -> Int32 {
        guard let lengths = queueLengths, let longest = lengths.max(), lengths.contains(where: { $0 != longest }) else {
            return Int32(draws.next(below: UInt64(count)))
        }
        let total = lengths.reduce(0) { $0 + longest + 1 - $1 }
        var drawn = Int(draws.next(below: UInt64(total)))
        for (partition, length) in lengths.enumerated() {
            drawn -= longest + 1 - length
            if drawn < 0 { return Int32(partition) }
        }
        preconditionFailure("The weights add up to their total.")
    }
}
