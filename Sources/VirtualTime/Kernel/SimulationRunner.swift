/// Who runs a simulation, and so what comes between two runs of it in an order of its own: a task, on whatever thread
/// it goes on after an `await`, or a thread that runs in no task.
struct SimulationRunner: Equatable {
    private enum Kind: Equatable {
        /// Numbers are given once, addresses again and again.
        case task(UInt64)
        case thread(UInt64)
    }

    private let kind: Kind

    /// Whoever asks.
    static var current: SimulationRunner {
        if let task = TaskRuntime.current {
            return SimulationRunner(kind: .task(TaskRuntime.number(of: unsafeBitCast(task, to: UnownedJob.self))))
        }
        return SimulationRunner(kind: .thread(TaskRuntime.numberOfThread))
    }
}

extension Kernel {
    /// Makes `job` ready behind what is, as the process that has it: whoever runs the simulation has resumed it between
    /// two runs, which is no leak.
    func take(_ job: UnownedJob, asMainActor: Bool) {
        state.pointee.ready.append(
            asMainActor ? MainActorStandIn.tagged(job) : job, of: knownProcess(of: job) ?? 0,
            turn: JobMark.turn(of: job))
    }

    /// The process that has the task of `job`; nil where that is not known.
    func knownProcess(of job: UnownedJob) -> UInt32? {
        guard let process = JobMark.identity(of: job)?.process, process > 0 else { return nil }
        return Int(process) < state.pointee.processes.count ? process : nil
    }
}
