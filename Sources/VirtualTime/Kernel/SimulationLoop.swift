extension Simulation {
    /// Runs as `run(until:)` does, up to the instant so long from now.
    @discardableResult
    public func run(for length: Duration) -> RunEnd { run(until: now.advanced(by: length)) }

    /// Runs until nothing is left to do, `limit` is reached (entries at `limit` still fire), or `stop` is called.
    /// Afterwards `now` is `limit`, unless the run was stopped or there is no limit.
    @discardableResult
    public func run(until limit: VirtualInstant = .distantFuture) -> RunEnd {
        guard !GlobalPool.runs(kernel) else {
            refuse(
                "run(until:)", "time is passing already, for the process, moment or host that asks; sleep there",
                orTrap: "A simulation is not run from inside itself.")
            return .stopped
        }
        guard !isClosed else {
            refuse(
                "run(until:)", "the simulation is closed; run it before",
                orTrap: "A simulation that is closed does not go on.")
            return .agendaEmpty
        }
        inbox.isRun(kernel)
        kernel.beginLooking()
        kernel.state.pointee.jobWatch?.begin()
        defer { kernel.state.pointee.jobWatch?.end() }
        // What lies in the distant future does not happen.
        let last = min(limit.nanoseconds, VirtualInstant.distantFuture.nanoseconds - 1)
        let end = GlobalPool.capturing(into: kernel) {
            switch settings.policy {
            case .fifo: runInOrder(until: last)
            case .shuffle, .replay, .follow: runByChoice(until: last)
            }
        }
        return ended(end, limit)
    }

    private func ended(_ end: RunEnd, _ limit: VirtualInstant) -> RunEnd {
        let state = kernel.state
        defer { settings.journal?.add(leaks) }
        // Whatever comes now is the doing of who runs the simulation.
        state.pointee.current = 0
        switch end {
        case .agendaEmpty, .instantReached:
            precondition(state.pointee.ready.count == 0, "What is ready goes before time does.")
            if limit < .distantFuture { state.pointee.now = max(state.pointee.now, limit.nanoseconds) }
            let nobodyWaits = waiting == 0 && state.pointee.realClockSleeps?.count == 0
            if end == .agendaEmpty, nobodyWaits { kernel.reportStrandedTasks() }
        case .stopped:
            if let process = state.pointee.stall.stalled {
                let name = state.pointee.processes.name(process)
                settings.journal?.add(unfinished: .stalled(process: name, at: now))
                return .stalled(process: name, at: now)
            }
        case .diverged(let divergence): settings.journal?.add(unfinished: .diverged(reason: "\(divergence)"))
        case .stalled: break
        }
        return end
    }

    /// Ends the world: crashes every process, cancels what its code has made beside (`Task {}`), lets all that unwind,
    /// and lets go of the handlers. What is on the agenda never fires. A task that has not ended then waits for
    /// something outside, or keeps running without a wait: it is a leak.
    public func close() {
        guard mayEnd("close()") else { return }
        precondition(!GlobalPool.runs(kernel), "A simulation is not closed from inside itself.")
        // As many as a run makes before it is seen to be stalled.
        let steps = min(settings.stepsAtOneInstant, .max / 2)
        let lastJob = kernel.state.pointee.jobs &+ steps &+ 2 * StallWatch.stride
        kernel.beginLooking()
        kernel.state.pointee.jobWatch?.begin()
        defer { kernel.state.pointee.jobWatch?.end() }
        var isEndless: Bool {
            kernel.state.pointee.jobs >= lastJob || kernel.state.pointee.restless.process != nil
        }
        GlobalPool.capturing(into: kernel) {
            repeat {
                for process in kernel.state.pointee.processes.existing() { process.cutOff() }
                kernel.cancelUnstructuredTasks()
                while !isEndless, let next = kernel.state.pointee.ready.popFirst() { runLastJob(next) }
                while !isEndless, let next = readySet.takeLastJob() { runLastJob(next) }
                takeFromOtherThreads()
            } while !isEndless && kernel.state.pointee.ready.count > 0
            while let next = readySet.takeLastJob() { kernel.state.pointee.ready.append(next) }
            kernel.leaveWhatKeepsRunning()
            kernel.endIdleTasks()
        }
        precondition(kernel.state.pointee.waits.count == 0, "No call waits in a world that has ended.")
        kernel.reportStrandedTasks()
        kernel.rememberLeftTasks(seed: settings.seed)
        settings.journal?.add(leaks)
        isClosed = true
        inbox.isRunNoMore()
        kernel.state.pointee.handlers.removeAll()
        awaitedWork = []
        kernel.releaseMemory()
    }

    private func runLastJob(_ next: ReadyJob) {
        runJob(next)
        if kernel.state.pointee.jobs >= kernel.state.pointee.jobsToNextLook { _ = kernel.stops() }
    }

    /// Nothing is left to do before the limit of a run; there is something at `first`.
    private func nothingLeft(before first: Int64) -> RunEnd {
        first == VirtualInstant.distantFuture.nanoseconds ? .agendaEmpty : .instantReached
    }

    private func runInOrder(until limit: Int64) -> RunEnd {
        let state = kernel.state
        while true {
            while let next = state.pointee.ready.popFirst() {
                runJob(next)
                if state.pointee.jobs >= state.pointee.jobsToNextLook, kernel.stops() { return .stopped }
            }
            if moreCameIn() { continue }
            guard let first = state.pointee.agenda.firstInstant() else { return .agendaEmpty }
            guard first <= limit else { return nothingLeft(before: first) }
            kernel.fire(state.pointee.agenda.takeFirst())
            if state.pointee.events >= state.pointee.eventsToNextLook, kernel.stops() { return .stopped }
        }
    }

    private func runByChoice(until limit: Int64) -> RunEnd {
        let state = kernel.state
        while true {
            while let next = state.pointee.ready.popFirst() { readySet.add(.job(next)) }
            if readySet.isEmpty, moreCameIn() { continue }
            while let first = state.pointee.agenda.firstInstant() {
                guard first <= state.pointee.now || readySet.isEmpty else { break }
                guard first <= limit else {
                    if readySet.isEmpty { return nothingLeft(before: first) }
                    break
                }
                let entry = state.pointee.agenda.takeFirst()
                guard !kernel.isCancelled(entry) else {
                    state.pointee.agenda.cancelledEntryCameUp()
                    continue
                }
                precondition(entry.instant >= state.pointee.now, "Time does not go back.")
                state.pointee.now = entry.instant
                readySet.add(.entry(entry))
            }
            guard !readySet.isEmpty else { return .agendaEmpty }
            let chosen: ReadySet.Item
            do throws(ReplayDivergence) { chosen = try choose() } catch { return .diverged(error) }
            switch chosen {
            case .job(let job): runJob(job)
            case .entry(let entry): kernel.fire(entry)
            }
            let looksUp =
                state.pointee.jobs >= state.pointee.jobsToNextLook
                || state.pointee.events >= state.pointee.eventsToNextLook
            if looksUp, kernel.stops() { return .stopped }
        }
    }

    /// Takes out of the ready set what goes next. After a divergence every further choice ends the same way.
    private func choose() throws(ReplayDivergence) -> ReadySet.Item {
        let (chosen, choice) = try readySet.take(at: now)
        if let choice { decide(choice) }
        return chosen
    }

    private func decide(_ choice: Int) {
        precondition(choice >= 0, "A choice is a place among what is ready.")
        decisions.append(choice)
        kernel.state.pointee.trace.mix(UInt64(choice))
        if kernel.state.pointee.journal != nil { kernel.record(.decision, UInt64(choice), 0, .none) }
    }

    @inline(__always)
    private func runJob(_ next: ReadyJob) {
        let state = kernel.state
        precondition(Int(next.process) < state.pointee.processes.count, "A job belongs to a process that has been.")
        let row = state.pointee.processes.rows + Int(next.process)
        if row.pointee.defersJobs, let object = row.pointee.object,
            object._withUnsafeGuaranteedRef({ $0.deferJob(next) })
        {
            return
        }
        state.pointee.jobs &+= 1
        state.pointee.current = next.process
        state.pointee.trace.mix(UInt64(next.turn) << 32 | UInt64(next.process))
        if state.pointee.journal != nil { kernel.record(.job, UInt64(next.process), UInt64(next.turn), .none) }
        var job = next.job
        if unsafeBitCast(job, to: UInt.self) & 3 != 0 {
            if let job = MainActorStandIn.untagged(job) { return Kernel.runOnMainActor(job, at: state.pointee.now) }
            guard let first = kernel.makeTask(for: job) else { return }
            job = first
        }
        JobMark.write(lastRun: state.pointee.now, on: job)
        TaskRuntime.run(job)
    }

    /// Nothing is ready: the moment to tidy up and to look outside. Returns whether jobs came in.
    @inline(__always)
    private func moreCameIn() -> Bool {
        if kernel.state.pointee.processes.hasLeaving { kernel.reuseLeaving() }
        return takeFromOtherThreads()
    }

    @inline(__always)
    @discardableResult
    private func takeFromOtherThreads() -> Bool {
        guard let news = inbox.drain() else { return false }
        for run in news.runElsewhere { kernel.report(run) }
        for job in news.jobs {
            let returned = MainActorStandIn.untagged(job) ?? job
            let owner = kernel.reportReturn(of: returned)
            kernel.state.pointee.ready.append(job, of: owner ?? 0, turn: JobMark.turn(of: returned))
        }
        return !news.jobs.isEmpty
    }
}

extension Kernel {
    /// A task that a process has made beside goes on as that process, and not as the next one with its index.
    func reuseLeaving() {
        let makers = state.pointee.unstructured.count > 0 ? state.pointee.unstructured.makers : []
        let sleeps = state.pointee.realClockSleeps.flatMap { $0.count > 0 ? $0 : nil }
        state.pointee.processes.reuseLeaving { makers.contains($0) || sleeps?.contains(of: $0) == true }
    }
}
