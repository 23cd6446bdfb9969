/// What the runtime keeps about a task that its interface does not tell: whose child it is, what it waits for, how it
/// is called.
///
/// Read where a task rests and only to name what went wrong, from where Swift 6.3 keeps it on 64 bits: a job of eight
/// words, the frame to resume, one unused word, the runtime's own record. `find` compares all of it with tasks whose
/// state is known; where anything lies elsewhere, nothing is read.
enum TaskLayout {
    /// What a task that rests waits for.
    enum Wait {
        case task(UnsafeMutableRawPointer)
        case continuation
        /// Its children in a group.
        case children([UnsafeMutableRawPointer])
        /// It runs, or its turn has not come yet.
        case nothing
    }

    /// Whether everything lies where it is looked for.
    @exclusivity(unchecked) nonisolated(unsafe) private(set) static var isKnown = false

    private static let resumption = 7
    private static let context = 8
    private static let status = 12
    private static let innermostRecord = 13
    private static let locals = 17
    private static let parent = 26
    private static let nextChild = 27
    /// In the job of a yield or of a sleep on a real clock, which the runtime numbers as a kind of its own.
    private static let continuation = 9
    private static let kindOfContinuation: UInt64 = 195
    private static let childBit: UInt64 = 1 << 24
    private static let isLocked: UInt64 = 0x200
    private static let isRunning: UInt64 = 0x800
    private static let isEnqueued: UInt64 = 0x1000
    private static let isComplete: UInt64 = 0x2000
    private static let hasDependency: UInt64 = 0x4000

    /// The kinds of records in a task's list, in the order in which the runtime numbers them.
    private enum RecordKind { static let dependency = 0 as UInt64, group = 2 as UInt64, name = 6 as UInt64 }

    private static func words(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt64> {
        pointer.assumingMemoryBound(to: UInt64.self)
    }

    private static func pointer(_ word: UInt64) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: UInt(word))
    }

    /// Whether a task neither runs nor waits for its turn, on any thread: only then does nobody change what is kept
    /// about it.
    static func rests(_ task: UnsafeMutableRawPointer) -> Bool {
        words(task)[status] & (isRunning | isEnqueued | isLocked) == 0
    }

    /// Whether values of task-locals are bound in a running task. Asked at every start of a task.
    @inline(__always)
    static func hasLocals(_ task: UnsafeMutableRawPointer) -> Bool {
        isKnown && task.assumingMemoryBound(to: UInt64.self)[locals] != 0
    }

    static func runs(_ task: UnsafeMutableRawPointer) -> Bool { words(task)[status] & isRunning != 0 }

    static func isComplete(_ task: UnsafeMutableRawPointer) -> Bool { words(task)[status] & isComplete != 0 }

    static func isChild(_ task: UnsafeMutableRawPointer) -> Bool {
        words(task)[JobMark.flagsAndNumber] & childBit != 0
    }

    /// The task that made this one and cannot end before it; nil for one that stands by itself.
    static func parent(of task: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        isKnown && isChild(task) ? pointer(words(task)[parent]) : nil
    }

    /// The functions that tasks begin with: the runtime has few.
    @exclusivity(unchecked) nonisolated(unsafe) private static var beginnings: [UInt64] = []

    /// Whether a task has not begun.
    static func isToBegin(_ task: UnsafeMutableRawPointer) -> Bool { beginnings.contains(words(task)[resumption]) }

    /// The task that a job resumes that is none itself; nil for other jobs.
    static func resumed(by job: UnownedJob) -> UnsafeMutableRawPointer? {
        let job = unsafeBitCast(job, to: UnsafeMutableRawPointer.self)
        guard isKnown, words(job)[JobMark.flagsAndNumber] & 0xFF == kindOfContinuation else { return nil }
        return pointer(words(job)[continuation])
    }

    /// The name it was given when it was made.
    static func name(of task: UnsafeMutableRawPointer) -> String? {
        guard isKnown, let record = record(RecordKind.name, of: task), let text = pointer(words(record)[2]) else {
            return nil
        }
        return String(cString: text.assumingMemoryBound(to: CChar.self))
    }

    /// The functions that a suspended task goes on with, the innermost first: a task keeps where it resumes, and each
    /// context of a call where its caller goes on. Empty where that is not known.
    static func returns(of task: UnsafeMutableRawPointer) -> [UInt] {
        guard isKnown else { return [] }
        var found = [UInt(words(task)[resumption])]
        var next = pointer(words(task)[context])
        while let context = next, found.count < 48 {
            found.append(UInt(words(context)[1]))
            next = pointer(words(context)[0])
        }
        return found
    }

    /// What a task waits for that does not run.
    static func wait(of task: UnsafeMutableRawPointer) -> Wait {
        precondition(isKnown, "What a task waits for is asked where it is known.")
        let flags = words(task)[status]
        guard flags & hasDependency != 0, flags & isComplete == 0, rests(task),
            let record = record(RecordKind.dependency, of: task)
        else { return .nothing }
        let dependency = words(record)[2]
        switch words(record)[4] & 0xFFFF_FFFF {
        case 1: return pointer(dependency).map { .task($0) } ?? .nothing
        case 2: return .continuation
        case 3: return .children(children(ofGroup: dependency, in: task))
        default: return .nothing
        }
    }

    /// A group is known by where its record lies, one word behind its own beginning.
    private static func children(ofGroup group: UInt64, in task: UnsafeMutableRawPointer) -> [UnsafeMutableRawPointer] {
        var found: [UnsafeMutableRawPointer] = []
        for record in records(of: task) where words(record)[0] & 0xFF == RecordKind.group {
            guard UInt64(UInt(bitPattern: record)) == group + 8 else { continue }
            var next = pointer(words(record)[2])
            while let child = next {
                found.append(child)
                next = pointer(words(child)[nextChild])
            }
        }
        return found
    }

    private static func record(_ kind: UInt64, of task: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        records(of: task).first { words($0)[0] & 0xFF == kind }
    }

    /// The innermost one first.
    private static func records(of task: UnsafeMutableRawPointer) -> [UnsafeMutableRawPointer] {
        var found: [UnsafeMutableRawPointer] = []
        var next = pointer(words(task)[innermostRecord])
        while let record = next {
            found.append(record)
            next = pointer(words(record)[1])
        }
        return found
    }

    // MARK: Finding out

    /// Compares tasks whose state is known with what is read here. `run` has a body run as a task to where it cannot go
    /// on, and hands over the jobs that were met on the way.
    static func find(run: (@escaping @Sendable () async -> Void) -> [UnsafeMutableRawPointer]) {
        precondition(!isKnown, "The layout of tasks is found out once.")
        isKnown = true
        let waiting = Continuations()
        let plain = run { await waiting.wait() }
        let parents = run { await withTaskGroup(of: Void.self) { $0.addTask { await waiting.wait() } } }
        let bound = run { await Probe.$value.withValue(1) { await waiting.wait() } }
        // A child without a result begins in a way of its own.
        _ = run { await withDiscardingTaskGroup { $0.addTask {} } }
        isKnown = (plain + parents + bound).allSatisfy { JobMark.keepsTrial($0) }
        isKnown = isKnown && seesContinuation(plain) && seesChild(parents) && seesLocals(bound, plain)
        waiting.resumeAll()
    }

    /// `task` has been made and has not run.
    static func learn(fromMade task: UnsafeMutableRawPointer) {
        if !isToBegin(task) { beginnings.append(words(task)[resumption]) }
    }

    private static func seesContinuation(_ tasks: [UnsafeMutableRawPointer]) -> Bool {
        guard tasks.count == 1, case .continuation = wait(of: tasks[0]) else { return false }
        return parent(of: tasks[0]) == nil && !isComplete(tasks[0]) && name(of: tasks[0]) == Probe.name
    }

    private static func seesLocals(
        _ bound: [UnsafeMutableRawPointer], _ plain: [UnsafeMutableRawPointer]
    ) -> Bool {
        bound.count == 1 && plain.count == 1 && hasLocals(bound[0]) && !hasLocals(plain[0])
    }

    private static func seesChild(_ tasks: [UnsafeMutableRawPointer]) -> Bool {
        guard tasks.count == 2, parent(of: tasks[1]) == tasks[0] else { return false }
        guard case .children(let children) = wait(of: tasks[0]), case .continuation = wait(of: tasks[1]) else {
            return false
        }
        return children == [tasks[1]]
    }

    enum Probe {
        @TaskLocal static var value = 0
        static let name = "a task that shows how tasks lie in memory"
    }

    /// `@unchecked Sendable`: used by one thread.
    private final class Continuations: @unchecked Sendable {
        private var waiting: [UnsafeContinuation<Void, Never>] = []

        func wait() async { await withUnsafeContinuation { waiting.append($0) } }

        func resumeAll() { for continuation in waiting { continuation.resume() } }
    }
}
