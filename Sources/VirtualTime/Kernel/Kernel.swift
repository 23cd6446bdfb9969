import Containers

/// The moves of a simulation over its `KernelState`.
///
/// Each move reads and writes single fields: resuming a task or calling a handler comes back through other moves, so none
/// may hold the state for itself meanwhile.
///
/// `@unchecked Sendable`: a pointer that only the thread of its simulation follows.
struct Kernel: @unchecked Sendable {
    let state: UnsafeMutablePointer<KernelState>

    static func make() -> Kernel {
        let state = UnsafeMutablePointer<KernelState>.allocate(capacity: 1)
        state.initialize(to: KernelState())
        let kernel = Kernel(state: state)
        state.pointee.park = Park(kernel)
        return kernel
    }

    func destroy() {
        state.deinitialize(count: 1)
        state.deallocate()
    }

    // MARK: Jobs

    /// Makes `job` ready, as a job of the current process.
    @inline(__always)
    func enqueue(_ job: UnownedJob) {
        let process = state.pointee.current
        JobMark.write(state.pointee.mark, on: job)
        if state.pointee.isGivingBirth {
            state.pointee.isGivingBirth = false
            state.pointee.newborn = job
        } else {
            state.pointee.ready.append(job, of: process)
        }
    }

    /// Gives the first job of the task that `standIn` stands for; nil when its process has crashed before.
    ///
    /// A task whose work is done waits for other work: a resumed task costs less than a new one, which takes five blocks
    /// of memory.
    func giveBirth(_ standIn: UnownedJob) -> UnownedJob? {
        if let later = state.pointee.ready.ahead(3), BirthTable.isStandIn(later) { state.pointee.births.expect(later) }
        let birth = state.pointee.births.take(standIn)
        guard birth.process.isAlive else { return nil }
        state.pointee.nextBirth = consume birth
        if let idle = state.pointee.idle.popLast() {
            expectIdle()
            return idle
        }
        state.pointee.isGivingBirth = true
        _ = Task.detached { [self] in await work() }
        return state.pointee.newborn.take()
    }

    /// The idle tasks that come after this one have lain still for long: they are fetched ahead.
    @inline(__always)
    private func expectIdle() {
        let count = state.pointee.idle.count
        guard count >= 4 else { return }
        WaitTable.expectTask(state.pointee.idle[count - 4])
        WaitTable.expectFrame(state.pointee.idle[count - 2])
    }

    /// Ends the tasks that have no work.
    func dismissIdle() {
        while let idle = state.pointee.idle.popLast() { Kernel.run(idle) }
    }

    /// Runs a job on this thread, on the executor nobody asked for: what the runtime calls generic.
    @inline(__always)
    static func run(_ job: UnownedJob) {
        job.runSynchronously(on: unsafeBitCast((0, 0) as (Int, Int), to: UnownedSerialExecutor.self))
    }

    /// One piece of work after another, until a crash has cancelled the task or there is no more when it is woken.
    private func work() async {
        while state.pointee.nextBirth != nil {
            guard await workOnce() else { return }
            state.pointee.parking = nil
            await state.pointee.park.unsafelyUnwrapped.stay()
        }
    }

    /// Holds nothing of a process once its work is done. Returns whether the task may do more.
    @inline(__always)
    private func workOnce() async -> Bool {
        guard let birth = state.pointee.nextBirth.take() else { preconditionFailure("A task is woken for work.") }
        return await birth.process.live(birth.body)
    }

    /// Keeps the job of a task that suspends.
    @inline(__always)
    func park(_ job: UnownedJob) {
        JobMark.write(state.pointee.mark, on: job)
        if let slot = state.pointee.parking {
            state.pointee.waits.slots[Int(slot)].job = job
        } else {
            state.pointee.idle.append(job)
        }
    }

    /// Runs `body` as something that `process` does.
    @inline(__always)
    func asProcess(_ process: UInt32, _ body: () -> Void) {
        let previous = state.pointee.current
        state.pointee.current = process
        body()
        state.pointee.current = previous
    }

    // MARK: The agenda

    @inline(__always)
    func schedule(at instant: Int64, _ handler: UInt16, _ token: UInt64) {
        state.pointee.agenda.insert(at: max(instant, state.pointee.now), handler: handler, token: token)
    }

    /// Moves the clock to an entry that is due.
    @inline(__always)
    func advance(to entry: Agenda.Entry) {
        state.pointee.now = entry.instant
        state.pointee.current = 0
        state.pointee.events &+= 1
        state.pointee.trace.mix(UInt64(bitPattern: entry.instant) ^ entry.order << 20)
        if state.pointee.journal != nil { record(.entry, entry.order, entry.token, .none) }
    }

    @inline(__always)
    func fire(_ entry: Agenda.Entry) {
        if entry.handler > Int(HandlerTable.timer) {
            advance(to: entry)
            state.pointee.handlers.handler(entry.handler)._withUnsafeGuaranteedRef { $0.fire(entry.token) }
        } else if entry.handler == Int(HandlerTable.wakeUp) {
            let waiter = Waiter(token: entry.token)
            guard state.pointee.waits.isOpen(waiter) else { return state.pointee.agenda.exhume() }
            advance(to: entry)
            state.pointee.waits.slots[Int(waiter.slot)].timers &-= 1
            endWait(waiter, woken: true)
        } else if let call = state.pointee.timers.remove(TimerID(token: SlotToken(word: entry.token))) {
            advance(to: entry)
            state.pointee.handlers.handler(Int(call.handler))._withUnsafeGuaranteedRef { $0.fire(call.word) }
        } else {
            state.pointee.agenda.exhume()
        }
    }

    /// Needs an open wait.
    @inline(__always)
    func wake(_ waiter: Waiter, at instant: Int64) {
        state.pointee.waits.slots[Int(waiter.slot)].timers &+= 1
        schedule(at: instant, HandlerTable.wakeUp, waiter.token)
    }

    func isDead(_ entry: Agenda.Entry) -> Bool {
        switch entry.handler {
        case Int(HandlerTable.wakeUp): !state.pointee.waits.isOpen(Waiter(token: entry.token))
        case Int(HandlerTable.timer): !state.pointee.timers.contains(TimerID(token: SlotToken(word: entry.token)))
        default: false
        }
    }

    @inline(__always)
    func bury(_ entries: Int) {
        if entries > 0, state.pointee.agenda.bury(entries) { sweep() }
    }

    private func sweep() { state.pointee.agenda.compact { isDead($0) } }

    // MARK: Waits

    @inline(__always)
    func openWait(_ process: UInt32) -> Waiter {
        if !state.pointee.waits.hasFreeSlot { state.pointee.waits.append() }
        return state.pointee.waits.open(process: process, head: &state.pointee.processes.rows[Int(process)].firstWait)
    }

    /// Has the running task's cancellation end the wait in `slot`.
    @inline(__always)
    func openDoor(for slot: UInt32) -> (door: UInt32, record: UnsafeMutableRawPointer) {
        if !state.pointee.doors.hasFree { addDoor() }
        let door = state.pointee.doors.take(for: slot)
        return (door, TaskRuntime.addCancellationHandler(at: state.pointee.doors.address(of: door)))
    }

    @inline(__always)
    func closeDoor(_ door: UInt32, _ record: UnsafeMutableRawPointer) {
        TaskRuntime.removeCancellationHandler(record)
        state.pointee.doors.giveBack(door)
    }

    @inline(never)
    private func addDoor() {
        state.pointee.doors.append { [self] door in cut(state.pointee.doors.slot(of: door)) }
    }

    /// Ends an open wait: its task becomes ready, as a job of the process that waited.
    func endWait(_ waiter: Waiter, woken: Bool) {
        let slot = state.pointee.waits.slots + Int(waiter.slot)
        let process = slot.pointee.process
        let row = state.pointee.processes.rows + Int(process)
        if woken {
            slot.pointee.wasWoken = true
            if row.pointee.state == .paused {
                row.pointee.object?._withUnsafeGuaranteedRef { $0.held.append(.wake(waiter)) }
                return
            }
        }
        let timers = Int(slot.pointee.timers)
        let job = state.pointee.waits.close(waiter.slot, woken: woken, head: &row.pointee.firstWait)
        bury(timers)
        if let job { state.pointee.ready.append(job, of: process) }
    }

    /// The task that waits in `slot` was cancelled.
    func cut(_ slot: UInt32) {
        guard state.pointee.waits.slots[Int(slot)].isOpen else { return }
        endWait(Waiter(slot: slot, generation: state.pointee.waits.slots[Int(slot)].generation), woken: false)
    }

    @inline(__always)
    func expect(_ later: Waiter, _ soon: Waiter, _ next: Waiter) {
        state.pointee.waits.expect(later)
        state.pointee.waits.expectSoon(soon)
        state.pointee.waits.expectNext(next)
    }

    func cutAll(of process: UInt32) {
        while state.pointee.processes.rows[Int(process)].firstWait != WaitTable.none {
            cut(state.pointee.processes.rows[Int(process)].firstWait)
        }
    }

    // MARK: The journal

    @inline(never)
    func record(_ kind: TraceRecord.Kind, _ a: UInt64, _ b: UInt64, _ site: CodeSite) {
        guard let journal = state.pointee.journal else { return }
        var hash = TraceHash()
        hash.mix(a)
        hash.mix(b)
        hash.mix(state.pointee.trace.value)
        journal.take(
            TraceRecord(
                hash: hash.value, instant: state.pointee.now, process: state.pointee.current, kind: kind, site: site)
        ) { state.pointee.processes.name($0) }
    }
}
