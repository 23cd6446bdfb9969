import Glibc

/// Everything a simulation decides, in order: written to a temporary file in a first run, compared with in a second.
///
/// Attach it with `Simulation.Settings.journal`. Without a journal a simulation pays one comparison per step. Both runs
/// must happen in one process, since places in the code are kept as addresses.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation, and between runs by who compares them.
public final class TraceJournal: @unchecked Sendable {
    /// The journal's own trouble; a difference is not trouble, it is the answer.
    public enum Failure: Error, Equatable {
        /// The folder of the journals cannot be made.
        case cannotCreate(folder: String, errno: Int32)
        /// The disk is full, or worse.
        case cannotWrite(errno: Int32)
        /// What was written cannot be read back.
        case cannotRead(errno: Int32)
    }

    private enum Phase { case recording, checking, finished }

    private static let bufferedRecords = 4096

    private let file: Int32
    private var subjects: SubjectTexts
    /// Of what the second run said last.
    private var lastSubject = ""
    /// Of the first run and of the second.
    private var names = (ProcessNames(), ProcessNames())
    private let buffer: UnsafeMutablePointer<TraceRecord>
    private var buffered = 0
    private var cursor = 0
    private var phase = Phase.recording
    private var failure: Failure?
    /// What ends the simulations of the run that is made; nil where whoever made the journal ends them.
    private var endings: [() -> Void]?
    /// Simulations of the run that is made.
    private var simulations: UInt16 = 0
    /// Whether what happens is the end that is made for a run.
    private var isEnding = false
    /// Steps that the first run had made when its simulations were ended for it; nil when that was not done.
    private var ownSteps: Int?
    /// Steps written by the first run.
    public private(set) var recorded = 0
    /// Steps of the second run that agreed.
    public private(set) var agreed = 0
    /// What the second run did differently first.
    public private(set) var difference: Difference?
    /// What either run leaked: runs that leak may agree by luck.
    public private(set) var leaks: [DeterminismLeak] = []

    /// Whether anything has happened in a run, beside its end.
    private(set) var hasRun = false
    /// How a run ended that did not come to its own end; nil when all did.
    private(set) var unfinished: Verification.Finding?

    /// An empty journal in a file that has no name and goes when the journal goes.
    public init(folder: String = "/tmp") throws {
        file = try Self.makeFile(in: folder)
        do {
            subjects = SubjectTexts(file: try Self.makeFile(in: folder))
        } catch {
            close(file)
            throw error
        }
        buffer = .allocate(capacity: Self.bufferedRecords)
    }

    private static func makeFile(in folder: String) throws -> Int32 {
        var template = Array("\(folder)/gemello-journal-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw Failure.cannotCreate(folder: folder, errno: errno) }
        unlink(template)
        return file
    }

    deinit {
        close(file)
        buffer.deallocate()
    }

    /// Ends the first run: what follows is compared.
    public func rewind() throws {
        precondition(phase == .recording, "A journal is rewound once.")
        flush()
        subjects.rewind()
        if let failure = failure ?? subjects.failure { throw failure }
        guard lseek(file, 0, SEEK_SET) == 0 else { throw Failure.cannotRead(errno: errno) }
        (phase, buffered, cursor, simulations) = (.checking, 0, 0, 0)
    }

    /// Ends the second run: tells the first step that differed, also when one run stopped short of the other.
    public func finish() throws -> Difference? {
        precondition(phase != .recording, "Of two runs the first has ended when they are compared.")
        if phase == .checking {
            if let missing = nextRecorded() { differ(expected: missing, actual: nil) }
            phase = .finished
        }
        if let failure { throw failure }
        return difference
    }

    /// Enters what a run has leaked so far.
    func add(_ found: [DeterminismLeak]) {
        for leak in found where !leaks.contains(where: { $0.isSame(as: leak) && $0.place == leak.place }) {
            leaks.append(leak)
        }
    }

    /// Where the name of what is said stands among all names.
    func place(of subject: String) -> UInt64 {
        if phase == .checking { lastSubject = subject }
        return subjects.place(of: subject, isWritten: phase == .recording)
    }

    /// Says what a process is called that has this index from now on.
    func name(_ index: UInt32, of simulation: UInt16, _ name: ProcessName) {
        switch phase {
        case .recording: names.0.add(index, of: simulation, name, at: recorded)
        case .checking: names.1.add(index, of: simulation, name, at: agreed)
        case .finished: break
        }
    }

    private func differ(expected: TraceRecord?, actual: TraceRecord?) {
        precondition(expected != actual, "What two runs did at a step is one thing or two.")
        difference = Difference(
            index: agreed,
            expected: expected.map { record in
                Difference.Step(
                    record, process: names.0.name(record.process, of: record.simulation, at: agreed),
                    subject: record.kind == .message ? subjects.text(at: record.second) : nil)
            },
            actual: actual.map { record in
                Difference.Step(
                    record, process: names.1.name(record.process, of: record.simulation, at: agreed),
                    subject: record.kind == .message ? lastSubject : nil)
            })
    }

    /// Enters how a run ended that did not come to its own end.
    func add(unfinished finding: Verification.Finding) { unfinished = unfinished ?? finding }

    func append(_ record: TraceRecord) {
        if !hasRun, !isEnding { hasRun = record.kind == .job || record.kind == .entry }
        switch phase {
        case .recording:
            precondition(buffered <= Self.bufferedRecords, "A full buffer is written out.")
            if buffered == Self.bufferedRecords { flush() }
            (buffer + buffered).initialize(to: record)
            buffered += 1
            recorded += 1
        case .checking:
            let expected = agreed == ownSteps ? nil : nextRecorded()
            if expected == record {
                agreed += 1
            } else {
                differ(expected: expected, actual: record)
                phase = .finished
            }
        case .finished: break
        }
    }

    private func flush() {
        var bytes = UnsafeRawBufferPointer(start: buffer, count: buffered * MemoryLayout<TraceRecord>.stride)
        buffered = 0
        while !bytes.isEmpty, failure == nil {
            let written = write(file, bytes.baseAddress, bytes.count)
            if written > 0 {
                bytes = UnsafeRawBufferPointer(rebasing: bytes[written...])
            } else if errno != EINTR {
                failure = .cannotWrite(errno: errno)
            }
        }
    }

    private func nextRecorded() -> TraceRecord? {
        precondition(phase == .checking, "What was recorded is read once the first run has ended.")
        if cursor == buffered { refill() }
        guard cursor < buffered else { return nil }
        defer { cursor += 1 }
        return buffer[cursor]
    }

    private func refill() {
        let room = Self.bufferedRecords * MemoryLayout<TraceRecord>.stride
        var filled = 0
        while filled < room {
            let count = read(file, UnsafeMutableRawPointer(buffer) + filled, room - filled)
            if count > 0 {
                filled += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                failure = .cannotRead(errno: errno)
                break
            }
        }
        precondition(failure != nil || filled % MemoryLayout<TraceRecord>.stride == 0, "A journal holds whole steps.")
        (buffered, cursor) = (filled / MemoryLayout<TraceRecord>.stride, 0)
    }
}

// MARK: Runs that end with their body

extension TraceJournal {
    /// Makes one run, and ends those of its simulations that `body` has not closed: what they leave behind is known
    /// only then. What they do while they end is compared as well, and is none of the steps that `body` has made.
    func run(_ body: (TraceJournal) throws -> Void) throws {
        precondition(endings == nil, "One run is made at a time.")
        endings = []
        isEnding = false
        defer {
            endOwnSteps()
            for end in endings ?? [] { end() }
            endings = nil
        }
        try body(self)
    }

    /// - Parameter end: ends a simulation that has not ended yet.
    /// - Returns: which of the run it is.
    func attach(_ end: @escaping () -> Void) -> UInt16 {
        endings?.append(end)
        simulations &+= 1
        return simulations
    }

    private func endOwnSteps() {
        isEnding = true
        switch phase {
        case .recording: ownSteps = recorded
        case .checking:
            if let ownSteps, agreed < ownSteps, let missing = nextRecorded() {
                differ(expected: missing, actual: nil)
                phase = .finished
            }
            ownSteps = nil
        case .finished: break
        }
    }
}
