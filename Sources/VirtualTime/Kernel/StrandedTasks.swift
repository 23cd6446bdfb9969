/// Finding the tasks that wait for something outside of a simulation.
extension Kernel {
    /// Enters what is left of this simulation's tasks as leaks, once nothing inside can happen any more: no job is
    /// ready, nothing lies on the agenda, and no call waits.
    func reportStrandedTasks() {
        precondition(state.pointee.ready.count == 0, "A task that is ready is not stranded.")
        precondition(state.pointee.waits.count == 0, "A task is stranded when nothing inside can wake another.")
        state.pointee.unstructured.letGoOfEnded()
        guard TaskLayout.isKnown else { return state.pointee.leaks.replaceWhatEndsShow(by: tasksLeft()) }
        var found: [DeterminismLeak] = []
        for process in state.pointee.processes.existing() where !process.waitsForSignals {
            process.forEachTask { task, site in
                if let leak = leak(of: task, process.fullName, site) { found.append(leak) }
            }
        }
        for entry in state.pointee.unstructured.unfinished {
            if let leak = leak(of: entry.task, entry.origin, entry.site) { found.append(leak) }
        }
        state.pointee.leaks.replaceWhatEndsShow(by: found)
    }

    /// Where it is not known what a task waits for, it is known that it has not ended.
    private func tasksLeft() -> [DeterminismLeak] {
        var left: [DeterminismLeak] = []
        for process in state.pointee.processes.existing() {
            process.forEachTask { _, site in
                left.append(
                    DeterminismLeak(
                        .continuationNotResumed, in: "\(process.fullName)", at: nil, task: nil, site))
            }
        }
        return left
    }

    private func leak(of task: UnsafeMutableRawPointer, _ process: ProcessName, _ site: CodeSite) -> DeterminismLeak? {
        guard let (stranded, kind) = stranded(task, depth: 0), !state.pointee.endless.contains(stranded) else {
            return nil
        }
        // What was left behind ready nobody will run.
        let isStill = { task in kind == .keepsRunning || TaskLayout.rests(task) }
        return DeterminismLeak(
            kind, in: "\(process)", at: VirtualInstant(nanoseconds: JobMark.lastRun(of: stranded)),
            task: first(of: stranded, task, while: isStill, TaskLayout.name), site,
            place: first(of: stranded, task, while: isStill) { CallPlace.ofWaiting($0) })
    }

    /// What is found with the first task that has it. Another thread may go on with a task at any time: what was read
    /// of one that did is not believed, and nothing is read twice.
    private func first<Found>(
        of tasks: UnsafeMutableRawPointer..., while isStill: (UnsafeMutableRawPointer) -> Bool,
        _ read: (UnsafeMutableRawPointer) -> Found?
    ) -> Found? {
        for task in tasks where isStill(task) {
            if let found = read(task), isStill(task) { return found }
        }
        return nil
    }

    /// Beyond so many tasks of which each waits for the next, they wait in a circle.
    private static let deepest = 64

    /// The task at the end of those that `task` waits for, and what that one waits for; nil when it waits for nothing
    /// outside.
    private func stranded(
        _ task: UnsafeMutableRawPointer, depth: Int
    ) -> (task: UnsafeMutableRawPointer, DeterminismLeak.Kind)? {
        guard !TaskLayout.isComplete(task) else { return nil }
        guard depth < Self.deepest else { return (task, .continuationNotResumed) }
        switch TaskLayout.wait(of: task) {
        case .continuation:
            // To the runtime a yield is a continuation that a job resumes.
            return (task, state.pointee.leftYielding.contains(task) ? .keepsRunning : .continuationNotResumed)
        case .task(let other): return stranded(other, depth: depth + 1)
        case .children(let children):
            for child in children { if let found = stranded(child, depth: depth + 1) { return found } }
            return nil
        case .nothing:
            let isOurs = JobMark.bears(state.pointee.mark, unsafeBitCast(task, to: UnownedJob.self))
            return (task, state.pointee.hasLeftJobs && isOurs ? .keepsRunning : .leftForOtherExecutor)
        }
    }
}

extension Kernel {
    /// The world ends for the tasks that no crash cancels, too. Those that sleep on a real clock are woken.
    func cancelUnstructuredTasks() {
        for entry in state.pointee.unstructured.unfinished { TaskRuntime.cancel(entry.task) }
        state.pointee.realClockSleeps?.wakeAll()
    }
}

/// What does not end when it is told to.
extension Kernel {
    /// A job may make so many calls that are refused because its process has ended. Beyond that it makes them for ever.
    private static let mostRefusals = 1_000_000

    /// Counts a call that is refused.
    func isRefusedForEver() -> Bool {
        let before = state.pointee.refusals
        let count = before.jobs == state.pointee.jobs ? before.count + 1 : 1
        state.pointee.refusals = (count, state.pointee.jobs)
        return count >= Self.mostRefusals
    }

    /// Enters a task as a leak. It must not run any more.
    func reportRefusedForEver(_ task: UnsafeMutableRawPointer, at place: String?) {
        state.pointee.endless.append(task)
        report(.keepsRunning, by: task, at: place)
    }

    /// Forgets what is still ready after as many jobs as a run makes that stands still: their tasks are stranded.
    func leaveWhatKeepsRunning() {
        while let next = state.pointee.ready.popFirst() {
            state.pointee.hasLeftJobs = true
            if TaskStarts.isPlaceholder(next.job) {
                _ = state.pointee.starts.take(next.job)
            } else if let task = TaskLayout.resumed(by: MainActorStandIn.untagged(next.job) ?? next.job) {
                state.pointee.leftYielding.append(task)
            }
        }
    }
}

/// Naming whoever did something.
extension Kernel {
    /// Enters a leak of the running code.
    @discardableResult
    func report(_ kind: DeterminismLeak.Kind, at place: String? = nil) -> DeterminismLeak {
        report(kind, by: TaskRuntime.current, at: place)
    }

    /// Enters a leak of the current process.
    @discardableResult
    func report(
        _ kind: DeterminismLeak.Kind, by task: UnsafeMutableRawPointer?, at place: String? = nil
    ) -> DeterminismLeak {
        let leak = leak(kind, by: task, at: place)
        state.pointee.leaks.add(leak)
        return leak
    }

    /// What a task of the current process does now.
    /// - Parameter other: whose port it calls, or whose task it resumes, when that simulation has ended.
    func leak(
        _ kind: DeterminismLeak.Kind, of other: LeftTasks.Owner? = nil, by task: UnsafeMutableRawPointer?,
        at place: String?
    ) -> DeterminismLeak {
        DeterminismLeak(
            kind, in: state.pointee.processes.name(state.pointee.current), of: other?.process, ended: other?.seed,
            at: VirtualInstant(nanoseconds: state.pointee.now), task: task.flatMap { TaskLayout.name(of: $0) },
            task.map { site(of: $0) } ?? .none, place: place)
    }

    /// The code that runs here calls a port of a process that lives elsewhere, or has lived there.
    /// - Parameter seed: of the simulation it was part of, when that has ended.
    func reportPort(ofOtherProcess owner: String, ended seed: UInt64?, at place: String?) -> DeterminismLeak {
        var leak = leak(.portOfOtherSimulation, by: TaskRuntime.current, at: place)
        (leak.otherProcess, leak.endedSeed) = (owner, seed)
        state.pointee.leaks.add(leak)
        return leak
    }

    /// Enters a job that another thread has brought back, and tells whose it is: nil where that is not known.
    func reportReturn(of job: UnownedJob) -> UInt32? {
        let identity = JobMark.identity(of: job)
        let task = unsafeBitCast(job, to: UnsafeMutableRawPointer.self)
        let process = knownProcess(of: job)
        state.pointee.leaks.add(
            DeterminismLeak(
                .resumedOnOtherThread, in: process.map { state.pointee.processes.name($0) } ?? "a task of no process",
                at: VirtualInstant(nanoseconds: state.pointee.now),
                task: identity == nil ? nil : TaskLayout.name(of: task), identity == nil ? .none : site(of: task),
                place: identity == nil ? nil : CallPlace.ofWaiting(task)))
        return process
    }

    /// Where the process started this task, or the one that made it.
    func site(of task: UnsafeMutableRawPointer) -> CodeSite {
        var ancestor = task
        while let parent = TaskLayout.parent(of: ancestor) { ancestor = parent }
        let job = unsafeBitCast(ancestor, to: UnownedJob.self)
        guard JobMark.bears(state.pointee.mark, job), let identity = JobMark.identity(of: job)
        else { return .none }
        switch identity.kind {
        case .started:
            guard Int(identity.process) < state.pointee.processes.count else { return .none }
            let process = state.pointee.processes.rows[Int(identity.process)].object?.takeUnretainedValue()
            return process?.site(ofTaskAt: identity.number, ancestor) ?? .none
        case .unstructured:
            guard let entry = state.pointee.unstructured.entry(at: identity.number), entry.task == ancestor else {
                return .none
            }
            return entry.site
        case .child, .unknown: return .none
        }
    }
}
