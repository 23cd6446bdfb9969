/// Naming the tasks that run on executors outside of the simulation, whether or not anybody waits for them.
extension Kernel {
    /// Whether `task`, which the running code has made and no executor has run yet, is not ready in here: then somebody
    /// else has it.
    func hasNotMet(_ task: UnsafeMutableRawPointer) -> Bool {
        JobMark.isNew(unsafeBitCast(task, to: UnownedJob.self), to: state.pointee.mark)
    }

    /// Another thread has run a task of this simulation.
    func report(_ run: CrossThreadInbox.RunElsewhere) {
        let process = run.identity.process
        let isKnown = process > 0 && Int(process) < state.pointee.processes.count
        state.pointee.leaks.add(
            DeterminismLeak(
                .ranOnOtherExecutor, in: isKnown ? state.pointee.processes.name(process) : "a task of no process",
                at: VirtualInstant(nanoseconds: state.pointee.now), task: run.name, .none,
                place: CallPlace.ofWaiting(run.returns)))
    }
}
