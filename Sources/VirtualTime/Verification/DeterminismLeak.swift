/// Something inside a simulation that reached for what the simulation does not control. The run goes on, but its
/// repetition is no longer promised.
///
/// Compared by all but `place`, which depends on how the program was built.
public struct DeterminismLeak: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was reached for.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// A sleep on a real clock; it became a virtual one of the same length.
        case realClockSleep
        /// Code of the main actor, under `MainActorPolicy.report`; it ran inside the simulation.
        case mainActor
        /// A job left for another thread (a queue, a callback, an executor of its own) and came back when it pleased.
        case resumedOnOtherThread
        /// A task was given to an executor outside of the simulation, which runs it on a thread of its own.
        case ranOnOtherExecutor
        /// When the run ended a task still waited for a continuation that nobody inside could resume any more: a
        /// callback that has not come, or never will.
        case continuationNotResumed
        /// When the run ended a task was still with an executor outside of the simulation.
        case leftForOtherExecutor
        /// A task goes on without a wait although its process has ended: it catches every cancellation. It is run no
        /// more, since that would never end.
        case keepsRunning
        /// A port was called from a thread that does not run the simulation. The call throws this error.
        case portCalledOnOtherThread
        /// A port, such as the clock, of a process of another simulation was called. The call throws this error.
        case portOfOtherSimulation
        /// The time of day was asked of the machine (`Date()`); the answer was the process's own.
        case wallClockRead
        /// A real clock was read (`ContinuousClock.now`, `SuspendingClock.now`); the answer was virtual time. Or what
        /// was asked is how much of the processor has been used (`clock()`); the answer was the machine's.
        case monotonicClockRead
        /// Randomness of the machine (`UUID()`, `SystemRandomNumberGenerator`), or of the whole program (`rand`).
        case systemRandomness
        /// The thread was laid still (`Thread.sleep`, `usleep`, a wait for another thread): real time passed, and
        /// virtual time did not. Real clocks that are read later in the same job show that it has passed.
        case threadBlocked
        /// A thread of its own.
        case threadStarted
        /// Another thread, from before, was woken (`NSCondition.signal`, an event loop of NIO's, a signal that the
        /// program sends to itself), which may have been given work.
        case threadWoken
        /// Something was written to a pipe or a socket, or one was closed, which a thread from before may read. What
        /// goes to the program's own output is none.
        case pipeWritten
        /// A task that was made outside of the simulation, or was left by one that has ended, was resumed by code in
        /// it. It goes on inside, as a part of the process that has resumed it, up to its next wait.
        case outsideTaskResumed
        /// Another program (`Process`).
        case programStarted
        /// A socket of the machine's network.
        case socketOpened
        /// A timer of the machine (`alarm`, `setitimer`, `timerfd_create`): it comes when the machine pleases.
        case timerStarted
        /// Work for one of Dispatch's queues, which runs on another thread when it pleases.
        case dispatchQueue
        /// A run loop of Foundation's: what it is given runs when somebody runs it.
        case runLoop
        /// A source of Dispatch's: a timer, a file, a socket.
        case dispatchSource
    }

    /// What was reached for.
    public let kind: Kind
    /// Name and incarnation.
    public let process: String
    /// Name and incarnation of the process whose port was called, or whose task was resumed, when it is one of another
    /// simulation.
    public internal(set) var otherProcess: String?
    /// The seed of that other simulation, when it has ended.
    public internal(set) var endedSeed: UInt64?
    /// When first; for what is found at the end of a run, since when. Nil for what another thread did.
    public let instant: VirtualInstant?
    /// The name of the task, if it was given one.
    public let task: String?
    /// Where the process started the task, or the task that made it; nil where that is not known.
    public let file: String?
    /// In that file; nil with it.
    public let line: Int?
    /// The code that did it first, or that waits, by file, line and function; nil where the program does not know its
    /// own lines.
    public let place: String?
    /// How often this happened at the same place, or so many tasks.
    public internal(set) var count = 1

    /// A leak, to compare with.
    public init(
        kind: Kind, process: String, otherProcess: String? = nil, endedSeed: UInt64? = nil,
        instant: VirtualInstant? = nil, task: String? = nil, file: String? = nil, line: Int? = nil, place: String? = nil
    ) {
        self.kind = kind
        self.process = process
        self.otherProcess = otherProcess
        self.endedSeed = endedSeed
        self.instant = instant
        self.task = task
        self.file = file
        self.line = line
        self.place = place
    }

    init(
        _ kind: Kind, in process: String, of otherProcess: String? = nil, ended seed: UInt64? = nil,
        at instant: VirtualInstant?, task: String?, _ start: CodeSite, place: String? = nil
    ) {
        let (file, line) = start.fileAndLine.map { ($0.file, $0.line) } ?? (nil, nil)
        self.init(
            kind: kind, process: process, otherProcess: otherProcess, endedSeed: seed, instant: instant, task: task,
            file: file, line: line, place: place)
    }

    /// Without `place`.
    public static func == (a: DeterminismLeak, b: DeterminismLeak) -> Bool {
        a.isSame(as: b) && a.instant == b.instant && a.count == b.count
    }

    /// Without `place`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(process)
        hasher.combine(line)
    }

    /// Whether it is known only from how a run ended.
    var isFoundAtTheEnd: Bool { kind == .continuationNotResumed || kind == .leftForOtherExecutor }

    /// Whether the same code did the same.
    func isSame(as other: DeterminismLeak) -> Bool {
        kind == other.kind && process == other.process && otherProcess == other.otherProcess
            && endedSeed == other.endedSeed && task == other.task && file == other.file && line == other.line
    }

    /// Who leaked, how, where and when, in words.
    public var description: String {
        let since = isFoundAtTheEnd ? "since" : "at"
        let moment = instant.map { ", \(since) \(Duration.nanoseconds($0.nanoseconds).text)" } ?? ""
        let name = task.map { " \"\($0)\"" } ?? ""
        let start = if let file, let line { " started at \(file):\(line)" } else { "" }
        let origin = name.isEmpty && start.isEmpty ? "" : ", task\(name)\(start)"
        let code = place.map { " (\($0))" } ?? ""
        return "\(process) \(deed)\(code)\(moment)\(origin)\(count > 1 ? ", \(count) times" : "")"
    }

    private var deed: String {
        switch kind {
        case .realClockSleep: "sleeps on a real clock instead of its own"
        case .mainActor: "runs code of the main actor"
        case .resumedOnOtherThread: "has a job that was resumed by another thread"
        case .ranOnOtherExecutor: "gives a task to an executor outside of the simulation"
        case .continuationNotResumed: "waits for a continuation that was not resumed when the run ended"
        case .leftForOtherExecutor: "has a task on an executor outside of the simulation when the run ended"
        case .keepsRunning: "keeps running without a wait when it should have ended"
        case .portCalledOnOtherThread: "calls a port from another thread"
        case .portOfOtherSimulation:
            "calls a port, such as the clock, of \(otherProcess ?? "a process")"
                + (endedSeed.map { " of seed \($0), which has ended" } ?? ", which another simulation runs")
        case .wallClockRead: "asks the machine for the time of day"
        case .monotonicClockRead: "reads a real clock"
        case .systemRandomness: "asks the machine for randomness"
        case .threadBlocked: "lets the thread of the simulation sleep"
        case .threadStarted: "starts a thread"
        case .threadWoken: "wakes another thread"
        case .pipeWritten: "writes to a pipe or a socket, or closes one"
        case .outsideTaskResumed:
            if let otherProcess, let endedSeed {
                "resumes a task that \(otherProcess) of seed \(endedSeed), which has ended, has left"
            } else {
                "resumes a task from outside of the simulation"
            }
        case .programStarted: "starts another program"
        case .socketOpened: "opens a socket"
        case .timerStarted: "starts a timer of the machine"
        case .dispatchQueue: "hands work to a Dispatch queue"
        case .runLoop: "asks for a run loop"
        case .dispatchSource: "makes a Dispatch source"
        }
    }
}
