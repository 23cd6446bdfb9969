/// Where the tasks of a simulation wait: an executor that keeps the jobs it is given until the kernel takes them.
///
/// A task suspends by hopping here. Its job comes to `enqueue`, which hands it to the wait that it belongs to, and to
/// wake the task is to make that job ready: the runtime has no part in it. A continuation would pass through the
/// runtime twice, with a lock on the way back. The job then runs on the generic executor, so that the hop back is none.
final actor WaitingExecutor: SerialExecutor {
    private let kernel: Kernel

    init(_ kernel: Kernel) { self.kernel = kernel }

    nonisolated var unownedExecutor: UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    nonisolated func enqueue(_ job: consuming ExecutorJob) { kernel.suspended(UnownedJob(job)) }

    /// Suspends the calling task, once `KernelState.suspending` says for what. Not inlined, since a hop around nothing
    /// would be taken out.
    @inline(never)
    func suspend() {}
}
