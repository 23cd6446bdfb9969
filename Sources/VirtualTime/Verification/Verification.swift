/// The first step at which two runs that should be one run differ.
public struct Difference: Sendable, Equatable, CustomStringConvertible {
    /// One thing that a run did.
    public struct Step: Sendable, Equatable, CustomStringConvertible {
        /// When.
        public let instant: VirtualInstant
        /// Name and incarnation.
        public let process: String
        /// What was done.
        public let action: String
        /// Where in the code; nil for what the simulation itself does.
        public let file: String?
        /// In that file; nil with it.
        public let line: Int?

        init(_ record: TraceRecord, process: String) {
            instant = VirtualInstant(nanoseconds: record.instant)
            self.process = process
            action = record.kind.description
            (file, line) = record.site.fileAndLine.map { ($0.file, $0.line) } ?? (nil, nil)
        }

        /// The step in one line.
        public var description: String {
            let place = if let file, let line { " at \(file):\(line)" } else { "" }
            return "\(action) in \(process), instant \(instant.nanoseconds) ns\(place)"
        }
    }

    /// The number of steps on which the runs agree.
    public let index: Int
    /// What the first run did; nil when it had ended.
    public let expected: Step?
    /// What the second run did; nil when it had ended.
    public let actual: Step?

    /// Both steps, in words.
    public var description: String {
        let first = expected?.description ?? "the run had ended"
        let second = actual?.description ?? "the run had ended"
        return "the runs differ at decision \(index): first \(first); then \(second)"
    }
}

/// Whether a run repeats itself.
public enum Verification {
    /// Runs `body` twice with one journal, which it gives to the simulation it builds, and names the first difference.
    /// - Throws: what `body` throws, and `TraceJournal.Failure`.
    public static func compare(folder: String = "/tmp", _ body: (TraceJournal) throws -> Void) throws -> Difference? {
        let journal = try TraceJournal(folder: folder)
        try body(journal)
        try journal.rewind()
        try body(journal)
        return try journal.finish()
    }
}
