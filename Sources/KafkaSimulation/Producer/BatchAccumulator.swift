import DequeModule

/// Kafka's accumulator as rules: the records of one producer that are not sent yet, in batches by partition. A batch leaves
/// when it is full (`batch.size`), when it has lingered (`linger.ms`), or when all are asked for.
struct BatchAccumulator<Record> {
    struct Batch {
        var records: ContiguousArray<Record>
        /// Bytes of nominal size, the batch's own among them.
        var size: Int
        let openedAtNanoseconds: Int64
        /// Batches of one producer are numbered as they are opened.
        let number: UInt64
    }

    struct Lane {
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
    private(set) var lanes: [Lane] = []
    private var opened: UInt64 = 0
    /// The count that batches are made for, learned from those before.
    private var usualCount = 4

    init(batchSize: Int, lingerNanoseconds: Int64, overhead: Int = BatchRecords.overhead) {
        self.batchSize = batchSize
        self.lingerNanoseconds = lingerNanoseconds
        self.overhead = overhead
    }

    mutating func addLane() -> Int {
        lanes.append(Lane())
        return lanes.count - 1
    }

    /// A record larger than `batch.size` gets a batch of its own.
    @inline(__always)
    mutating func add(_ record: Record, size: Int, to lane: Int, at nowNanoseconds: Int64) -> Added {
        if let total = lanes[lane].open?.size, total + size <= batchSize {
            lanes[lane].open!.records.append(record)
            lanes[lane].open!.size = total + size
            return .joined
        }
        return open(with: record, size, in: lane, nowNanoseconds)
    }

    private mutating func open(with record: Record, _ size: Int, in lane: Int, _ nowNanoseconds: Int64) -> Added {
        if let full = lanes[lane].open {
            usualCount = full.records.count
            lanes[lane].closed.append(full)
        }
        opened += 1
        var records = ContiguousArray<Record>()
        records.reserveCapacity(usualCount)
        records.append(record)
        lanes[lane].open = Batch(
            records: records, size: overhead + size, openedAtNanoseconds: nowNanoseconds, number: opened)
        return .opened(opened)
    }

    /// Whether the lane's first batch may leave.
    func isReady(_ lane: Int, at nowNanoseconds: Int64, asksForAll: Bool) -> Bool {
        if !lanes[lane].closed.isEmpty { return true }
        guard let open = lanes[lane].open else { return false }
        return asksForAll || open.size >= batchSize || nowNanoseconds - open.openedAtNanoseconds >= lingerNanoseconds
    }

    /// Takes the lane's first batch out.
    mutating func takeFirst(of lane: Int) -> Batch {
        if let first = lanes[lane].closed.popFirst() { return first }
        guard let open = lanes[lane].open else { preconditionFailure("An empty lane has no batch.") }
        lanes[lane].open = nil
        return open
    }

    /// When the first open batch has lingered; nil without any.
    var lingersUntilNanoseconds: Int64? {
        var first: Int64?
        for lane in lanes {
            guard let open = lane.open else { continue }
            first = min(first ?? .max, open.openedAtNanoseconds + lingerNanoseconds)
        }
        return first
    }

    /// When the oldest batch was opened; nil without any.
    var oldestNanoseconds: Int64? {
        var oldest: Int64?
        for lane in lanes {
            guard let first = lane.first else { continue }
            oldest = min(oldest ?? .max, first.openedAtNanoseconds)
        }
        return oldest
    }

    var isEmpty: Bool { lanes.allSatisfy(\.isEmpty) }
}
