import Logging
import VirtualTime

/// Keeps what processes log: counts of every level, and the last errors with their virtual time. Prints nothing.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class LogRecorder: @unchecked Sendable {
    /// One line of a log.
    public struct Entry: Sendable {
        /// When, in virtual time.
        public var instant: VirtualInstant
        /// Who wrote it.
        public var process: String
        /// How grave it is.
        public var level: Logger.Level
        /// Without its metadata.
        public var message: String
    }

    /// Lower levels are not even formatted.
    public let level: Logger.Level
    /// Entries kept; older ones make room.
    public let capacity: Int
    private var counts = [UInt64](repeating: 0, count: Logger.Level.allCases.count)
    private var kept: [Entry] = []
    private var oldest = 0

    /// Keeps the last `capacity` errors and counts from `level` on.
    public init(level: Logger.Level = .warning, capacity: Int = 1000) {
        precondition(capacity > 0, "A recorder keeps at least one entry.")
        self.level = level
        self.capacity = capacity
    }

    /// Lines of one level so far, of all processes.
    public func count(of level: Logger.Level) -> UInt64 { counts[Self.rank(of: level)] }

    /// The last entries of level error and above, oldest first.
    public var errors: [Entry] { Array(kept[oldest...] + kept[..<oldest]) }

    /// What a process writes its log with.
    public func logger(for process: SimulatedProcess) -> Logger {
        Logger(label: process.name) { [self] _ in ProcessLogHandler(recorder: self, process: process, logLevel: level) }
    }

    fileprivate func record(_ level: Logger.Level, _ message: Logger.Message, from process: SimulatedProcess) {
        counts[Self.rank(of: level)] += 1
        guard level >= .error else { return }
        let entry = Entry(
            instant: process.simulation.now, process: process.name, level: level, message: message.description)
        if kept.count < capacity {
            kept.append(entry)
        } else {
            kept[oldest] = entry
            oldest = (oldest + 1) % capacity
        }
    }

    private static func rank(of level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level)! }
}

private struct ProcessLogHandler: LogHandler {
    let recorder: LogRecorder
    let process: SimulatedProcess
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { recorder.record(event.level, event.message, from: process) }
}
