import Glibc

/// What a simulation writes on the tasks it has seen: whose they are, should one turn up elsewhere, whether a task is
/// one that a process has started, which only a crash can cancel, and when it ran last.
///
/// The mark lies in the eight bits of a job's flags that the runtime reserves for jobs of every kind and does not use
/// (16 to 23). The two words it keeps for executors would be the place, but Swift 6.3 clears them whenever a task
/// suspends. Identity and instant lie in the two words that it keeps for the future: one of every job, one of tasks.
/// Seven bits tell 126 simulations apart, which is what a process has nearly always; those beyond share the last
/// number, and the rest of theirs lies in the upper bits of the identity.
enum JobMark {
    static let flagsAndNumber = 4
    private static let lastRun = 6
    private static let identity = 9
    private static let kindBits: UInt64 = 0xFF
    private static let reservedBits: UInt64 = 0xFF_0000
    private static let root: UInt64 = 0x1_0000
    private static let simulationShift: UInt64 = 17
    private static let simulationBits: UInt64 = 0x7F << simulationShift

    /// What a simulation leaves on its tasks.
    struct Mark: Equatable {
        /// Where all its bits lie but those of the identity.
        fileprivate var flags: UInt64 = 0
        /// Those in the identity; none of the simulations that have the seven bits for themselves.
        fileprivate var upper: UInt64 = 0
    }

    /// The last one that has the seven bits for itself.
    static let lastShort: UInt64 = 126
    private static let upperShift: UInt64 = 52
    private static let upperBits: UInt64 = 0xFFF << upperShift
    private static let shared: UInt64 = (lastShort + 1) << simulationShift

    /// The highest number a simulation can have.
    static var lastNumber: UInt64 { TaskLayout.isKnown ? lastShort + upperBits >> upperShift : lastShort }

    /// How many processes a simulation with this number can have at a time.
    static func processes(ofSimulation number: UInt64) -> Int {
        number > lastShort ? 1 << (upperShift - TaskIdentity.processShift) : Int(UInt32.max)
    }

    static func ofSimulation(_ number: UInt64) -> Mark {
        precondition(1...lastNumber ~= number, "The simulations of a program are numbered from 1.")
        guard number > lastShort else { return Mark(flags: number << simulationShift, upper: 0) }
        return Mark(flags: shared, upper: (number - lastShort) << upperShift)
    }

    @inline(__always)
    private static func words(_ job: UnownedJob) -> UnsafeMutablePointer<UInt64> {
        unsafeBitCast(job, to: UnsafeMutablePointer<UInt64>.self)
    }

    /// Whether `job` is a task that does not bear this mark yet. An actor's turn bears none.
    @inline(__always)
    static func isNew(_ job: UnownedJob, to mark: Mark) -> Bool {
        let flags = words(job)[flagsAndNumber]
        guard flags & kindBits == 0 else { return false }
        if flags & simulationBits != mark.flags { return true }
        return mark.upper != 0 && words(job)[identity] & upperBits != mark.upper
    }

    /// Marks a task, and says who it is to the simulation.
    static func write(_ mark: Mark, on job: UnownedJob, _ task: TaskIdentity) {
        assert(mark.flags & ~reservedBits == 0, "A mark lies in the bits that the runtime does not use.")
        words(job)[flagsAndNumber] = words(job)[flagsAndNumber] & ~reservedBits | mark.flags
        if TaskLayout.isKnown { words(job)[identity] = task.word | mark.upper }
    }

    /// Marks the running task, which bears `mark`, as one that only a crash of its process can cancel.
    @inline(__always)
    static func writeRoot(_ mark: Mark, on task: UnsafeMutableRawPointer, _ identity: TaskIdentity) {
        let words = task.assumingMemoryBound(to: UInt64.self)
        words[flagsAndNumber] |= root
        words[Self.identity] = identity.word | mark.upper
    }

    @inline(__always)
    static func isRoot(_ task: UnsafeMutableRawPointer) -> Bool {
        task.assumingMemoryBound(to: UInt64.self)[flagsAndNumber] & root != 0
    }

    /// Writes down that `job` runs.
    @inline(__always)
    static func write(lastRun instant: Int64, on job: UnownedJob) { words(job)[lastRun] = UInt64(bitPattern: instant) }

    /// When a task ran last, as far as that was not within an actor's turn.
    static func lastRun(of task: UnsafeMutableRawPointer) -> Int64 {
        Int64(bitPattern: task.assumingMemoryBound(to: UInt64.self)[lastRun])
    }

    /// The number of the simulation that has seen this job; nil for a job of nobody.
    static func simulation(of job: UnownedJob) -> UInt64? {
        let flags = words(job)[flagsAndNumber]
        guard flags & kindBits == 0 else { return nil }
        let number = (flags & simulationBits) >> simulationShift
        guard flags & simulationBits == shared else { return number == 0 ? nil : number }
        return lastShort + words(job)[identity] >> upperShift
    }

    /// Whether the simulation of this mark has seen the job.
    static func bears(_ mark: Mark, _ job: UnownedJob) -> Bool { simulation(of: job).map(ofSimulation) == mark }

    /// Who a task is to the simulation that has marked it; nil for what is no task.
    static func identity(of job: UnownedJob) -> TaskIdentity? {
        let flags = words(job)[flagsAndNumber]
        guard TaskLayout.isKnown, flags & kindBits == 0 else { return nil }
        let word = words(job)[identity]
        return TaskIdentity(word: flags & simulationBits == shared ? word & ~upperBits : word)
    }

    /// Who a job is among those of its process: for a task how it was met and its number there, for an actor's turn or
    /// a yield the same as for all others.
    @inline(__always)
    static func turn(of job: UnownedJob) -> UInt32 {
        guard words(job)[flagsAndNumber] & kindBits == 0 else { return noTask }
        return TaskLayout.isKnown ? UInt32(truncatingIfNeeded: words(job)[identity]) : noTask
    }

    private static let noTask: UInt32 = 0x3FFF_FFFF

    /// A job that is a task, as the runtime names it.
    static func task(_ job: UnownedJob) -> UnsafeMutableRawPointer {
        unsafeBitCast(job, to: UnsafeMutableRawPointer.self)
    }

    /// Whether the flags and the number of a task that nobody has marked lie where they are looked for.
    static func isLaidOutAsKnown(_ job: UnownedJob) -> Bool {
        let word = words(job)[flagsAndNumber]
        return word & (kindBits | reservedBits) == 0 && word >> 32 == TaskRuntime.number(of: job) & 0xFFFF_FFFF
            && words(job)[lastRun] == 0
    }

    private static let trial = TaskIdentity(.child, 0x1234_5678, of: 0x9ABC_DEF0)

    /// Writes into the two words for the future what `keepsTrial` looks for.
    static func writeTrial(on job: UnownedJob) {
        (words(job)[lastRun], words(job)[identity]) = (~trial.word, trial.word)
    }

    /// Whether a task that has run since still has both.
    static func keepsTrial(_ task: UnsafeMutableRawPointer) -> Bool {
        let words = task.assumingMemoryBound(to: UInt64.self)
        return (words[lastRun], words[identity]) == (~trial.word, trial.word)
    }
}

/// Who a task is to its simulation: its process, how it was met, and a number among those that were met in that way.
struct TaskIdentity {
    enum Kind: UInt64 {
        /// Nobody has met it.
        case unknown
        /// A process has started it; its place in the books of the process.
        case started
        /// It was made by code that runs; its place among those.
        case unstructured
        /// Of one of the others; a number that counts on.
        case child
    }

    static let processShift: UInt64 = 32

    let word: UInt64

    init(word: UInt64) { self.word = word }

    @inline(__always)
    init(_ kind: Kind, _ number: Int, of process: UInt32) {
        let place = UInt64(truncatingIfNeeded: number) & 0x3FFF_FFFF
        word = UInt64(process) << Self.processShift | kind.rawValue << 30 | place
    }

    var process: UInt32 { UInt32(word >> Self.processShift) }
    var kind: Kind { Kind(rawValue: word >> 30 & 3) ?? .unknown }
    var number: Int { Int(word & 0x3FFF_FFFF) }
}
