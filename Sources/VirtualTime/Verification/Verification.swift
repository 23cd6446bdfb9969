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
        /// The two words that say what it was done with or to.
        public let words: [UInt64]
        /// What was said, where something was, such as a record or an answer: `words` begin with its digest.
        public let subject: String?
        /// Where in the code; nil for what the simulation itself does.
        public let file: String?
        /// In that file; nil with it.
        public let line: Int?
        /// Tells the process from others of its name.
        let number: UInt32
        /// Which of the simulations with one journal.
        let simulation: UInt16
        /// Of everything that the run had done.
        let trace: TraceHash

        init(_ record: TraceRecord, process: String, subject: String?) {
            self.subject = subject
            instant = VirtualInstant(nanoseconds: record.instant)
            self.process = process
            action = record.kind.description
            words = [record.first, record.second]
            (file, line) = record.site.fileAndLine.map { ($0.file, $0.line) } ?? (nil, nil)
            number = record.process
            simulation = record.simulation
            trace = record.trace
        }

        /// The step in one line.
        public var description: String {
            let place = if let file, let line { " at \(file):\(line)" } else { "" }
            let object = subject.map { ": \($0) (digest \(words[0]))" } ?? " (\(words[0]), \(words[1]))"
            return "\(action)\(object) in \(process), instant \(instant.nanoseconds) ns\(place)"
        }

        /// What the line does not tell and sets this step apart from one with the same line.
        fileprivate func details(beside other: Step) -> String {
            var details = ""
            if number != other.number { details += ", process number \(number)" }
            if simulation != other.simulation { details += ", simulation number \(simulation)" }
            if words != other.words { details += ", words \(words[0]) and \(words[1])" }
            if trace != other.trace { details += ", with trace \(trace.text)" }
            return details
        }
    }

    /// The number of steps on which the runs agree.
    public let index: Int
    /// What the first run did; nil when it had ended.
    public let expected: Step?
    /// What the second run did; nil when it had ended.
    public let actual: Step?

    /// Both steps, in words that differ.
    public var description: String {
        var first = expected?.description ?? "the run had ended"
        var second = actual?.description ?? "the run had ended"
        if first == second, let expected, let actual {
            first += expected.details(beside: actual)
            second += actual.details(beside: expected)
        }
        return "the runs differ at decision \(index): first \(first); then \(second)"
    }
}

/// Whether a run repeats itself.
public enum Verification {
    /// Why it is not shown that a run repeats itself.
    public enum Finding: Sendable, Equatable, CustomStringConvertible {
        /// Two runs went apart.
        case difference(Difference)
        /// They agree, and have reached for what nobody controls or left tasks behind: the next one may differ.
        case leaks([DeterminismLeak])
        /// No simulation with the journal has run: nothing is shown.
        case nothingRan
        /// A run has not come to its own end: no time passed any more in this process.
        case stalled(process: String, at: VirtualInstant)
        /// A run was no replay of its log.
        case diverged(reason: String)

        /// Where two runs went apart, if they did.
        public var difference: Difference? { if case .difference(let difference) = self { difference } else { nil } }

        /// What was found, in words.
        public var description: String {
            switch self {
            case .difference(let difference): difference.description
            case .leaks(let leaks): "not deterministic: " + leaks.map(\.description).joined(separator: "; ")
            case .nothingRan: "nothing is shown: no simulation with the journal has run"
            case .stalled(let process, let instant):
                "nothing is shown: the run stalled at \(Duration.nanoseconds(instant.nanoseconds).told), in \(process)"
            case .diverged(let reason): "nothing is shown: \(reason)"
            }
        }
    }

    /// Runs `body` twice with one journal, which it gives to the simulation it builds, and names the first difference;
    /// where there is none, what either run has leaked.
    ///
    /// A simulation that `body` has not closed is closed when it returns or throws: what sleeps, or waits for an answer
    /// that may still come, is cancelled and ends, and what does not end by that waits for a continuation that nobody
    /// inside resumes.
    /// - Returns: nil when the runs agree, came to their own end and leak nothing. What `body` itself asks of the
    ///   machine, outside of its simulations, is its own affair.
    /// - Throws: what `body` throws, and `TraceJournal.Failure`.
    public static func compare(folder: String = "/tmp", _ body: (TraceJournal) throws -> Void) throws -> Finding? {
        let journal = try TraceJournal(folder: folder)
        try journal.run(body)
        try journal.rewind()
        try journal.run(body)
        if let difference = try journal.finish() { return .difference(difference) }
        if let finding = journal.unfinished { return finding }
        guard journal.hasRun else { return .nothingRan }
        return journal.leaks.isEmpty ? nil : .leaks(journal.leaks)
    }
}
