extension Simulation {
    /// Runs until nothing is left to do, `limit` is reached (entries at `limit` still fire), or `stop` is called.
    @discardableResult
    public func run(until limit: VirtualInstant = .distantFuture) -> RunEnd {
        kernel.state.pointee.isStopping = false
        return GlobalPool.capturing(into: kernel) {
            switch settings.policy {
            case .fifo: runInOrder(until: limit.nanoseconds)
            case .shuffle, .replay: runByLot(until: limit.nanoseconds)
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
            let (chosen, choice) = lottery.draw()
            if let choice { decide(choice) }
            switch chosen {
            case .job(let job): runJob(job)
            case .entry(let entry): kernel.fire(entry)
            }
            if state.pointee.isStopping { return .stopped }
        }
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

/// What is ready at one instant when the order is drawn by lot.
struct Lottery {
    enum Ticket {
        case job(ReadyJob)
        case entry(Agenda.Entry)
    }

    private var tickets: [Ticket] = []
    private var stream: RandomStream
    private var replayed: DecisionLog?
    private var cursor = DecisionLog.Cursor()

    init(_ settings: Simulation.Settings) {
        stream = RandomStream(seed: settings.seed, name: "virtual-time/lottery", replication: settings.replication)
        if case .replay(let log) = settings.policy { replayed = log }
    }

    var isEmpty: Bool { tickets.isEmpty }

    mutating func add(_ ticket: Ticket) { tickets.append(ticket) }

    /// Up to here the rest keeps its order, so that choice 0 means "what was ready first"; beyond, the last takes the place
    /// of the chosen, since moving all the rest would cost more than the order is worth.
    private static let orderedUpTo = 256

    /// What goes next, and the choice that made it so unless there was none.
    mutating func draw() -> (Ticket, choice: Int?) {
        guard tickets.count > 1 else { return (tickets.removeLast(), nil) }
        let choice =
            if let replayed {
                min(replayed.next(&cursor) ?? 0, tickets.count - 1)
            } else {
                Int(stream.next(below: UInt64(tickets.count)))
            }
        guard tickets.count > Self.orderedUpTo else { return (tickets.remove(at: choice), choice) }
        tickets.swapAt(choice, tickets.count - 1)
        return (tickets.removeLast(), choice)
    }

    /// A job that is left when the world ends.
    mutating func takeLastJob() -> ReadyJob? {
        while let last = tickets.popLast() { if case .job(let job) = last { return job } }
        return nil
    }
}
