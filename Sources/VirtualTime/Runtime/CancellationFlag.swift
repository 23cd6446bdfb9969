/// Whether a task is cancelled, asked at every call of a port and at every wait.
///
/// The runtime reads a task's whole status of 16 bytes at once, which takes a locked instruction on x86-64; the one bit
/// that is asked for lies in an aligned word of it that an ordinary load reads whole. The tasks of a simulation are
/// cancelled by its own thread, so there is no order to keep with others.
enum CancellationFlag {
    /// The word of a task in 32 bits each, and the bit in it.
    private static let word = 24
    private static let bit: UInt32 = 0x100

    /// Whether the flag lies where it is looked for; else the runtime is asked.
    @exclusivity(unchecked) nonisolated(unsafe) private static var isFound = false

    @inline(__always)
    static func isSet(on task: UnsafeMutableRawPointer) -> Bool {
        isFound ? read(task) : TaskRuntime.isCancelled(task)
    }

    /// Cancels a task that does nothing and compares what lies here with what the runtime says. Done under the lock of
    /// `GlobalPool.install`, before any simulation exists.
    static func find(on task: UnsafeMutableRawPointer) {
        let before = (read(task), TaskRuntime.isCancelled(task))
        TaskRuntime.cancel(task)
        isFound = before == (false, false) && read(task) && TaskRuntime.isCancelled(task)
    }

    @inline(__always)
    private static func read(_ task: UnsafeMutableRawPointer) -> Bool {
        task.assumingMemoryBound(to: UInt32.self)[word] & bit != 0
    }
}
