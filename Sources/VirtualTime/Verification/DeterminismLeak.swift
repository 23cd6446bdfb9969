/// Something inside a simulation that reached for what the simulation does not control. The run goes on, but its
/// repetition is no longer promised.
public struct DeterminismLeak: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was reached for.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// A sleep on a real clock; it became a virtual one of the same length, in whole 0.1 ms.
        case realClockSleep
        /// Code of the main actor, under `MainActorPolicy.report`; it ran inside the simulation.
        case mainActor
        /// A job left for another thread (a queue, a callback, an executor of its own) and came back when it pleased.
        case resumedOnOtherThread
        /// When the run ended a task still waited for a continuation that nobody inside could resume any more: a
        /// callback that has not come, or never will.
        case continuationNotResumed
        /// When the run ended a task was still with an executor outside of the simulation.
        case leftForOtherExecutor
        /// A port was called from a thread that does not run the simulation. The call throws this error.
        case portCalledOnOtherThread
        /// A port, such as the clock, of a process of another simulation was called. The call throws this error.
        case portOfOtherSimulation
    }

    /// What was reached for.
    public let kind: Kind
    /// Name and incarnation.
    public let process: String
    /// When first; for what is found at the end of a run, since when. Nil for what another thread did.
    public let instant: VirtualInstant?
    /// The name of the task, if it was given one.
    public let task: String?
    /// Where the process started the task, or the task that made it; nil where that is not known.
    public let file: String?
    /// In that file; nil with it.
    public let line: Int?
    /// How often this happened at the same place, or so many tasks.
    public internal(set) var count = 1

    /// A leak, to compare with.
    public init(
        kind: Kind, process: String, instant: VirtualInstant? = nil, task: String? = nil, file: String? = nil,
        line: Int? = nil
    ) {
        self.kind = kind
        self.process = process
        self.instant = instant
        self.task = task
        self.file = file
        self.line = line
    }

    init(_ kind: Kind, in process: String, at instant: VirtualInstant?, task: String?, _ site: CodeSite) {
        let place = site.fileAndLine
        self.init(
            kind: kind, process: process, instant: instant, task: task, file: place?.file, line: place?.line)
    }

    /// Whether it is known only from how a run ended.
    var isFoundAtTheEnd: Bool { kind == .continuationNotResumed || kind == .leftForOtherExecutor }

    /// Whether the same code did the same.
    func isSame(as other: DeterminismLeak) -> Bool {
        kind == other.kind && process == other.process && task == other.task && file == other.file
            && line == other.line
    }

    /// Who leaked, how, where and when, in words.
    public var description: String {
        let since = isFoundAtTheEnd ? "since" : "at"
        let moment = instant.map { ", \(since) \(Duration.nanoseconds($0.nanoseconds).text)" } ?? ""
        let name = task.map { " \"\($0)\"" } ?? ""
        let place = if let file, let line { " started at \(file):\(line)" } else { "" }
        let origin = name.isEmpty && place.isEmpty ? "" : ", task\(name)\(place)"
        return "\(process) \(deed)\(moment)\(origin)\(count > 1 ? ", \(count) times" : "")"
    }

    private var deed: String {
        switch kind {
        case .realClockSleep: "sleeps on a real clock instead of its own"
        case .mainActor: "runs code of the main actor"
        case .resumedOnOtherThread: "has a job that was resumed by another thread"
        case .continuationNotResumed: "waits for a continuation that was not resumed when the run ended"
        case .leftForOtherExecutor: "has a task on an executor outside of the simulation when the run ended"
        case .portCalledOnOtherThread: "calls a port from another thread"
        case .portOfOtherSimulation: "calls a port, such as the clock, of a process of another simulation"
        }
    }
}
