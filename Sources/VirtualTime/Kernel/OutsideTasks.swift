import CEntryPoints

/// Tasks that nobody in here has made, and that code in here resumes: they run inside up to their next wait, in an
/// order that depends on when somebody else has brought them to it. Each time that is told of.
///
/// They bear no mark of this simulation, so that they go on outside as soon as somebody outside resumes them.
extension Kernel {
    /// Beyond so many times a task is not told of any more: each costs a walk over the stack.
    private static let curiosity = 32

    /// Whether a task that bears no mark has come from outside. What is made inside is marked when it is made, and its
    /// children have not begun or have parents that are marked.
    func isFromOutside(_ task: UnsafeMutableRawPointer) -> Bool {
        guard TaskLayout.isKnown, entry_points_see_tasks(), !state.pointee.isMakingTask else { return false }
        guard !TaskLayout.isToBegin(task) else { return false }
        return !JobMark.bears(state.pointee.mark, unsafeBitCast(ancestor(of: task), to: UnownedJob.self))
    }

    private func ancestor(of task: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var ancestor = task
        while let parent = TaskLayout.parent(of: ancestor) { ancestor = parent }
        return ancestor
    }

    /// The running code has resumed a task from outside; or that task itself gives way to others, or has slept.
    func noteFromOutside(_ task: UnsafeMutableRawPointer) {
        guard task != TaskRuntime.current else { return }
        let known = state.pointee.outsiders.firstIndex { $0.task == task }
        if let known {
            guard state.pointee.outsiders[known].resumptions < Self.curiosity else { return }
            state.pointee.outsiders[known].resumptions += 1
        } else {
            state.pointee.outsiders.append((task, 1))
        }
        let place = CallPlace.ofCaller().text
        guard known == nil || place != nil else { return }
        state.pointee.leaks.add(
            leak(.outsideTaskResumed, of: LeftTasks.owner(of: ancestor(of: task)), by: task, at: place))
    }

    /// Whether `job` is a task from outside, or resumes one that has slept in here.
    func isOfOutsider(_ job: UnownedJob) -> Bool {
        let task = TaskLayout.resumed(by: job) ?? JobMark.task(job)
        return state.pointee.outsiders.contains { $0.task == task }
    }
}
