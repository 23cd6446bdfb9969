import Foundation
import InfrastructureSimulation
import KafkaSimulation
import NetworkSimulation
import ServicePorts
import StorageSimulation
import Testing
import VirtualTime

/// The world of one seed: a simulation with Kafka, a network and stores, in which a test starts its processes and lets
/// time pass. `simulate` makes one for each seed, and ends it.
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
    let failures = FailureLog()
    private var isClosing = false
    /// In the order in which they were made.
    private var stores: [(name: String, store: SimulatedObjectStore)] = []
    /// In the order in which they were made.
    private(set) var replicas: [(replica: Replica, place: SourceLocation)] = []
    /// Incarnations of processes that are no replicas, for looking up.
    private var incarnations: [String: Int] = [:]
    /// What the test has started and has not begun, by the number of its start.
    private var notBegun: [Int: (process: SimulatedProcess, place: SourceLocation)] = [:]
    private var starts = 0
    /// Whether the world itself has ended its run.
    private var isStopped = false
    /// In the order in which the test injected them.
    var injected: [(fault: RunningFault, place: SourceLocation)] = []
    /// What of the test's settings has had something to do, once the world has ended.
    private(set) var usage = Usage()
    /// Made for the first fault.
    private var madeInjector: FaultInjector?
    /// Made when the test puts the first moment on it.
    private var madeAgenda: WorldAgenda?
    private let thread = pthread_self()

    init(seed: UInt64, _ options: SimulationOptions, journal: TraceJournal?) {
        self.seed = seed
        simulation = Simulation(options.settings(seed: seed, journal: journal))
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
        try checkTime(duration, "run(for: \(duration.told))", sourceLocation)
        try run(until: elapsed + duration)
    }

    /// Lets time pass until so long after the world began.
    /// - Throws: `SeedFailure`, when a process throws an error or lets no time pass, and when that has passed.
    public func run(
        until elapsed: Duration, sourceLocation: SourceLocation = #_sourceLocation
    ) throws(SeedFailure) {
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
        try checkTime(longest, "run(atMost: \(longest.told))", place)
        let process = nextProcess(named: name, place)
        let ports = ProcessPorts(process, in: self)
        let outcome = CallOutcome<Value>()
        process.start(named: name, file: fileID, line: line) { [self] in
            do { outcome.result = .success(try await call(ports)) } catch { outcome.result = .failure(error) }
            stop()
        }
        let limit = simulation.now.advanced(by: longest)
        repeat { try advance(to: limit) } while outcome.result == nil && simulation.now < limit
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
        try checkTime(longest, "wait(atMost: \(longest.told))", sourceLocation)
        try checkTime(step - .nanoseconds(1), "wait(lookingEach: \(step.told))", sourceLocation)
        let limit = elapsed + longest
        while try !isSo() {
            guard elapsed < limit else {
                let failure = SeedFailure(.notReached(within: longest), at: simulation.now, sourceLocation)
                failures.noteStopping(failure)
                throw failure
            }
            try run(until: min(elapsed + step, limit))
        }
    }

    /// Ends the run that goes on.
    func stop() {
        isStopped = true
        simulation.stop()
    }

    private func advance(to limit: VirtualInstant) throws(SeedFailure) {
        if let failure = failures.stopping { throw failure }
        var end: Simulation.RunEnd
        isStopped = false
        // A process that stops the simulation does not stop the test's time.
        repeat { end = simulation.run(until: limit) } while end == .stopped && !isStopped
        if let failure = failures.stopping { throw failure }
        switch end {
        case .agendaEmpty, .instantReached, .stopped: return
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

    // MARK: Processes

    /// Starts a process that is no service: what a test does from inside its world.
    ///
    /// An error that `body` throws fails the seed and ends the run, unless the process has crashed.
    /// - Parameter name: one that comes again is the next incarnation.
    /// - Returns: the process, to crash, to pause and to send signals.
    @discardableResult
    public func start(
        named name: String, fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line,
        column: UInt = #column, _ body: @escaping @Sendable (ProcessPorts) async throws -> Void
    ) -> SimulatedProcess {
        let place = SourceLocation(fileID, filePath, line, column)
        let process = nextProcess(named: name, place)
        let ports = ProcessPorts(process, in: self)
        start(process, place, file: fileID, line: line) { try await body(ports) }
        return process
    }

    /// Starts the main task of a process; what it throws while the process lives fails the seed.
    func start(
        _ process: SimulatedProcess, _ place: SourceLocation, file: StaticString, line: UInt,
        _ main: @escaping @Sendable () async throws -> Void
    ) {
        let number = starts
        starts += 1
        notBegun[number] = (process, place)
        process.start(named: process.name, file: file, line: line) { [self] in
            notBegun[number] = nil
            do { try await main() } catch { note(error, of: process, place) }
        }
    }

    /// What the dead say while they unwind counts for nothing.
    func note(_ error: any Error, of process: SimulatedProcess, _ place: SourceLocation) {
        guard process.isAlive, !isClosing else { return }
        let name = "\(process.name)#\(process.incarnation)"
        failures.noteStopping(SeedFailure(.threw(error), in: name, at: simulation.now, place))
        stop()
    }

    private func nextProcess(named name: String, _ place: SourceLocation) -> SimulatedProcess {
        let name = named(name, "named: \"\"", place)
        if replicas.contains(where: { $0.replica.name == name }) {
            let reason = "a replica has this name, and their randomness would be one; take another"
            refuse("named: \"\(name)\"", reason, place)
        }
        let incarnation = incarnations[name, default: 0]
        incarnations[name] = incarnation + 1
        return simulation.makeProcess(named: name, incarnation: incarnation)
    }

    /// Makes a replica known: to faults, and to the end of the run.
    func add(_ replica: Replica, _ place: SourceLocation) {
        if replicas.contains(where: { $0.replica.name == replica.name }) || incarnations[replica.name] != nil {
            refuse(
                "Replica(named: \"\(replica.name)\")",
                "another one has this name, and their randomness would be one; take another", place)
        }
        replicas.append((replica, place))
    }

    // MARK: What services run on

    /// The brokers. They start when something is first asked of them.
    public var kafka: SimulatedKafka { infrastructure.kafka }
    /// Hosts, and the links between them.
    public var network: SimulatedNetwork { infrastructure.network }
    /// What processes have logged.
    public var logs: LogRecorder { infrastructure.surroundings.logs }
    /// What processes have counted.
    public var metrics: MetricsRecorder { infrastructure.surroundings.metrics }

    /// One more topic, before anything is asked of Kafka.
    /// - Throws: `TopicRefusal`.
    public func addTopic(_ name: String, partitions: Int32 = 1) throws(TopicRefusal) {
        guard partitions > 0 else {
            throw .cannotBe(topic: name, reason: "it has \(partitions) partitions; give it 1 or more")
        }
        try addTopic(TopicModel(name, partitions: partitions, inMemory: .everything))
    }

    /// One more topic, with settings of its own.
    /// - Throws: `TopicRefusal`.
    public func addTopic(_ topic: TopicModel) throws(TopicRefusal) { try infrastructure.addTopic(topic) }

    /// Everything that a topic holds, partition by partition, in order of offset.
    /// - Throws: `KafkaError.unknownTopicOrPartition`.
    public func records(of topic: String) throws -> [TopicRecord] {
        guard let partitions = kafka.topics.first(where: { $0.name == topic })?.partitions else {
            throw KafkaError.unknownTopicOrPartition(topic: topic)
        }
        return try (0..<partitions).flatMap { try kafka.records(of: topic, partition: $0) }
    }

    /// Appends an event to a topic at once, without a producer.
    /// - Throws: `KafkaError`, as the broker refuses it; the encoder's error in wire form `bytes`.
    public func publish(_ event: some WireValue, to topic: String, key: RecordKey? = nil) throws {
        try kafka.produceFromWorld(topic: topic, key: key, payload: .value(event))
    }

    /// A host that is no process: `respond` answers each request at once, after the model's service time; nil answers
    /// nothing, and the caller waits for its time-out.
    /// - Returns: by what the network's counters know it.
    @discardableResult
    public func host(
        _ name: String, _ model: HostModel = HostModel(), sourceLocation: SourceLocation = #_sourceLocation,
        respond: @escaping (_ request: HTTPRequestHead, _ body: Payload) -> HTTPReply?
    ) -> HostID {
        let name = named(name, "host(\"\")", sourceLocation)
        checkQueue(of: model, "host(\"\(name)\", _)", sourceLocation)
        return network.attach(AnsweringHost(network, respond), at: name, model)
    }

    /// The store of this name. It is made when it is first asked for, and outlives every process.
    /// - Parameter model: what it is like, when it is made; a store that is there takes none.
    public func store(
        _ name: String = SimulatedWorld.usualStore, _ model: ObjectStoreModel? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> SimulatedObjectStore { store(named: name, model, sourceLocation) }

    /// The same for whoever has no place in the test.
    func store(
        named name: String, _ model: ObjectStoreModel? = nil, _ place: SourceLocation? = nil
    ) -> SimulatedObjectStore {
        let name = named(name, "store(\"\")", place)
        if let known = stores.first(where: { $0.name == name }) {
            if model != nil {
                refuse("store(\"\(name)\", _)", "the store is there and stays as it is; give the model first", place)
            }
            return known.store
        }
        let made = infrastructure.makeObjectStore(model ?? ObjectStoreModel())
        stores.append((name, made))
        return made
    }

    /// What faults are injected with.
    var injector: FaultInjector {
        if let madeInjector { return madeInjector }
        // A bucket may be meant before a process has asked for it.
        _ = store(named: Self.usualStore)
        let made = FaultInjector(
            .init(
                replicas: { [unowned self] in replicas.map(\.replica) }, kafka: { [unowned self] in kafka },
                network: { [unowned self] in network }, stores: { [unowned self] in stores.map(\.store) }),
            in: simulation)
        madeInjector = made
        return made
    }

    // MARK: End

    /// The instant of what happens now; nil on other threads than the one that runs the world.
    var instantHere: VirtualInstant? { pthread_equal(thread, pthread_self()) != 0 ? simulation.now : nil }

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
        infrastructure.close()
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

    /// A test passes by what has run, and not by what was never reached. Where something else ended it, that is told.
    private func noteWhatNeverCame() {
        for (replica, place) in replicas where replica.incarnations == 0 {
            failures.note(SeedFailure(.neverStarted, in: replica.name, place))
        }
        guard failures.stopping == nil else { return }
        for (_, start) in notBegun.sorted(by: { $0.key < $1.key }) where start.process.isAlive {
            let name = "\(start.process.name)#\(start.process.incarnation)"
            failures.note(SeedFailure(.neverStarted, in: name, start.place))
        }
        for failure in madeAgenda?.notReached ?? [] { failures.note(failure) }
    }
}

/// What one call came to.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class CallOutcome<Value: Sendable>: @unchecked Sendable {
    var result: Result<Value, any Error>?
}

/// A host whose answers a test writes.
private final class AnsweringHost: SimulatedEndpoint {
    private unowned let network: SimulatedNetwork
    private let respond: (HTTPRequestHead, Payload) -> HTTPReply?

    init(_ network: SimulatedNetwork, _ respond: @escaping (HTTPRequestHead, Payload) -> HTTPReply?) {
        self.network = network
        self.respond = respond
    }

    func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        if let reply = respond(request, body) { network.answer(answer, with: reply) } else { network.drop(answer) }
    }
}

extension SourceLocation {
    /// Of what has the place of its call in four parts, as the compiler gives them.
    init(_ fileID: StaticString, _ filePath: StaticString, _ line: UInt, _ column: UInt) {
        self.init(fileID: "\(fileID)", filePath: "\(filePath)", line: Int(line), column: Int(column))
    }
}
