import InfrastructureSimulation
import StorageSimulation
import Testing
import VirtualTime

/// The world of one seed: a simulation with Kafka, a network and stores, in which a test starts its processes and lets
/// time pass. `simulate` makes one for each seed, and ends it.
///
/// What it is asked for and cannot do fails its seed, with the place of the call and the way out: by another thread, by
/// a process that would let time pass, with a time before now. Once its seed has ended, a call throws that, or is an
/// issue of the test where it cannot throw.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class SimulatedWorld: @unchecked Sendable {
    /// The name of the store that is meant where none is named.
    public static let usualStore = "store"

    /// Of all randomness of this world.
    public let seed: UInt64
    /// Time, chance and processes.
    public let simulation: Simulation
    /// What services run on.
    public let infrastructure: SimulatedInfrastructure
    let failures: FailureLog
    /// Knows who may call, and hears of those who may not.
    let gate: WorldGate
    private(set) var isClosing = false
    /// In the order in which they were made.
    var stores: [(name: String, store: SimulatedObjectStore)] = []
    /// In the order in which they were made.
    var replicas: [(replica: Replica, place: SourceLocation)] = []
    /// Incarnations of processes that are no replicas, for looking up.
    var incarnations: [String: Int] = [:]
    /// What the test has started and has not begun, by the number of its start.
    var notBegun: [Int: (process: SimulatedProcess, place: SourceLocation)] = [:]
    var starts = 0
    /// Whether the world itself has ended its run.
    private var isStopped = false
    /// While a `wait` looks whether something is so.
    private(set) var isLooking = false
    /// In the order in which the test injected them.
    var injected: [(fault: RunningFault, place: SourceLocation)] = []
    /// What of the test's settings has had something to do, once the world has ended.
    private(set) var usage = Usage()
    /// Made for the first fault.
    var madeInjector: FaultInjector?
    /// Made when the test puts the first moment on it.
    private(set) var madeAgenda: WorldAgenda?

    init(seed: UInt64, _ options: SimulationOptions, journal: TraceJournal?) {
        self.seed = seed
        failures = FailureLog()
        gate = WorldGate(failures)
        simulation = Simulation(options.settings(seed: seed, journal: journal))
        simulation.refuser = gate
        infrastructure = SimulatedInfrastructure(options.infrastructure, in: simulation)
    }

    // MARK: Time

    /// Virtual time since the world began.
    public var elapsed: Duration { VirtualInstant.start.duration(to: simulation.now) }

    /// Lets time pass; none at all lets those run that are ready.
    /// - Throws: `SeedFailure`, when a process throws an error or lets no time pass, and for a time below zero.
    public func run(
        for duration: Duration, sourceLocation: SourceLocation = #_sourceLocation
    ) throws(SeedFailure) {
        let call = "run(for: \(duration.told))"
        try checkOutside(call, sourceLocation)
        try checkTime(duration, call, sourceLocation)
        try advance(to: simulation.now.advanced(by: duration))
    }

    /// Lets time pass until so long after the world began.
    /// - Throws: `SeedFailure`, when a process throws an error or lets no time pass, and when that has passed.
    public func run(
        until elapsed: Duration, sourceLocation: SourceLocation = #_sourceLocation
    ) throws(SeedFailure) {
        try checkOutside("run(until: \(elapsed.told))", sourceLocation)
        let now = self.elapsed
        try checkTime(elapsed - now, "run(until: \(elapsed.told)) at \(now.told)", sourceLocation)
        try advance(to: VirtualInstant.start.advanced(by: elapsed))
    }

    /// Runs one call and lets time pass until it has ended.
    /// - Parameters:
    ///   - name: of the process that makes the call. One that comes again is its next incarnation.
    ///   - longest: how long the call may take.
    /// - Returns: what the call returned.
    /// - Throws: what the call threw; `SeedFailure`, when it did not end in time or another process failed.
    public func run<Value: Sendable>(
        named name: String = "caller", atMost longest: Duration = .seconds(3_600),
        fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
        _ call: @escaping @Sendable (ProcessPorts) async throws -> Value
    ) throws -> Value {
        let place = SourceLocation(fileID, filePath, line, column)
        try checkOutside("run(named: \"\(name)\")", place)
        try checkTime(longest, "run(atMost: \(longest.told))", place)
        let process = nextProcess(named: name, place)
        let ports = ProcessPorts(process, in: self)
        let outcome = CallOutcome<Value>()
        process.start(named: name, file: fileID, line: line) { [self] in
            do { outcome.result = .success(try await call(ports)) } catch { outcome.result = .failure(error) }
            stop()
        }
        let limit = simulation.now.advanced(by: longest)
        while try advance(to: limit), outcome.result == nil, simulation.now < limit {}
        if let result = outcome.result { return try result.get() }
        let failure = SeedFailure(.unanswered(within: longest), in: "\(process.name)#\(process.incarnation)", place)
        failures.noteStopping(failure)
        throw failure
    }

    /// Lets time pass until something is so.
    /// - Parameters:
    ///   - longest: how long that may take.
    ///   - step: of virtual time, after which it is looked at again.
    ///   - isSo: looks at the world, and asks nothing of it that takes time.
    /// - Throws: `SeedFailure`, when it is not so in time, or a process fails before; what `isSo` throws.
    public func wait(
        atMost longest: Duration, lookingEach step: Duration = .milliseconds(10),
        sourceLocation: SourceLocation = #_sourceLocation, until isSo: () throws -> Bool
    ) throws {
        try checkOutside("wait(atMost: \(longest.told))", sourceLocation)
        try checkTime(longest, "wait(atMost: \(longest.told))", sourceLocation)
        try checkTime(step - .nanoseconds(1), "wait(lookingEach: \(step.told))", sourceLocation)
        let limit = elapsed + longest
        while try !look(isSo) {
            guard elapsed < limit else {
                let failure = SeedFailure(.notReached(within: longest), at: simulation.now, sourceLocation)
                failures.noteStopping(failure)
                throw failure
            }
            try advance(to: VirtualInstant.start.advanced(by: min(elapsed + step, limit)))
        }
    }

    private func look(_ isSo: () throws -> Bool) rethrows -> Bool {
        isLooking = true
        defer { isLooking = false }
        return try isSo()
    }

    /// Ends the run that goes on.
    func stop() {
        isStopped = true
        simulation.breakOff()
    }

    /// - Returns: whether anything is left to do, now or later.
    @discardableResult
    private func advance(to limit: VirtualInstant) throws(SeedFailure) -> Bool {
        if let failure = failures.stopping { throw failure }
        var end: Simulation.RunEnd
        isStopped = false
        // A process that stops the simulation does not stop the test's time.
        repeat { end = simulation.run(until: limit) } while end == .stopped && !isStopped && failures.stopping == nil
        if let failure = failures.stopping { throw failure }
        switch end {
        case .agendaEmpty: return false
        case .instantReached, .stopped: return true
        case .stalled(let process, let instant):
            let failure = SeedFailure(.stalled, in: process, at: instant)
            failures.noteStopping(failure)
            throw failure
        case .diverged(let divergence): preconditionFailure("A run that repeats no other one diverges: \(divergence).")
        }
    }

    var agenda: WorldAgenda {
        if let madeAgenda { return madeAgenda }
        let made = WorldAgenda(self)
        madeAgenda = made
        return made
    }

    // MARK: End

    /// The instant of what happens now; nil on other threads than the one that runs the world.
    var instantHere: VirtualInstant? { gate.isHere ? simulation.now : nil }

    /// Whose code runs; nil for the test's own, and on other threads.
    var processHere: String? { simulation.runningProcess }

    /// Ends every process, once, and notes what the run leaves behind.
    func close(tolerating tolerated: [LeakTolerance]) {
        precondition(!isClosing, "A world ends once.")
        isClosing = true
        noteWhatNeverCame()
        for (running, place) in injected {
            usage.add(Usage.Fault(text: "\(running.fault)", place: place), running.hasBeenMet)
        }
        gate.endWorld { infrastructure.close() }
        usage.processes.formUnion(incarnations.keys)
        usage.processes.formUnion(replicas.lazy.filter { $0.replica.incarnations > 0 }.map(\.replica.name))
        for leak in simulation.leaks {
            usage.processes.insert(LeakTolerance.name(of: leak))
            let covering = tolerated.filter { $0.covers(leak) }
            if covering.isEmpty { failures.note(SeedFailure(.leak(leak))) }
            usage.tolerances.formUnion(covering)
        }
        injected = []
        madeAgenda?.forget()
        replicas = []
    }

}

/// What one call came to.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class CallOutcome<Value: Sendable>: @unchecked Sendable {
    var result: Result<Value, any Error>?
}

extension SourceLocation {
    /// Of a line that the program knows of itself.
    init(_ source: CodeSource) {
        self.init(fileID: source.file, filePath: source.path, line: source.line, column: 1)
    }

    /// Of what has the place of its call in four parts, as the compiler gives them.
    init(_ fileID: StaticString, _ filePath: StaticString, _ line: UInt, _ column: UInt) {
        self.init(fileID: "\(fileID)", filePath: "\(filePath)", line: Int(line), column: Int(column))
    }
}
