import CTrapNote
import Glibc
import Synchronization

/// One simulation, as the watch over long jobs sees it.
///
/// A job without an end hangs its program, and whoever then ends that from outside would not know what hung. So a
/// thread of its own looks at each simulation that runs a few times in as long as a job may take, and tells on standard
/// error of one that takes longer in real time. Nothing that runs depends on it: it reads plain words; only of a job
/// that it will tell of does it have the simulation's thread stay in it for as long as names are read.
///
/// `@unchecked Sendable`: what is no atomic word is the watch's, or read while the simulation's thread cannot leave its
/// job.
final class JobWatch: @unchecked Sendable {
    /// Where the environment says for how long a job may run, in seconds.
    private static let variable = "GEMELLO_JOB_WATCH_S"

    private let kernel: Kernel
    private let seed: UInt64
    private let jobs: UnsafePointer<Atomic<UInt64>>
    private let events: UnsafePointer<Atomic<UInt64>>
    /// Beginnings and ends of runs: odd while one goes on.
    private let turns = Atomic<UInt64>(0)
    /// Whether the simulation's thread is to wait at the gate before it leaves its job.
    private let isLookedAt = Atomic<Bool>(false)
    private let gate = Mutex<Void>(())
    /// How the run is repeated, as the note of a trap has it.
    private var note: UnsafePointer<CChar>?
    /// What was seen last, since when, and whether it was told.
    private var seen: (steps: UInt64, turns: UInt64, since: Int64, isTold: Bool)?

    /// Those of all simulations that exist.
    private static let all = Mutex<[JobWatch]>([])

    init(_ kernel: Kernel, seed: UInt64) {
        (self.kernel, self.seed) = (kernel, seed)
        jobs = Self.word(&kernel.state.pointee.jobs)
        events = Self.word(&kernel.state.pointee.events)
        Self.all.withLock { $0.append(self) }
    }

    /// The simulation ends.
    func leave() { Self.all.withLock { all in all.removeAll { $0 === self } } }

    /// A word of the kernel's, which stays where it is.
    private static func word(_ word: UnsafeMutablePointer<UInt64>) -> UnsafePointer<Atomic<UInt64>> {
        UnsafeRawPointer(word).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    // MARK: The simulation's thread

    /// A run begins.
    func begin() {
        _ = Self.thread
        note = trap_note_text()
        turns.add(1, ordering: .releasing)
    }

    /// A run ends.
    func end() {
        turns.add(1, ordering: .sequentiallyConsistent)
        passGate()
    }

    /// Waits while names are read.
    func passGate() {
        if isLookedAt.load(ordering: .sequentiallyConsistent) { Machine.unseen { gate.withLock { _ in } } }
    }

    // MARK: The watch's thread

    private static let thread: Void = Machine.unseen {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Signals of the program are for its other threads.
        var (signals, before) = (sigset_t(), sigset_t())
        sigfillset(&signals)
        pthread_sigmask(SIG_SETMASK, &signals, &before)
        var thread = pthread_t()
        pthread_create(
            &thread, &attributes,
            { _ in
                JobWatch.watch()
                return nil
            }, nil)
        pthread_sigmask(SIG_SETMASK, &before, nil)
        pthread_attr_destroy(&attributes)
    }

    private static func watch() {
        let given = getenv(variable).flatMap { Double(String(cString: $0)) } ?? 10
        let patience = Duration.seconds(min(max(given, 0.01), 1e6))
        // A job that has begun just after a look is told of a little later.
        let pause = useconds_t(min(patience.wholeNanoseconds / 4_000, 2_000_000))
        while true {
            usleep(pause)
            let now = monotonicNow()
            let texts = all.withLock { all in all.compactMap { $0.look(at: now, patience) } }
            for text in texts { write(STDERR_FILENO, text, text.utf8.count) }
        }
    }

    private static func monotonicNow() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    private var now: (steps: UInt64, turns: UInt64) {
        let steps = jobs.pointee.load(ordering: .relaxed) &+ events.pointee.load(ordering: .relaxed)
        return (steps, turns.load(ordering: .sequentiallyConsistent))
    }

    /// What is to be told of the job that runs at this instant of the machine's.
    private func look(at instant: Int64, _ patience: Duration) -> String? {
        let (steps, turns) = now
        guard turns % 2 == 1 else { return nil }
        guard let before = seen, before.steps == steps, before.turns == turns else {
            seen = (steps, turns, instant, false)
            return nil
        }
        guard !before.isTold, instant - before.since >= patience.wholeNanoseconds else { return nil }
        seen?.isTold = true
        return gate.withLock { _ in
            isLookedAt.store(true, ordering: .sequentiallyConsistent)
            defer { isLookedAt.store(false, ordering: .sequentiallyConsistent) }
            kernel.lookUp()
            // Whoever was about to begin another job has done so by then.
            usleep(10_000)
            guard now == (steps, turns) else { return nil }
            return text(patience)
        }
    }

    private func text(_ patience: Duration) -> String {
        let how = note.flatMap { Self.repetition(String(cString: $0)) } ?? ""
        return """
            One job has run for \(patience.told) of real time: \(kernel.whoRuns), seed \(seed)\(kernel.siteOfRunning). \
            Virtual time stands still in it, and whoever waits for its run waits.\(how)

            """
    }

    /// What a note says of how its run is repeated.
    private static func repetition(_ note: String) -> String? {
        note.split(separator: "\n").lazy.compactMap { line in
            line.firstRange(of: "epeat it").map { " R" + line[$0.lowerBound...] }
        }.first
    }
}

extension Kernel {
    /// The process that runs, and the instant.
    fileprivate var whoRuns: String {
        let instant = Duration.nanoseconds(state.pointee.now)
        return "\(state.pointee.processes.name(state.pointee.current)), at \(instant.told)"
    }

    /// Where the task that runs was started, as far as its process has started it, or the one whose child it is.
    fileprivate var siteOfRunning: String {
        guard let process = state.pointee.processes.rows[Int(state.pointee.current)].object?.takeUnretainedValue()
        else {
            return ""
        }
        var site = CodeSite.none
        process.forEachTask { task, start in if TaskLayout.runs(task, depth: 0) { site = start } }
        return site.fileAndLine.map { ", in a task started at \($0.file):\($0.line)" } ?? ""
    }
}

extension TaskLayout {
    /// Whether a task runs, or one of its children.
    fileprivate static func runs(_ task: UnsafeMutableRawPointer, depth: Int) -> Bool {
        guard isKnown, depth < 64 else { return false }
        guard !runs(task) else { return true }
        guard !isComplete(task), case .children(let children) = wait(of: task) else { return false }
        return children.contains { runs($0, depth: depth + 1) }
    }
}
