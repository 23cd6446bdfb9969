import VirtualTime

/// W1 with a task per process: each loops over `sleep(Exp(1 s))`.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class TimerTasks: @unchecked Sendable {
    private let options: Options
    private let simulation: Simulation
    private var stream: PeerStream
    private var wakeUps = 0

    init(_ options: Options) {
        self.options = options
        simulation = Simulation(.init(seed: options.seed))
        stream = PeerStream(seed: options.seed)
    }

    func run() {
        let report = Report(options)
        let process = simulation.makeProcess(named: "timers")
        for _ in 0..<options.processes { process.start { await self.tick(process) } }
        simulation.run()
        report.timers(wakeUps: wakeUps, simulation: simulation)
    }

    private func tick(_ process: SimulatedProcess) async {
        while true {
            guard (try? await process.sleep(nanoseconds: nanoseconds(stream.exponential(mean: 1)))) != nil else {
                return
            }
            wakeUps += 1
            if wakeUps >= options.wakeUps { return simulation.stop() }
        }
    }
}

/// W1 as agenda entries.
final class TimerEntries: AgendaHandler {
    private let options: Options
    private let simulation: Simulation
    private var handler: HandlerID?
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
                after: nanoseconds(stream.exponential(mean: 1)), handler, token: UInt64(index))
        }
        simulation.run()
        report.timers(wakeUps: wakeUps, simulation: simulation)
    }

    func fire(_ token: UInt64) {
        wakeUps += 1
        guard wakeUps < options.wakeUps else { return simulation.stop() }
        simulation.schedule(
            after: nanoseconds(stream.exponential(mean: 1)), handler.unsafelyUnwrapped, token: token)
    }
}
