import Glibc

/// What a simulation writes on the tasks it has seen: whose they are, should one turn up elsewhere, and whether a task
/// is one that a process has started, which only a crash can cancel.
///
/// The mark lies in the eight bits of a job's flags that the runtime reserves for jobs of every kind and does not use
/// (16 to 23). The two words it keeps for executors would be the place, but Swift 6.3 clears them whenever a task
/// suspends.
enum JobMark {
    static let flagsAndNumber = 4
    private static let kindBits: UInt64 = 0xFF
    private static let reservedBits: UInt64 = 0xFF_0000
    private static let root: UInt64 = 0x1_0000
    private static let simulationShift: UInt64 = 17

    /// The highest number a simulation can have.
    static let lastSimulation: UInt64 = 127

    static func ofSimulation(_ number: UInt64) -> UInt64 {
        precondition(number <= lastSimulation, "A mark has seven bits for the number of a simulation.")
        return number << simulationShift
    }

    @inline(__always)
    static func write(_ mark: UInt64, on job: UnownedJob) {
        let words = unsafeBitCast(job, to: UnsafeMutablePointer<UInt64>.self)
        let flags = words[flagsAndNumber]
        // Not on an actor's turn, and not where it stands already.
        guard flags & kindBits == 0, flags & mark != mark else { return }
        assert(mark & ~reservedBits == 0, "A mark lies in the bits that the runtime does not use.")
        words[flagsAndNumber] = flags & ~reservedBits | mark
    }

    /// Marks the running task as one that only a crash of its process can cancel.
    static func writeRoot(on task: UnsafeMutableRawPointer) {
        task.assumingMemoryBound(to: UInt64.self)[flagsAndNumber] |= root
    }

    @inline(__always)
    static func isRoot(_ task: UnsafeMutableRawPointer) -> Bool {
        task.assumingMemoryBound(to: UInt64.self)[flagsAndNumber] & root != 0
    }

    /// The number of the simulation that has seen this job; nil for a job of nobody.
    static func simulation(of job: UnownedJob) -> UInt64? {
        let flags = unsafeBitCast(job, to: UnsafeMutablePointer<UInt64>.self)[flagsAndNumber]
        guard flags & kindBits == 0 else { return nil }
        let number = (flags & reservedBits) >> simulationShift
        return number == 0 ? nil : number
    }

    /// Sends one task through the hook and compares the number that lies in its job with what the runtime calls it, the
    /// reserved flags with zero, and the place of its cancellation flag.
    static func checkLayout(of hook: UnsafeMutablePointer<(@convention(thin) (UnownedJob, Original) -> Void)?>) {
        hook.pointee = { job, original in
            let word = unsafeBitCast(job, to: UnsafeMutablePointer<UInt64>.self)[JobMark.flagsAndNumber]
            precondition(
                word & 0xFF != 0 || word & 0xFF_0000 == 0 && word >> 32 == TaskRuntime.number(of: job) & 0xFFFF_FFFF,
                "This Swift runtime lays out its jobs in a way that is not known here.")
            if word & 0xFF == 0 { CancellationFlag.find(on: unsafeBitCast(job, to: UnsafeMutableRawPointer.self)) }
            original(job)
        }
        Task.detached {}
    }

    typealias Original = @convention(thin) (UnownedJob) -> Void
}
