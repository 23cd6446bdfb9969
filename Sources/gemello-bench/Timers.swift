import VirtualTime

/// W1 with a task per process: each loops over `sleep(Exp(1 s))`.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class TimerTasks: @unchecked Sendable {
    private let options: Options
    private let simulation: Simulation
    /// In memory of its own, where the language checks no exclusive access on every step.
    private let world: UnsafeMutablePointer<World>

    private struct World {
        var stream: PeerStream
        var wakeUps = 0
    }

    init(_ options: Options) {
        self.options = options
        simulation = Simulation(.init(seed: options.seed))
        world = .allocate(capacity: 1)
        world.initialize(to: World(stream: PeerStream(seed: options.seed)))
    }

    deinit {
        world.deinitialize(count: 1)
        world.deallocate()
    }

    func run() {
        let report = Report(options)
        let process = simulation.makeProcess(named: "timers")
        for _ in 0..<options.processes { process.start { await self.tick(process) } }
        simulation.run()
        report.timers(wakeUps: world.pointee.wakeUps, simulation: simulation)
    }

    private func tick(_ process: SimulatedProcess) async {
        while true {
            let wait = nanoseconds(world.pointee.stream.exponential(mean: 1))
            guard (try? await process.sleep(nanoseconds: wait)) != nil else { return }
            world.pointee.wakeUps += 1
            if world.pointee.wakeUps >= options.wakeUps { return simulation.stop() }
        }
    }
}

/// W1 as agenda entries.
final class TimerEntries: AgendaHandler {
    private let options: Options
    private let simulation: Simulation
    private var handler: HandlerID<NumberedEntry>?
    private var stream: PeerStream
    private var wakeUps = 0

    init(_ options: Options) {
        self.options = options
        simulation = Simulation(.init(seed: options.seed))
        stream = PeerStream(seed: options.seed)
    }

    func run() {
        let report = Report(options)
        let handler = simulation.register(self)
        self.handler = handler
        for index in 0..<options.processes {
            simulation.schedule(
                afterNanoseconds: nanoseconds(stream.exponential(mean: 1)), handler, NumberedEntry(index))
        }
        simulation.run()
        report.timers(wakeUps: wakeUps, simulation: simulation)
    }

    func fire(_ entry: NumberedEntry) {
        wakeUps += 1
        guard wakeUps < options.wakeUps else { return simulation.stop() }
        simulation.schedule(
            afterNanoseconds: nanoseconds(stream.exponential(mean: 1)), handler.unsafelyUnwrapped, entry)
    }
}
