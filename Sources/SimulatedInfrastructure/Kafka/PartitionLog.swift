import DequeModule
import Ports

/// A record as the log holds it.
struct StoredRecord {
    var key: String?
    /// `.empty` is a tombstone.
    var payload: Payload
    /// Milliseconds since the Unix epoch, by the producer's clock.
    var timestamp: Int64
    var appendedAtNanoseconds: Int64
}

/// The records of one partition from its log start offset on.
struct PartitionLog {
    let topic: Int
    let partition: Int32
    private(set) var startOffset: Int64 = 0
    private var records = Deque<StoredRecord>()
    /// The owner in each group, by member number.
    var owners: [Int] = []

    init(topic: Int, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// The offset that the next record will get.
    var endOffset: Int64 { startOffset + Int64(records.count) }
    var count: Int { records.count }

    /// Appends and returns the record's offset.
    mutating func append(_ record: StoredRecord) -> Int64 {
        records.append(record)
        return endOffset - 1
    }

    subscript(offset: Int64) -> StoredRecord {
        _read { yield records[Int(offset - startOffset)] }
    }

    /// Forgets the records before `offset`.
    mutating func truncate(before offset: Int64) {
        let count = Int(min(offset, endOffset) - startOffset)
        guard count > 0 else { return }
        records.removeFirst(count)
        startOffset += Int64(count)
    }
}
