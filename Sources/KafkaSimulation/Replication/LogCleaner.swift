import DequeModule
import ServicePorts

/// The rules of log compaction (`cleanup.policy=compact`): below the active segment the last record of each key stays,
/// and a tombstone until `delete.retention.ms` after the first cleaning that met it (KIP-534). Offsets keep their gaps.
struct LogCleaner {
    private let minCleanableDirtyRatio: Double
    private let deleteRetentionMilliseconds: Int64
    /// Below it nothing is dirty.
    private(set) var firstDirtyOffset: Int64 = 0
    /// Until when a tombstone stays, in milliseconds since the Unix epoch. For looking up only.
    private var deleteHorizons: [Int64: Int64] = [:]

    init(_ topic: TopicModel) {
        minCleanableDirtyRatio = topic.minCleanableDirtyRatio
        deleteRetentionMilliseconds = topic.deleteRetention.wholeNanoseconds / 1_000_000
    }

    /// Whether the share of bytes that no cleaning has seen is above `min.cleanable.dirty.ratio`.
    func isDirty(_ segments: Deque<LogUpkeep.Segment>) -> Bool {
        var clean = 0
        var dirty = 0
        for segment in segments {
            if segment.baseOffset >= firstDirtyOffset { dirty += segment.bytes } else { clean += segment.bytes }
        }
        return dirty > 0 && Double(dirty) > minCleanableDirtyRatio * Double(clean + dirty)
    }

    /// Cleans `log` below `end` and returns the offsets of the records that go, in order.
    mutating func clean(_ log: PartitionLog, below end: Int64, atMilliseconds now: Int64) -> [Int64] {
        precondition(end <= log.endOffset, "Only what is there is cleaned.")
        guard end > log.startOffset else { return [] }
        var lastOffsets: [RecordKey: Int64] = [:]
        for offset in max(firstDirtyOffset, log.startOffset)..<max(end, firstDirtyOffset, log.startOffset) {
            if let key = log[offset].content?.key { lastOffsets[key] = offset }
        }
        var removed: [Int64] = []
        for offset in log.startOffset..<end {
            guard let record = log[offset].content, let key = record.key else { continue }
            if let last = lastOffsets[key], last > offset {
                removed.append(offset)
            } else if record.payload.isEmpty, isOver(tombstoneAt: offset, now) {
                removed.append(offset)
            }
        }
        for offset in removed { deleteHorizons[offset] = nil }
        firstDirtyOffset = max(firstDirtyOffset, end)
        precondition(firstDirtyOffset <= log.endOffset, "What is not there yet is dirty.")
        return removed
    }

    private mutating func isOver(tombstoneAt offset: Int64, _ now: Int64) -> Bool {
        if let horizon = deleteHorizons[offset] { return now > horizon }
        deleteHorizons[offset] = now + deleteRetentionMilliseconds
        return false
    }

    mutating func truncated(to end: Int64) {
        precondition(end >= 0, "Offsets begin at zero.")
        guard end < firstDirtyOffset else { return }
        firstDirtyOffset = end
        deleteHorizons = deleteHorizons.filter { $0.key < end }
    }
}
