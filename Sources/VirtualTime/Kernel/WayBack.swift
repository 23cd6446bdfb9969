/// The way back of a task that has come to its end on a thread that does not run its simulation: an actor that two
/// simulations share runs the tasks of both on the thread that leaves it. The books of its process are no other
/// thread's, so the task waits until its own simulation looks, which tells of it.
final actor WayBack: SerialExecutor {
    private static let shared = WayBack()

    nonisolated var unownedExecutor: UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    nonisolated func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // Nobody is left to run it when its simulation is gone.
        _ = CrossThreadInbox.takeBack(job)
    }

    static func take() async { await shared.arrive() }

    @inline(never)
    private func arrive() {}
}
