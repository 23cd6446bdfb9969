import ServicePorts

/// A record as the log holds it.
struct StoredRecord {
    /// Nil where compaction has taken the record out: its offset stays a gap.
    var content: ProducedRecord?
    /// Milliseconds since the Unix epoch: by the producer's clock, or the broker's with `LogAppendTime`.
    var timestamp: Int64
    /// Since when consumers may have it: its append, or later when it is replicated.
    var readableSinceNanoseconds: Int64

    var isRemoved: Bool { content == nil }
    /// Bytes of nominal size.
    var size: Int { content?.size ?? 0 }

    /// What stands where a record was.
    static var none: StoredRecord { StoredRecord(content: nil, timestamp: 0, readableSinceNanoseconds: 0) }
}

/// The records of one partition from its log start offset on, as its leader has them.
struct PartitionLog {
    private(set) var startOffset: Int64 = 0
    /// What lies before it was deleted. Between it and `startOffset` lies what is only forgotten, because every group
    /// has committed it.
    private(set) var logStartOffset: Int64 = 0
    /// Behind `forgotten` places whose records are gone. Not a deque, whose elements are copied to be looked at: each
    /// record is looked at ten times.
    private var records: ContiguousArray<StoredRecord> = []
    private var forgotten = 0
    /// Consumers read below it: the high watermark, or the end where nothing is replicated.
    private(set) var readableEnd: Int64 = 0
    /// Whether a leader serves reads and writes.
    var isAvailable = true

    /// The offset that the next record will get.
    var endOffset: Int64 { startOffset + Int64(count) }
    var count: Int { records.count - forgotten }

    /// Appends and returns the record's offset.
    mutating func append(_ record: consuming StoredRecord) -> Int64 {
        records.append(record)
        return endOffset - 1
    }

    subscript(offset: Int64) -> StoredRecord {
        @inline(__always) _read { yield records[place(of: offset)] }
    }

    /// The record, not counted: it lives as long as this value is held. Nil where compaction has taken it out.
    @inline(__always)
    func borrowedRecord(at offset: Int64) -> Unmanaged<ProducedRecord>? {
        records[place(of: offset)].content.map { .passUnretained($0) }
    }

    /// What lies before the start is gone, although its place may still be there: to read it would be silent nonsense.
    @inline(__always)
    private func place(of offset: Int64) -> Int {
        precondition(offset >= startOffset, "A record before the log's start is gone.")
        return forgotten + Int(offset - startOffset)
    }

    /// Lets consumers read what is below `end`, from now on.
    mutating func makeReadable(below end: Int64, atNanoseconds now: Int64) {
        precondition(end <= endOffset, "Nobody reads beyond the end.")
        for offset in max(readableEnd, startOffset)..<max(end, readableEnd, startOffset) {
            records[place(of: offset)].readableSinceNanoseconds = now
        }
        readableEnd = max(readableEnd, end)
        checkBounds()
    }

    /// The same right after an append that nobody else has to have.
    mutating func makeAllReadable() {
        precondition(readableEnd <= endOffset, "Nobody reads beyond the end.")
        readableEnd = endOffset
    }

    /// The first record at or after `offset` that is still there, among those that may be read.
    @inline(__always)
    func nextReadable(from offset: Int64) -> Int64? {
        var next = max(offset, startOffset)
        while next < readableEnd, records[place(of: next)].isRemoved { next += 1 }
        return next < readableEnd ? next : nil
    }

    /// Takes a record out and leaves a gap.
    mutating func remove(at offset: Int64) {
        precondition(offset < readableEnd, "What is not agreed on is not compacted.")
        let place = place(of: offset)
        precondition(!records[place].isRemoved, "A record is taken out once.")
        records[place].content = nil
    }

    /// The first record that may be read and is not older than `timestamp`, in milliseconds since the Unix epoch.
    func firstReadable(notBefore timestamp: Int64) -> Int64? {
        var offset = startOffset
        while let next = nextReadable(from: offset) {
            if records[place(of: next)].timestamp >= timestamp { return next }
            offset = next + 1
        }
        return nil
    }

    /// Deletes the records before `offset`: a consumer that asks for one of them is refused.
    mutating func delete(before offset: Int64) {
        truncate(before: offset)
        logStartOffset = max(logStartOffset, offset)
    }

    /// Forgets the records before `offset`, which may all be read.
    mutating func truncate(before offset: Int64) {
        precondition(offset <= readableEnd, "What is not agreed on is not forgotten.")
        let count = Int(offset - startOffset)
        guard count > 0 else { return }
        for index in forgotten..<(forgotten + count) { records[index] = .none }
        forgotten += count
        startOffset += Int64(count)
        if forgotten >= 64, 2 * forgotten >= records.count {
            records.removeFirst(forgotten)
            forgotten = 0
        }
        checkBounds()
    }

    /// Loses the records from `end` on.
    mutating func truncate(from end: Int64) {
        precondition(end >= 0, "Offsets begin at zero.")
        let count = Int(endOffset - max(end, startOffset))
        guard count > 0 else { return }
        records.removeLast(count)
        readableEnd = min(readableEnd, endOffset)
        checkBounds()
    }

    private func checkBounds() {
        precondition(forgotten >= 0 && forgotten <= records.count, "No more is forgotten than there was.")
        precondition(
            startOffset <= readableEnd && readableEnd <= endOffset,
            "A log has its start, its high watermark and its end in this order.")
    }
}
