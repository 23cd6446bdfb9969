extension Simulation {
    /// Runs until nothing is left to do, `limit` is reached (entries at `limit` still fire), or `stop` is called.
    @discardableResult
    public func run(until limit: VirtualInstant = .distantFuture) -> RunEnd {
        kernel.state.pointee.isStopping = false
        return GlobalPool.capturing(into: kernel) {
            switch settings.policy {
            case .fifo: runInOrder(until: limit.nanoseconds)
            case .shuffle, .replay, .follow: runByLot(until: limit.nanoseconds)
            }
        }
    }

    /// Ends the world: crashes every process, lets the tasks unwind, and lets go of the handlers. What is on the agenda never
    /// fires.
    public func close() {
        GlobalPool.capturing(into: kernel) {
            repeat {
                for process in kernel.state.pointee.processes.living() { process.crash() }
                while let next = kernel.state.pointee.ready.popFirst() { runJob(next) }
                while let next = lottery.takeLastJob() { runJob(next) }
                takeForeignJobs()
            } while kernel.state.pointee.ready.count > 0
            kernel.dismissIdle()
        }
        kernel.state.pointee.handlers.removeAll()
    }

    private func runInOrder(until limit: Int64) -> RunEnd {
        let state = kernel.state
        while true {
            while let next = state.pointee.ready.popFirst() {
                runJob(next)
                if state.pointee.isStopping { return .stopped }
            }
            if settle() { continue }
            guard let first = state.pointee.agenda.firstInstant() else { return .agendaEmpty }
            guard first <= limit else {
                state.pointee.now = limit
                return .instantReached
            }
            kernel.fire(state.pointee.agenda.takeFirst())
            if state.pointee.isStopping { return .stopped }
        }
    }

    private func runByLot(until limit: Int64) -> RunEnd {
        let state = kernel.state
        while true {
            while let next = state.pointee.ready.popFirst() { lottery.add(.job(next)) }
            if lottery.isEmpty, settle() { continue }
            while let first = state.pointee.agenda.firstInstant() {
                guard first <= state.pointee.now || lottery.isEmpty else { break }
                guard first <= limit else {
                    state.pointee.now = limit
                    return .instantReached
                }
                let entry = state.pointee.agenda.takeFirst()
                guard !kernel.isDead(entry) else {
                    state.pointee.agenda.exhume()
                    continue
                }
                state.pointee.now = entry.instant
                lottery.add(.entry(entry))
            }
            guard !lottery.isEmpty else { return .agendaEmpty }
            let chosen: Lottery.Ticket
            do throws(ReplayDivergence) { chosen = try draw() } catch { return .diverged(error) }
            switch chosen {
            case .job(let job): runJob(job)
            case .entry(let entry): kernel.fire(entry)
            }
            if state.pointee.isStopping { return .stopped }
        }
    }

    /// Takes what goes next out of the lottery. After a divergence every further draw ends the same way.
    private func draw() throws(ReplayDivergence) -> Lottery.Ticket {
        let (chosen, choice) = try lottery.draw(at: now)
        if let choice { decide(choice) }
        return chosen
    }

    private func decide(_ choice: Int) {
        decisions.append(choice)
        kernel.state.pointee.trace.mix(UInt64(choice))
        if kernel.state.pointee.journal != nil { kernel.record(.decision, UInt64(choice), 0, .none) }
    }

    @inline(__always)
    private func runJob(_ next: ReadyJob) {
        let state = kernel.state
        let row = state.pointee.processes.rows + Int(next.process)
        if row.pointee.detainsJobs, let object = row.pointee.object,
            object._withUnsafeGuaranteedRef({ $0.detain(next.job) })
        {
            return
        }
        state.pointee.jobs &+= 1
        state.pointee.current = next.process
        state.pointee.trace.mix(UInt64(next.process))
        if state.pointee.journal != nil { kernel.record(.job, UInt64(next.process), 0, .none) }
        var job = next.job
        if BirthTable.isStandIn(job) {
            guard let newborn = kernel.giveBirth(job) else { return }
            job = newborn
        }
        Kernel.run(job)
    }

    /// Nothing is ready: the moment to look outside and to tidy up. Returns whether jobs came in.
    @inline(__always)
    private func settle() -> Bool {
        if kernel.state.pointee.processes.hasLeaving { kernel.state.pointee.processes.settle() }
        return takeForeignJobs()
    }

    @inline(__always)
    @discardableResult
    private func takeForeignJobs() -> Bool {
        guard let jobs = foreign.drain() else { return false }
        for job in jobs {
            // Whose a task is stands in the books of its process when that has started it; a child of such a task is only
            // known to be somebody's, and runs as the world's.
            let owner = kernel.state.pointee.processes.living().first { $0.hasStarted(job) }
            kernel.state.pointee.leaks.add(
                .foreignThread, in: owner.map { "\($0.name)#\($0.incarnation)" } ?? "a child task")
            kernel.state.pointee.ready.append(job, of: owner?.index ?? 0)
        }
        return true
    }
}
