import Containers

/// What a simulation does to its `KernelState`.
///
/// Each function reads and writes single fields: resuming a task or calling a handler comes back through other
/// functions, so none may hold the state for itself meanwhile.
///
/// `@unchecked Sendable`: a pointer that only the thread of its simulation follows.
struct Kernel: @unchecked Sendable {
    let state: UnsafeMutablePointer<KernelState>

    static func make() -> Kernel {
        let state = UnsafeMutablePointer<KernelState>.allocate(capacity: 1)
        state.initialize(to: KernelState())
        let kernel = Kernel(state: state)
        state.pointee.waitingExecutor = WaitingExecutor(kernel)
        return kernel
    }

    /// What only a world that goes on needs. A stranded task holds its process, and that its simulation, for ever.
    func releaseMemory() {
        precondition(state.pointee.waits.count == 0 && state.pointee.ready.count == 0, "A world that goes on needs it.")
        state.pointee.agenda = Agenda(capacity: 1)
        state.pointee.ready = Ring(capacity: 1)
        state.pointee.starts = TaskStarts(capacity: 1)
        state.pointee.timers = TimerTable(capacity: 1)
        state.pointee.waits = WaitTable(capacity: 1)
        state.pointee.cancellations = CancellationHandlers(capacity: 1)
        state.pointee.idle = []
        state.pointee.unstructured.letGo()
    }

    func destroy() {
        state.pointee.unstructured.letGo()
        precondition(state.pointee.idle.isEmpty, "Tasks without work end before their simulation does.")
        precondition(state.pointee.waits.count == 0, "A call that waits holds its simulation.")
        precondition(state.pointee.nextStart == nil, "A task that is to start has one to do it.")
        state.deinitialize(count: 1)
        state.deallocate()
    }

    // MARK: Jobs

    /// Makes `job` ready, as a job of the current process.
    @inline(__always)
    func enqueue(_ job: UnownedJob) {
        let process = state.pointee.current
        precondition(Int(process) < state.pointee.processes.count, "What happens belongs to a process that has been.")
        if JobMark.isNew(job, to: state.pointee.mark) { meet(job) }
        if state.pointee.isMakingTask {
            state.pointee.isMakingTask = false
            state.pointee.firstJob = job
        } else {
            state.pointee.ready.append(job, of: process, turn: JobMark.turn(of: job))
        }
    }

    func meetIfNew(_ job: UnownedJob) { if JobMark.isNew(job, to: state.pointee.mark) { meet(job) } }

    /// A task that this simulation has not seen yet.
    @inline(never)
    private func meet(_ job: UnownedJob) {
        let process = state.pointee.current
        let task = unsafeBitCast(job, to: UnsafeMutableRawPointer.self)
        if isFromOutside(task) { return noteFromOutside(task) }
        let identity: TaskIdentity
        if state.pointee.isMakingTask || !TaskLayout.isKnown {
            identity = TaskIdentity(.unknown, 0, of: process)
        } else if TaskLayout.isChild(task) {
            state.pointee.childrenMet += 1
            identity = TaskIdentity(.child, state.pointee.childrenMet, of: process)
        } else {
            let maker = TaskRuntime.current
            let site = maker == nil || maker == task ? CodeSite.none : site(of: maker!)
            let origin = state.pointee.processes.fullName(process)
            identity = TaskIdentity(
                .unstructured, state.pointee.unstructured.add(job, made: origin, at: site), of: process)
        }
        JobMark.write(state.pointee.mark, on: job, identity)
    }

    /// Makes the task that `placeholder` stands for and gives its first job; nil when its process has crashed before.
    ///
    /// A task whose work is done waits for other work: a resumed task costs less than a new one, which takes five
    /// blocks of memory.
    func makeTask(for placeholder: UnownedJob) -> UnownedJob? {
        if let later = state.pointee.ready.ahead(3), TaskStarts.isPlaceholder(later.job) {
            state.pointee.starts.prefetch(later.job)
        }
        let start = state.pointee.starts.take(placeholder)
        precondition(start.process.index == state.pointee.current, "A task starts as its own process.")
        guard start.process.isAlive else { return nil }
        precondition(state.pointee.nextStart == nil, "One task is made at a time.")
        state.pointee.nextStart = consume start
        if let idle = state.pointee.idle.popLast() {
            prefetchIdle()
            return idle
        }
        return firstJob { Task.detached { [self] in await work() } }
    }

    /// The first job of the task that `make` makes.
    func firstJob(_ make: () -> Task<Void, Never>) -> UnownedJob {
        precondition(!state.pointee.isMakingTask, "One task is made at a time.")
        state.pointee.isMakingTask = true
        _ = make()
        guard let job = state.pointee.firstJob.take() else {
            preconditionFailure("The runtime enqueues a task's first job where the task is made.")
        }
        return job
    }

    /// The idle tasks that come after this one have lain still for long: they are fetched ahead.
    @inline(__always)
    private func prefetchIdle() {
        let count = state.pointee.idle.count
        guard count >= 4 else { return }
        WaitTable.prefetchTask(state.pointee.idle[count - 4])
        WaitTable.prefetchFrame(state.pointee.idle[count - 2])
    }

    /// Ends the tasks that have no work.
    func endIdleTasks() {
        precondition(state.pointee.nextStart == nil, "A task that is to start has one to do it.")
        while let idle = state.pointee.idle.popLast() { TaskRuntime.run(idle) }
    }

    /// One piece of work after another, until a crash has cancelled the task or there is no more when it is woken.
    private func work() async {
        while state.pointee.nextStart != nil {
            guard await workOnce() else { return }
            state.pointee.suspending = nil
            await state.pointee.waitingExecutor.unsafelyUnwrapped.suspend()
        }
    }

    /// Holds nothing of a process once its work is done. Returns whether the task may do more.
    @inline(__always)
    private func workOnce() async -> Bool {
        guard let start = state.pointee.nextStart.take() else { preconditionFailure("A task is woken for work.") }
        return await start.process.run(start.body, startedAt: start.site)
    }

    /// Keeps the job of a task that suspends.
    @inline(__always)
    func suspended(_ job: UnownedJob) {
        if JobMark.isNew(job, to: state.pointee.mark) { meet(job) }
        if let slot = state.pointee.suspending {
            precondition(state.pointee.waits.slots[Int(slot)].isOpen, "A task suspends for a wait that is open.")
            assert(state.pointee.waits.slots[Int(slot)].job == nil, "A wait holds back one task.")
            state.pointee.waits.slots[Int(slot)].job = job
        } else {
            precondition(state.pointee.nextStart == nil, "A task that lies down has taken its work.")
            state.pointee.idle.append(job)
        }
    }

    /// Runs `body` as something that `process` does.
    @inline(__always)
    func asProcess(_ process: UInt32, _ body: () -> Void) {
        precondition(Int(process) < state.pointee.processes.count, "Who acts is a process that has been.")
        let previous = state.pointee.current
        state.pointee.current = process
        body()
        precondition(state.pointee.current == process, "Who acts for a process leaves its place to the one before.")
        state.pointee.current = previous
    }

    /// A run begins.
    func beginLooking() {
        state.pointee.isStopping = false
        state.pointee.stall.reset()
        state.pointee.restless.reset()
        setNextLook()
    }

    private func setNextLook() {
        state.pointee.nextLook = (state.pointee.jobs &+ StallWatch.stride, state.pointee.events &+ StallWatch.stride)
        (state.pointee.jobsToNextLook, state.pointee.eventsToNextLook) = state.pointee.nextLook
    }

    /// The loop looks up after the current job or entry, and stops.
    func stop() {
        state.pointee.isStopping = true
        lookUp()
    }

    /// Has the loop look up after the current job or entry.
    func lookUp() { (state.pointee.jobsToNextLook, state.pointee.eventsToNextLook) = (0, 0) }

    /// Whether the loop, which looks up, is to stop.
    @inline(never)
    func stops() -> Bool {
        state.pointee.jobWatch?.passGate()
        if state.pointee.isStopping { return true }
        if let restless = state.pointee.restless.process { return state.pointee.stall.accuse(restless) }
        let isDue = state.pointee.jobs >= state.pointee.nextLook.jobs
        guard isDue || state.pointee.events >= state.pointee.nextLook.events else {
            (state.pointee.jobsToNextLook, state.pointee.eventsToNextLook) = state.pointee.nextLook
            return false
        }
        setNextLook()
        let steps = state.pointee.jobs &+ state.pointee.events
        return state.pointee.stall.look(at: state.pointee.now, after: steps, state.pointee.current)
    }

    // MARK: The agenda

    @inline(__always)
    func schedule(at instant: Int64, _ handler: UInt16, _ word: UInt64) {
        state.pointee.agenda.insert(at: max(instant, state.pointee.now), handler: handler, word: word)
    }

    /// Moves the clock to an entry that is due.
    @inline(__always)
    func advance(to entry: Agenda.Entry) {
        precondition(entry.instant >= state.pointee.now, "Time does not go back.")
        state.pointee.now = entry.instant
        state.pointee.current = 0
        state.pointee.events &+= 1
        state.pointee.trace.mix(UInt64(bitPattern: entry.instant) ^ entry.order << 20)
        if state.pointee.journal != nil { record(.entry, entry.order, entry.word, .none) }
    }

    @inline(__always)
    func fire(_ entry: Agenda.Entry) {
        if entry.handler > Int(HandlerTable.timer) {
            advance(to: entry)
            state.pointee.handlers[entry.handler]._withUnsafeGuaranteedRef { $0.fire(entry.word) }
        } else if entry.handler == Int(HandlerTable.wakeUp) {
            let waiter = Waiter(token: SlotToken(word: entry.word))
            guard state.pointee.waits.isOpen(waiter) else { return state.pointee.agenda.cancelledEntryCameUp() }
            advance(to: entry)
            precondition(state.pointee.waits.slots[Int(waiter.slot)].timers > 0, "A wake-up that comes was counted.")
            state.pointee.waits.slots[Int(waiter.slot)].timers &-= 1
            endWait(waiter, woken: true)
        } else if let call = state.pointee.timers.remove(TimerID(token: SlotToken(word: entry.word))) {
            advance(to: entry)
            state.pointee.handlers[Int(call.handler)]._withUnsafeGuaranteedRef { $0.fire(call.word) }
        } else {
            state.pointee.agenda.cancelledEntryCameUp()
        }
    }

    /// Needs an open wait.
    @inline(__always)
    func wake(_ waiter: Waiter, at instant: Int64) {
        let slot = state.pointee.waits.slots + Int(waiter.slot)
        precondition(slot.pointee.timers < .max, "A call has at most 65,535 wake-ups on the agenda.")
        slot.pointee.timers &+= 1
        schedule(at: instant, HandlerTable.wakeUp, waiter.token.raw)
    }

    func isCancelled(_ entry: Agenda.Entry) -> Bool {
        switch entry.handler {
        case Int(HandlerTable.wakeUp): !state.pointee.waits.isOpen(Waiter(token: SlotToken(word: entry.word)))
        case Int(HandlerTable.timer): !state.pointee.timers.contains(TimerID(token: SlotToken(word: entry.word)))
        default: false
        }
    }

    /// So many entries on the agenda will do nothing any more.
    @inline(__always)
    func entriesCancelled(_ number: Int) {
        if number > 0, state.pointee.agenda.cancel(number) { sweep() }
    }

    private func sweep() { state.pointee.agenda.compact { isCancelled($0) } }

    // MARK: Waits

    @inline(__always)
    func openWait(_ process: UInt32) -> Waiter {
        assert(process > 0, "The world itself waits for nothing.")
        if !state.pointee.waits.hasFreeSlot { state.pointee.waits.append() }
        return state.pointee.waits.open(process: process, head: &state.pointee.processes.rows[Int(process)].firstWait)
    }

    /// Has the running task's cancellation end the wait in `slot`.
    @inline(__always)
    func addCancellationHandler(for slot: UInt32) -> UInt32 {
        if !state.pointee.cancellations.hasFree { appendCancellationHandler() }
        let handler = state.pointee.cancellations.take(for: slot)
        let record = TaskRuntime.addCancellationHandler(at: state.pointee.cancellations.address(of: handler))
        state.pointee.cancellations.note(record, of: handler)
        return handler
    }

    @inline(__always)
    func removeCancellationHandler(_ handler: UInt32) {
        if let record = state.pointee.cancellations.record(of: handler) {
            TaskRuntime.removeCancellationHandler(record)
        }
        state.pointee.cancellations.giveBack(handler)
    }

    @inline(never)
    private func appendCancellationHandler() {
        state.pointee.cancellations.append { [self] handler in
            cancelWait(state.pointee.cancellations.slot(of: handler))
        }
    }

    /// Ends an open wait: its task becomes ready, as a job of the process that waited.
    func endWait(_ waiter: Waiter, woken: Bool) {
        let slot = state.pointee.waits.slots + Int(waiter.slot)
        let process = slot.pointee.process
        precondition(Int(process) < state.pointee.processes.count, "A call waits in a process that has been.")
        let row = state.pointee.processes.rows + Int(process)
        assert(state.pointee.waits.isOpen(waiter), "A waiter ends its own wait, not a later one.")
        if woken {
            assert(row.pointee.state != .crashed, "Nobody wakes a dead incarnation.")
            slot.pointee.wasWoken = true
            if row.pointee.state == .paused {
                row.pointee.object?._withUnsafeGuaranteedRef { $0.deferred.append(.wake(waiter)) }
                return
            }
        }
        let timers = Int(slot.pointee.timers)
        let job = state.pointee.waits.close(waiter.slot, woken: woken, head: &row.pointee.firstWait)
        entriesCancelled(timers)
        // A call that waits is told from others by its place.
        if let job { state.pointee.ready.append(job, of: process, turn: waiter.slot) }
    }

    /// The task that waits in `slot` was cancelled.
    func cancelWait(_ slot: UInt32) {
        precondition(slot < state.pointee.waits.used, "A wait that is cancelled has been opened.")
        guard state.pointee.waits.slots[Int(slot)].isOpen else { return }
        endWait(state.pointee.waits.waiter(slot), woken: false)
    }

    /// Three that will be woken soon, the last one first.
    @inline(__always)
    func prefetch(_ later: Waiter?, _ soon: Waiter?, _ next: Waiter?) {
        if let later { state.pointee.waits.prefetchSlot(of: later) }
        if let soon { state.pointee.waits.prefetchTask(of: soon) }
        if let next { state.pointee.waits.prefetchFrame(of: next) }
    }

    func cancelAllWaits(of process: UInt32) {
        precondition(
            state.pointee.processes.rows[Int(process)].state == .crashed, "Only a crash ends all waits of a process.")
        while state.pointee.processes.rows[Int(process)].firstWait != WaitTable.none {
            let first = state.pointee.processes.rows[Int(process)].firstWait
            cancelWait(first)
            precondition(
                state.pointee.processes.rows[Int(process)].firstWait != first, "A wait that is cancelled has ended.")
        }
    }

    // MARK: The journal

    @inline(never)
    func record(_ kind: TraceRecord.Kind, _ a: UInt64, _ b: UInt64, _ site: CodeSite) {
        state.pointee.journal?.append(
            TraceRecord(
                trace: state.pointee.trace, instant: state.pointee.now, process: state.pointee.current,
                kind: kind, simulation: state.pointee.placeInJournal, site: site, first: a, second: b))
    }
}
