import DequeModule

/// A partition as one producer counts them, in the order of their first records.
struct PartitionSlot: CountedID { let index: Int }

/// Kafka's accumulator as rules: the records of one producer that are not sent yet, in batches by partition. A batch
/// leaves when it is full (`batch.size`), when it has lingered (`linger.ms`), or when all are asked for.
struct BatchAccumulator<Record> {
    struct Batch {
        var records: ContiguousArray<Record>
        /// Bytes of nominal size, the batch's own among them.
        var size: Int
        let openedAtNanoseconds: Int64
        /// Batches of one producer are numbered as they are opened.
        let number: UInt64
    }

    /// What is not sent yet of one partition.
    struct PartitionBatches {
        /// Full, or followed by another: oldest first.
        var closed = Deque<Batch>()
        var open: Batch?

        var isEmpty: Bool { open == nil && closed.isEmpty }
        var first: Batch? { closed.first ?? open }
    }

    enum Added: Equatable {
        case joined
        /// The record is the first of a batch with this number; the one before, if any, waits no longer.
        case opened(UInt64)
    }

    let batchSize: Int
    let lingerNanoseconds: Int64
    private let overhead: Int
    private(set) var batches = IDTable<PartitionSlot, PartitionBatches>()
    private var opened: UInt64 = 0
    /// The count that batches are made for, learned from those before.
    private var usualCount = 4

    init(batchSize: Int, lingerNanoseconds: Int64, overhead: Int = BatchRecords.overhead) {
        self.batchSize = batchSize
        self.lingerNanoseconds = lingerNanoseconds
        self.overhead = overhead
    }

    mutating func addPartition() -> PartitionSlot { batches.append(PartitionBatches()) }

    /// A record larger than `batch.size` gets a batch of its own.
    @inline(__always)
    mutating func add(_ record: Record, size: Int, to slot: PartitionSlot, at nowNanoseconds: Int64) -> Added {
        if let total = batches[slot].open?.size, total + size <= batchSize {
            batches[slot].open!.records.append(record)
            batches[slot].open!.size = total + size
            return .joined
        }
        return open(with: record, size, in: slot, nowNanoseconds)
    }

    private mutating func open(with record: Record, _ size: Int, in slot: PartitionSlot, _ nowNanoseconds: Int64)
        -> Added
    {
        if let full = batches[slot].open {
            usualCount = full.records.count
            batches[slot].closed.append(full)
        }
        precondition(size >= 0 && lingerNanoseconds >= 0, "Neither sizes nor times are negative.")
        opened += 1
        var records = ContiguousArray<Record>()
        records.reserveCapacity(usualCount)
        records.append(record)
        batches[slot].open = Batch(
            records: records, size: overhead + size, openedAtNanoseconds: nowNanoseconds, number: opened)
        return .opened(opened)
    }

    /// Whether the partition's first batch may leave.
    func isReady(_ slot: PartitionSlot, at nowNanoseconds: Int64, asksForAll: Bool) -> Bool {
        if !batches[slot].closed.isEmpty { return true }
        guard let open = batches[slot].open else { return false }
        return asksForAll || open.size >= batchSize || nowNanoseconds - open.openedAtNanoseconds >= lingerNanoseconds
    }

    /// Takes the partition's first batch out.
    mutating func takeFirst(of slot: PartitionSlot) -> Batch {
        if let first = batches[slot].closed.popFirst() {
            precondition(
                first.number < batches[slot].first?.number ?? .max, "Batches leave in the order they were opened.")
            return first
        }
        guard let open = batches[slot].open else { preconditionFailure("A partition without records has no batch.") }
        precondition(!open.records.isEmpty, "A batch has a record.")
        batches[slot].open = nil
        return open
    }

    /// When the first open batch has lingered; nil without any.
    var lingersUntilNanoseconds: Int64? {
        var first: Int64?
        for slot in batches.ids {
            guard let open = batches[slot].open else { continue }
            first = min(first ?? .max, open.openedAtNanoseconds + lingerNanoseconds)
        }
        return first
    }

    /// When the oldest batch was opened; nil without any.
    var oldestNanoseconds: Int64? {
        var oldest: Int64?
        for slot in batches.ids {
            guard let first = batches[slot].first else { continue }
            oldest = min(oldest ?? .max, first.openedAtNanoseconds)
        }
        return oldest
    }

    var isEmpty: Bool { batches.ids.allSatisfy { batches[$0].isEmpty } }
}
