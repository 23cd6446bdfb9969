import Glibc

/// What a simulation writes on the tasks it has seen: whose they are, should one turn up elsewhere, and whether a task is
/// one that a process has started, which only a crash can cancel.
///
/// The mark lies in the second of the two words that the runtime's `Job` keeps for the executor that holds it, next to the
/// lower half of the task's number, so that what an earlier task left in that memory is told apart. From the low end: 20
/// bits for the process, one for "started by a process", 11 for the simulation.
enum JobMark {
    static let privateWord = 3
    static let flagsAndNumber = 4
    private static let numberMask: UInt64 = 0xFFFF_FFFF_0000_0000
    private static let kindMask: UInt64 = 0xFF
    private static let root: UInt64 = 1 << processBits
    private static let simulationShift = processBits + 1

    static let processBits: UInt64 = 20
    /// The highest number a simulation can have.
    static let lastSimulation: UInt64 = 1 << (32 - simulationShift) - 1

    static func ofSimulation(_ number: UInt64) -> UInt64 { number << simulationShift }

    @inline(__always)
    static func write(_ mark: UInt64, on job: UnownedJob) {
        let words = unsafeBitCast(job, to: UnsafeMutablePointer<UInt64>.self)
        let number = words[flagsAndNumber]
        guard number & kindMask == 0 else { return }  // an actor's turn, not a task
        let isSame = (words[privateWord] ^ number) & numberMask == 0
        words[privateWord] = number & numberMask | mark | (isSame ? words[privateWord] & root : 0)
    }

    /// Marks the running task as one that only a crash of its process can cancel.
    static func writeRoot(_ mark: UInt64, on task: UnsafeMutableRawPointer) {
        let words = task.assumingMemoryBound(to: UInt64.self)
        words[privateWord] = words[flagsAndNumber] & numberMask | mark | root
    }

    @inline(__always)
    static func isRoot(_ task: UnsafeMutableRawPointer) -> Bool {
        let words = task.assumingMemoryBound(to: UInt64.self)
        return words[privateWord] & root != 0 && (words[privateWord] ^ words[flagsAndNumber]) & numberMask == 0
    }

    static func read(_ job: UnownedJob) -> (simulation: UInt64, process: UInt32)? {
        let words = unsafeBitCast(job, to: UnsafeMutablePointer<UInt64>.self)
        let (number, mark) = (words[flagsAndNumber], words[privateWord])
        guard number & kindMask == 0, (number ^ mark) & numberMask == 0 else { return nil }
        let simulation = (mark & ~numberMask) >> simulationShift
        return simulation == 0 ? nil : (simulation, UInt32(mark & (1 << processBits - 1)))
    }

    /// Sends one task through the hook and compares the number that lies in its job with what the runtime calls it.
    static func checkLayout(of hook: UnsafeMutablePointer<(@convention(thin) (UnownedJob, Original) -> Void)?>) {
        hook.pointee = { job, original in
            let words = unsafeBitCast(job, to: UnsafeMutablePointer<UInt64>.self)
            precondition(
                words[JobMark.flagsAndNumber] & 0xFF != 0
                    || words[JobMark.flagsAndNumber] >> 32 == TaskRuntime.number(of: job) & 0xFFFF_FFFF,
                "This Swift runtime lays out its jobs in a way that is not known here.")
            original(job)
        }
        Task.detached {}
    }

    typealias Original = @convention(thin) (UnownedJob) -> Void
}
