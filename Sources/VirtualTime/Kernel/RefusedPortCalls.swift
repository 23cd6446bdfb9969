/// What a process is asked that it does not do: by the dead, for ever, or from elsewhere.
extension SimulatedProcess {
    /// Whether whoever starts a task outside of a run has run the simulation, or nobody has yet; otherwise that is told
    /// of.
    @inline(never)
    func isStartedByRunner() -> Bool {
        guard simulation.admits("\(fullName).start") else { return false }
        guard simulation.inbox.isRunByAnother else { return true }
        _ = callFromOutside()
        return false
    }

    /// What the dead begin while they unwind comes to nothing, as what they ask of their ports does. Others have made a
    /// mistake.
    @inline(never)
    func refuseStart() {
        let isItsOwn = GlobalPool.runs(kernel) && kernel.state.pointee.current == index
        if isItsOwn, simulation.refuser != nil { return }
        simulation.refuse(
            "\(fullName).start", "it has crashed, and begins nothing any more; start its next incarnation",
            orTrap: "A crashed incarnation starts nothing.")
    }

    /// Why a call does not go out. A task that catches it and calls again is one job without an end, which no other
    /// thread may break off: it ends the program, and does not hang it.
    @inline(never)
    func refusedCall() -> CancellationError {
        if kernel.isRefusedForEver() {
            fatalError(
                """
                \(fullName) calls its ports for ever, in a task that is cancelled or whose process has ended\
                \(placeOfRefusedCall.map { " (\($0))" } ?? ""): let what a call throws end the loop
                """)
        }
        return CancellationError()
    }

    /// From where a call comes that does not wait; of one by way of a port, that has left its caller's stack, where its
    /// task was started.
    private var placeOfRefusedCall: String? {
        if let text = CallPlace.ofCaller().text { return text }
        let here = TaskRuntime.current
        var start: CodeSite?
        forEachTask { task, site in if task == here { start = site } }
        return start?.fileAndLine.map { "started at \($0.file):\($0.line)" }
    }

    /// Whether it is to be seen who has made a call that is refused: what calls from another thread, and what is
    /// refused for ever.
    @inline(never)
    func isToBeSeen() -> Bool {
        !GlobalPool.runs(kernel) || kernel.isRefusedForEver()
    }

    /// Why a call does not wait.
    func refusal(at place: String?) -> any Error {
        GlobalPool.runs(kernel) ? CancellationError() : callFromOutside(at: place)
    }

    /// Whether `task` makes for ever what is refused. Then it is told, and must not run any more.
    func endsForRefusals(_ task: UnsafeMutableRawPointer, at place: String?) -> Bool {
        guard GlobalPool.runs(kernel) else { return false }
        kernel.reportRefusedForEver(task, at: place)
        return true
    }

    /// Why the calling code gets nothing. As an error in its box: what an async function may throw as a value takes its
    /// room in what each task that waits in it holds.
    @inline(never)
    func callFromOutside() -> any Error { callFromOutside(at: CallPlace.ofCaller().text) }

    @inline(never)
    private func callFromOutside(at place: String?) -> DeterminismLeak {
        if let other = GlobalPool.current {
            let seed = simulation.isClosed ? simulation.settings.seed : nil
            return other.reportPort(ofOtherProcess: "\(fullName)", ended: seed, at: place)
        }
        let leak = DeterminismLeak(kind: .portCalledOnOtherThread, process: "\(fullName)", place: place)
        kernel.state.pointee.leaks.add(leak)
        return leak
    }
}
