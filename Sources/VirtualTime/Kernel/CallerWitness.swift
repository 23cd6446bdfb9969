/// Says why a call does not wait, and sees from where it was made. Only a task that is suspended knows the calls that
/// it goes back to, so the task is suspended here, looked at, and goes on at once: no other job comes between, and none
/// is counted.
///
/// The call that is refused hops here and nowhere else. One more hop of its own, to an executor that nobody asked for,
/// would be made by each call that waits, which is most of them.
final actor CallerWitness: SerialExecutor {
    private let process: SimulatedProcess
    /// File, line and function of whoever has called the simulation; nil where that is not known. Written before the
    /// task goes on that reads it.
    nonisolated(unsafe) private var place: String?

    init(_ process: SimulatedProcess) {
        self.process = process
        place = TaskLayout.isKnown ? nil : CallPlace.ofCaller().text
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    nonisolated func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let task = JobMark.task(job)
        if TaskLayout.isKnown { place = CallPlace.ofWaiting(task) }
        if !process.endsForRefusals(task, at: place) { TaskRuntime.runWithin(job) }
    }

    /// Why the running call does not wait. Not inlined, since a hop around nothing would be taken out.
    @inline(never)
    func refusal() -> any Error { process.refusal(at: place) }
}
