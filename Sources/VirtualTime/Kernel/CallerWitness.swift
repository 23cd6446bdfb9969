/// Sees from where the async code that runs was called. Only a task that is suspended knows the calls that it goes back
/// to, so the task is suspended here, looked at, and goes on at once: no other job comes between, and none is counted.
final actor CallerWitness: SerialExecutor {
    /// Written before the task goes on that reads it.
    nonisolated(unsafe) private var seen: String?

    nonisolated var unownedExecutor: UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    nonisolated func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        seen = CallPlace.ofWaiting(JobMark.task(job))
        Kernel.run(job)
    }

    /// Not inlined, since a hop around nothing would be taken out.
    @inline(never)
    private func look() {}

    /// File, line and function of whoever has called the simulation; nil where that is not known.
    nonisolated(nonsending) static func place() async -> String? {
        guard TaskLayout.isKnown else { return CallPlace.ofCaller().text }
        let witness = CallerWitness()
        await witness.look()
        return witness.seen
    }
}
