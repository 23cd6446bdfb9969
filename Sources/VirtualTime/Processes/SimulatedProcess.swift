/// One incarnation of one replica: the tasks of a service and the calls they wait for.
///
/// Everything a service asks of the outside goes through ports bound to its incarnation. `crash` cuts them first and
/// cancels the tasks second, so that unwinding code can reach nothing.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class SimulatedProcess: @unchecked Sendable {
    public enum State: Sendable { case running, paused, crashed }

    public unowned let simulation: Simulation
    public let name: String
    public let incarnation: Int
    public private(set) var state = State.running
    let index: UInt32
    var firstWait = WaitTable.none
    /// Wake-ups and jobs that came while paused, in order.
    var held: [Simulation.HeldWork] = []
    private var roots: [Task<Void, Never>] = []

    init(simulation: Simulation, name: String, incarnation: Int, index: UInt32) {
        self.simulation = simulation
        self.name = name
        self.incarnation = incarnation
        self.index = index
    }

    public var isAlive: Bool { state != .crashed }
    public var clock: VirtualClock { VirtualClock(process: self) }

    /// Starts a task of this process. It is cancelled by a crash.
    public func start(_ body: @escaping @Sendable () async -> Void) {
        precondition(isAlive, "A crashed incarnation starts nothing.")
        simulation.asProcess(self) { roots.append(Task.detached { await body() }) }
    }

    /// Suspends the calling task until someone wakes the waiter that `register` receives.
    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes.
    @inline(__always)
    public func suspend(_ register: (Waiter) -> Void) async throws {
        try checkIn()
        let waiter = simulation.openWait(self)
        let record = addCancellationHandler { [unowned(unsafe) simulation] in
            simulation.endWait(waiter, completed: false)
        }
        let completed = await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
            simulation.suspend(waiter, continuation)
            register(waiter)
        }
        removeCancellationHandler(record)
        guard completed else { throw CancellationError() }
    }

    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes.
    public func sleep(until instant: VirtualInstant) async throws {
        try await suspend { simulation.wake($0, at: instant) }
    }

    /// What every port calls first: a cancelled task and a dead incarnation reach nothing.
    @inline(__always)
    public func checkIn() throws {
        guard state != .crashed, !Task.isCancelled else { throw CancellationError() }
    }

    /// Ends this incarnation: ports first, then tasks.
    public func crash() {
        guard isAlive else { return }
        state = .crashed
        simulation.noteState(of: self)
        held.removeAll()
        while firstWait != WaitTable.none { simulation.endFirstWait(of: self) }
        for root in roots { root.cancel() }
        roots.removeAll()
    }

    /// Stops all jobs while time goes on, as a long garbage collection does.
    public func pause() {
        guard state == .running else { return }
        state = .paused
        simulation.noteState(of: self)
    }

    public func resume() {
        guard state == .paused else { return }
        state = .running
        simulation.noteState(of: self)
        simulation.release(self)
    }
}
