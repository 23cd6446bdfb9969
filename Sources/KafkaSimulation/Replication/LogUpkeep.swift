import DequeModule
import VirtualTime

/// What keeps one partition's log small, as rules: segments, retention by time and size, and compaction.
///
/// Kafka looks at its logs at fixed intervals. So does this, except that nobody comes by while there is nothing to do:
/// `dueAtNanoseconds` is the first of those moments at which there is.
struct LogUpkeep {
    /// When a broker looks at its logs.
    struct Schedule: Equatable {
        /// The instant zero on the broker's clock, in nanoseconds since the Unix epoch.
        var epoch: WallTime
        var retentionCheckNanoseconds: Int64
        var cleanerBackoffNanoseconds: Int64
        /// Kafka's `LogManager.InitialTaskDelayMs`.
        static let initialDelayNanoseconds: Int64 = 30_000_000_000

        init(_ model: KafkaModel, epoch: WallTime) {
            self.epoch = epoch
            retentionCheckNanoseconds = model.logRetentionCheckInterval.wholeNanoseconds
            cleanerBackoffNanoseconds = model.logCleanerBackoff.wholeNanoseconds
        }

        func milliseconds(at nanoseconds: Int64) -> Int64 { (epoch.nanosecondsSinceEpoch + nanoseconds) / 1_000_000 }

        /// The first look for retention at or after an instant.
        func retentionCheck(from nanoseconds: Int64) -> Int64 {
            Self.tick(from: nanoseconds, first: Self.initialDelayNanoseconds, every: retentionCheckNanoseconds)
        }

        /// The first look of the cleaner after an instant.
        func cleaning(after nanoseconds: Int64) -> Int64 {
            Self.tick(from: nanoseconds + 1, first: 0, every: cleanerBackoffNanoseconds)
        }

        private static func tick(from nanoseconds: Int64, first: Int64, every interval: Int64) -> Int64 {
            guard nanoseconds > first else { return first }
            return first + (nanoseconds - first + interval - 1) / interval * interval
        }
    }

    struct Segment: Equatable {
        var baseOffset: Int64
        var bytes = 0
        /// Milliseconds since the Unix epoch; nil while it is empty.
        var firstTimestamp: Int64?
        var largestTimestamp: Int64 = .min
    }

    /// What one look has found to do.
    struct Work: Equatable {
        var startOffset: Int64
        var removed: [Int64] = []
    }

    private let retentionMilliseconds: Int64?
    private let retentionBytes: Int?
    private let segmentBytes: Int
    private let segmentMilliseconds: Int64
    private let schedule: Schedule
    private(set) var closed = Deque<Segment>()
    private(set) var active = Segment(baseOffset: 0)
    private(set) var cleaner: LogCleaner?
    private var bytes = 0
    private var retentionDueAtNanoseconds = Int64.max
    private var cleaningDueAtNanoseconds = Int64.max
    private(set) var dueAtNanoseconds = Int64.max

    init(_ topic: TopicModel, _ schedule: Schedule) {
        let deletes = topic.cleanupPolicy.deletes
        retentionMilliseconds = deletes ? topic.retention.map { $0.wholeNanoseconds / 1_000_000 } : nil
        retentionBytes = deletes ? topic.retentionBytes : nil
        segmentBytes = topic.segmentBytes
        segmentMilliseconds = topic.segmentTime.wholeNanoseconds / 1_000_000
        cleaner = topic.cleanupPolicy.compacts ? LogCleaner(topic) : nil
        self.schedule = schedule
    }

    /// A batch has been appended.
    /// - Parameters:
    ///   - first, last: its first and its largest timestamp in milliseconds since the Unix epoch.
    mutating func appended(
        at offset: Int64, bytes count: Int, from first: Int64, to last: Int64, now: Int64, nextOffset: Int64
    ) {
        precondition(nextOffset > offset, "A batch has a record.")
        precondition(offset >= active.baseOffset, "Segments grow at their end.")
        if let start = active.firstTimestamp,
            active.bytes + count > segmentBytes || last - start > segmentMilliseconds
        {
            roll(at: offset)
        }
        active.bytes += count
        bytes += count
        if active.firstTimestamp == nil { active.firstTimestamp = first }
        active.largestTimestamp = max(active.largestTimestamp, last)
        if retentionDueAtNanoseconds == .max || retentionBytes != nil { planRetention(from: now) }
        if cleaner != nil, cleaningDueAtNanoseconds == .max { planCleaning(after: now) }
        dueAtNanoseconds = min(retentionDueAtNanoseconds, cleaningDueAtNanoseconds)
    }

    /// The log ends earlier now: an election has cut it.
    mutating func truncated(to end: Int64, of log: PartitionLog) {
        while active.baseOffset > end, let last = closed.popLast() {
            bytes -= active.bytes
            active = last
        }
        var lost = 0
        for offset in max(end, active.baseOffset, log.startOffset)..<max(end, log.endOffset) {
            lost += log[offset].size
        }
        lost = min(lost, active.bytes)
        active.bytes -= lost
        bytes -= lost
        precondition(active.bytes >= 0 && bytes >= active.bytes, "A log has no fewer bytes than its segments.")
        if end <= active.baseOffset { active = Segment(baseOffset: end) }
        cleaner?.truncated(to: end)
        checkSegments()
    }

    /// What holds of all segments together; looked at in debug builds alone.
    private func checkSegments() {
        assert(bytes == closed.reduce(active.bytes) { $0 + $1.bytes }, "A log has the bytes of its segments.")
        assert(
            zip(closed.dropFirst(), closed).allSatisfy { $0.baseOffset > $1.baseOffset }
                && closed.allSatisfy { $0.baseOffset < active.baseOffset },
            "Segments follow one another.")
    }

    private mutating func roll(at offset: Int64) {
        precondition(offset > active.baseOffset, "An empty segment is not closed.")
        closed.append(active)
        active = Segment(baseOffset: offset)
        checkSegments()
    }

    // MARK: When

    private mutating func planRetention(from now: Int64) {
        retentionDueAtNanoseconds = .max
        let oldest = closed.first ?? active
        guard oldest.firstTimestamp != nil else { return }
        if let retentionMilliseconds {
            let (expiresAtMilliseconds, isBeyond) = oldest.largestTimestamp.addingReportingOverflow(
                retentionMilliseconds + 1)
            // What expires after the year 2200 never does.
            if !isBeyond, expiresAtMilliseconds < 7_258_118_400_000 {
                let expiresAtNanoseconds = expiresAtMilliseconds * 1_000_000 - schedule.epoch.nanosecondsSinceEpoch
                retentionDueAtNanoseconds = schedule.retentionCheck(from: max(expiresAtNanoseconds, now + 1))
            }
        }
        if let retentionBytes, !closed.isEmpty, bytes - retentionBytes >= oldest.bytes {
            retentionDueAtNanoseconds = min(retentionDueAtNanoseconds, schedule.retentionCheck(from: now + 1))
        }
    }

    private mutating func planCleaning(after now: Int64) {
        cleaningDueAtNanoseconds = .max
        guard let cleaner, cleaner.isDirty(closed) else { return }
        cleaningDueAtNanoseconds = schedule.cleaning(after: now)
    }

    // MARK: What

    /// Does the look that is due and plans the next one.
    mutating func nextWork(on log: PartitionLog, highWatermark: Int64) -> Work {
        let now = dueAtNanoseconds
        precondition(now < .max, "Nobody comes by while there is nothing to do.")
        var work = Work(startOffset: log.startOffset)
        if retentionDueAtNanoseconds == now {
            work.startOffset = deleteSegments(at: now, log: log, highWatermark: highWatermark)
            planRetention(from: now)
        }
        if cleaningDueAtNanoseconds == now {
            work.removed = clean(log, at: now, highWatermark: highWatermark).filter { $0 >= work.startOffset }
            planCleaning(after: now)
        }
        dueAtNanoseconds = min(retentionDueAtNanoseconds, cleaningDueAtNanoseconds)
        precondition(dueAtNanoseconds > now, "A look plans a later one.")
        precondition(
            work.startOffset >= log.startOffset && work.startOffset <= highWatermark,
            "A log's start goes on, and not beyond its high watermark.")
        checkSegments()
        return work
    }

    /// Whole segments from the oldest on, below the high watermark; an active one that has expired is rolled first
    /// (`UnifiedLog.deleteSegments`).
    private mutating func deleteSegments(at now: Int64, log: PartitionLog, highWatermark: Int64) -> Int64 {
        let nowMilliseconds = schedule.milliseconds(at: now)
        var start = log.startOffset
        if let retentionMilliseconds {
            if active.firstTimestamp != nil, nowMilliseconds - active.largestTimestamp > retentionMilliseconds,
                highWatermark >= log.endOffset
            {
                roll(at: log.endOffset)
            }
            while let oldest = closed.first, nowMilliseconds - oldest.largestTimestamp > retentionMilliseconds,
                highWatermark >= endOfOldest
            {
                start = max(start, deleteOldest())
            }
        }
        if let retentionBytes {
            while let oldest = closed.first, bytes - retentionBytes >= oldest.bytes, highWatermark >= endOfOldest {
                start = max(start, deleteOldest())
            }
        }
        return start
    }

    private var endOfOldest: Int64 { closed.count > 1 ? closed[1].baseOffset : active.baseOffset }

    private mutating func deleteOldest() -> Int64 {
        let end = endOfOldest
        bytes -= closed.removeFirst().bytes
        precondition(bytes >= 0, "A log has no fewer bytes than its segments.")
        return end
    }

    private mutating func clean(_ log: PartitionLog, at now: Int64, highWatermark: Int64) -> [Int64] {
        let end = min(active.baseOffset, highWatermark)
        guard var cleaner else { preconditionFailure("Only compacted topics are cleaned.") }
        defer { self.cleaner = cleaner }
        let removed = cleaner.clean(log, below: end, atMilliseconds: schedule.milliseconds(at: now))
        var segment = 0
        for offset in removed {
            while segment + 1 < closed.count, closed[segment + 1].baseOffset <= offset { segment += 1 }
            closed[segment].bytes -= log[offset].size
            bytes -= log[offset].size
            precondition(closed[segment].bytes >= 0, "A segment has no fewer bytes than its records.")
        }
        return removed
    }
}
