/// One simulated world under virtual time: an agenda of the future, a queue of ready jobs, and the processes whose jobs
/// they are, walked by the one thread inside `run`.
///
/// `@unchecked Sendable`: every member is touched only by that thread.
public final class Simulation: @unchecked Sendable {
    public struct Settings: Sendable {
        public var seed: UInt64
        public var replication: UInt64
        public var policy: SchedulePolicy

        public init(seed: UInt64, replication: UInt64 = 0, policy: SchedulePolicy = .fifo) {
            self.seed = seed
            self.replication = replication
            self.policy = policy
        }
    }

    /// Why `run` returned.
    public enum RunEnd: Sendable, Equatable { case agendaEmpty, instantReached, stopped }

    enum HeldWork {
        case job(UnownedJob)
        case wake(Waiter)
    }

    public let settings: Settings
    public private(set) var now = VirtualInstant.start
    public private(set) var trace = TraceHash()
    /// Agenda entries that fired.
    public private(set) var events: UInt64 = 0
    /// Task jobs that ran.
    public private(set) var jobs: UInt64 = 0

    private var agenda = Agenda()
    private var waits = WaitTable()
    private var ready: [(job: UnownedJob, process: UInt32)] = []
    private var readyHead = 0
    private var processes: [SimulatedProcess] = []
    private var handlers: [any AgendaHandler] = []
    private var current: UInt32 = 0
    private var isStopping = false

    public init(_ settings: Settings) {
        self.settings = settings
        handlers.append(NoHandler())
        processes.append(SimulatedProcess(simulation: self, name: "kernel", incarnation: 0, index: 0))
    }

    // MARK: What the world asks for

    public func stream(_ name: String) -> RandomStream {
        RandomStream(seed: settings.seed, name: name, replication: settings.replication)
    }

    public func makeProcess(named name: String, incarnation: Int = 0) -> SimulatedProcess {
        let process = SimulatedProcess(
            simulation: self, name: name, incarnation: incarnation, index: UInt32(processes.count))
        processes.append(process)
        return process
    }

    /// Makes `handler` known. The simulation keeps it.
    public func register(_ handler: any AgendaHandler) -> HandlerID {
        precondition(handlers.count <= Int(UInt16.max))
        handlers.append(handler)
        return HandlerID(index: UInt16(handlers.count - 1))
    }

    /// Calls `handler` with `token` at `instant`; entries of one instant fire in the order they were scheduled.
    @inline(__always)
    public func schedule(at instant: VirtualInstant, _ handler: HandlerID, token: UInt64) {
        agenda.insert(at: max(instant.nanoseconds, now.nanoseconds), handler: handler.index, token: token)
    }

    /// The same, `nanoseconds` from now.
    @inline(__always)
    public func schedule(after nanoseconds: Int64, _ handler: HandlerID, token: UInt64) {
        agenda.insert(at: now.nanoseconds + max(nanoseconds, 0), handler: handler.index, token: token)
    }

    /// Wakes a suspended call now: its task becomes ready behind those that are. Does nothing when it no longer waits.
    @inline(__always)
    public func wake(_ waiter: Waiter) { endWait(waiter, completed: true) }

    /// Wakes a suspended call at `instant`, unless something else ends it before.
    @inline(__always)
    public func wake(_ waiter: Waiter, at instant: VirtualInstant) {
        agenda.insert(at: max(instant.nanoseconds, now.nanoseconds), handler: 0, token: waiter.token)
    }

    /// Enters a delivery or a change of state into the trace hash.
    @inline(__always)
    public func note(_ a: UInt64, _ b: UInt64 = 0) {
        trace.mix(a)
        trace.mix(b)
    }

    // MARK: Running

    /// Runs until nothing is left to do, `limit` is reached (entries at `limit` still fire), or `stop` is called.
    @discardableResult
    public func run(until limit: VirtualInstant = .distantFuture) -> RunEnd {
        isStopping = false
        return GlobalPool.capturing(into: self) { loop(limit.nanoseconds) }
    }

    /// Ends `run` after the current entry.
    public func stop() { isStopping = true }

    private func loop(_ limit: Int64) -> RunEnd {
        let executor = unsafeBitCast((0, 0) as (Int, Int), to: UnownedSerialExecutor.self)
        while true {
            while readyHead < ready.count, !isStopping {
                let next = ready[readyHead]
                readyHead += 1
                jobs += 1
                if processes[Int(next.process)].state == .paused {
                    processes[Int(next.process)].held.append(.job(next.job))
                    continue
                }
                current = next.process
                next.job.runSynchronously(on: executor)
            }
            if isStopping { return .stopped }
            ready.removeAll(keepingCapacity: true)
            readyHead = 0
            guard let first = agenda.firstInstant() else { return .agendaEmpty }
            guard first <= limit else {
                now = VirtualInstant(nanoseconds: limit)
                return .instantReached
            }
            guard let entry = agenda.popFirst() else { return .agendaEmpty }
            fire(entry)
        }
    }

    @inline(__always)
    private func fire(_ entry: Agenda.Entry) {
        let handler = UInt16(truncatingIfNeeded: entry.order)
        if handler == 0 {
            let waiter = Waiter(token: entry.token)
            guard waits.isOpen(waiter) else { return }
            advance(to: entry)
            endWait(waiter, completed: true)
        } else {
            advance(to: entry)
            current = 0
            handlers[Int(handler)].fire(entry.token)
        }
    }

    @inline(__always)
    private func advance(to entry: Agenda.Entry) {
        now = VirtualInstant(nanoseconds: entry.instant)
        events += 1
        trace.mix(UInt64(bitPattern: entry.instant) ^ entry.order << 20)
    }

    // MARK: What processes and the runtime ask for

    func enqueue(_ job: UnownedJob) { ready.append((job, current)) }

    func asProcess(_ process: SimulatedProcess, _ body: () -> Void) {
        let previous = current
        current = process.index
        GlobalPool.capturing(into: self, body)
        current = previous
    }

    @inline(__always)
    func openWait(_ process: SimulatedProcess) -> Waiter {
        waits.open(process: process.index, head: &process.firstWait)
    }

    @inline(__always)
    func suspend(_ waiter: Waiter, _ continuation: UnsafeContinuation<Bool, Never>) {
        guard waits.isOpen(waiter) else { return continuation.resume(returning: false) }
        waits.suspend(waiter, continuation)
    }

    func endWait(_ waiter: Waiter, completed: Bool) {
        guard waits.isOpen(waiter) else { return }
        let process = processes[Int(waits.slots[Int(waiter.slot)].process)]
        if completed, process.state == .paused {
            process.held.append(.wake(waiter))
            return
        }
        let continuation = waits.close(waiter.slot, head: &process.firstWait)
        let previous = current
        current = process.index
        continuation?.resume(returning: completed)
        current = previous
    }

    func endFirstWait(of process: SimulatedProcess) {
        let index = process.firstWait
        endWait(Waiter(slot: index, generation: waits.slots[Int(index)].generation), completed: false)
    }

    func noteState(of process: SimulatedProcess) {
        note(UInt64(process.index), process.state == .running ? 1 : process.state == .paused ? 2 : 3)
    }

    func release(_ process: SimulatedProcess) {
        let held = process.held
        process.held.removeAll()
        for work in held {
            switch work {
            case .job(let job): ready.append((job, process.index))
            case .wake(let waiter): endWait(waiter, completed: true)
            }
        }
    }
}

/// Stands at index 0 of the handlers, where the wake-ups of waiters are told apart.
private final class NoHandler: AgendaHandler {
    func fire(_ token: UInt64) { preconditionFailure("Wake-ups are not handlers.") }
}
