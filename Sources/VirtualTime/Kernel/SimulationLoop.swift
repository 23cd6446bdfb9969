extension Simulation {
    /// Runs until nothing is left to do, `limit` is reached (entries at `limit` still fire), or `stop` is called.
    @discardableResult
    public func run(until limit: VirtualInstant = .distantFuture) -> RunEnd {
        precondition(!GlobalPool.runs(kernel), "A simulation is not run from inside itself.")
        precondition(!isClosed, "A simulation that is closed does not go on.")
        kernel.state.pointee.isStopping = false
        return GlobalPool.capturing(into: kernel) {
            switch settings.policy {
            case .fifo: runInOrder(until: limit.nanoseconds)
            case .shuffle, .replay, .follow: runByChoice(until: limit.nanoseconds)
            }
        }
    }

    /// Ends the world: crashes every process, lets the tasks unwind, and lets go of the handlers. What is on the agenda
    /// never fires.
    public func close() {
        precondition(!GlobalPool.runs(kernel), "A simulation is not closed from inside itself.")
        GlobalPool.capturing(into: kernel) {
            repeat {
                for process in kernel.state.pointee.processes.existing() { process.crash() }
                while let next = kernel.state.pointee.ready.popFirst() { runJob(next) }
                while let next = readySet.takeLastJob() { runJob(next) }
                takeFromOtherThreads()
            } while kernel.state.pointee.ready.count > 0
            kernel.endIdleTasks()
        }
        precondition(kernel.state.pointee.waits.count == 0, "No call waits in a world that has ended.")
        isClosed = true
        kernel.state.pointee.handlers.removeAll()
    }

    /// Nothing is left to do before `limit`.
    private func limitReached(_ limit: Int64) -> RunEnd {
        precondition(kernel.state.pointee.ready.count == 0, "What is ready goes before time does.")
        kernel.state.pointee.now = max(kernel.state.pointee.now, limit)
        return .instantReached
    }

    private func runInOrder(until limit: Int64) -> RunEnd {
        let state = kernel.state
        while true {
            while let next = state.pointee.ready.popFirst() {
                runJob(next)
                if state.pointee.isStopping { return .stopped }
            }
            if moreCameIn() { continue }
            guard let first = state.pointee.agenda.firstInstant() else { return .agendaEmpty }
            guard first <= limit else {
                return limitReached(limit)
            }
            kernel.fire(state.pointee.agenda.takeFirst())
            if state.pointee.isStopping { return .stopped }
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
                    return limitReached(limit)
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
            if state.pointee.isStopping { return .stopped }
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
            object._withUnsafeGuaranteedRef({ $0.deferJob(next.job) })
        {
            return
        }
        state.pointee.jobs &+= 1
        state.pointee.current = next.process
        state.pointee.trace.mix(UInt64(next.process))
        if state.pointee.journal != nil { kernel.record(.job, UInt64(next.process), 0, .none) }
        var job = next.job
        if TaskStarts.isPlaceholder(job) {
            guard let first = kernel.makeTask(for: job) else { return }
            job = first
        }
        Kernel.run(job)
    }

    /// Nothing is ready: the moment to tidy up and to look outside. Returns whether jobs came in.
    @inline(__always)
    private func moreCameIn() -> Bool {
        if kernel.state.pointee.processes.hasLeaving { kernel.state.pointee.processes.reuseLeaving() }
        return takeFromOtherThreads()
    }

    @inline(__always)
    @discardableResult
    private func takeFromOtherThreads() -> Bool {
        guard let jobs = inbox.drain() else { return false }
        for job in jobs {
            // Whose a task is stands in the books of its process when that has started it; a child of such a task is
            // only known to be somebody's, and runs as the world's.
            let owner = kernel.state.pointee.processes.existing().first { $0.hasStarted(job) }
            kernel.state.pointee.leaks.add(
                .resumedOnOtherThread, in: owner.map { "\($0.name)#\($0.incarnation)" } ?? "a child task")
            kernel.state.pointee.ready.append(job, of: owner?.index ?? 0)
        }
        return true
    }
}
