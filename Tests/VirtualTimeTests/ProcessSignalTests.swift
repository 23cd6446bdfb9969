import Logging
import ServiceLifecycle
import Testing
import UnixSignals
import VirtualTime

/// Runs until it is asked to end, and takes some time to do so.
private struct Server: Service {
    let name: String
    let process: SimulatedProcess
    let events: Record<String>
    var timeToEnd = Duration.zero

    func run() async throws {
        note("runs")
        try await gracefulShutdown()
        note("is asked to end")
        try await process.clock.sleep(for: timeToEnd)
        note("has ended")
    }

    private func note(_ what: String) {
        events.add("\(process.simulation.now.nanoseconds / 1_000_000) \(name) \(what)")
    }
}

@Suite struct ProcessSignalTests {
    let simulation = Simulation(.init(seed: 1))
    let events = Record<String>()

    private func start(
        _ process: SimulatedProcess, _ services: [Server], atMost longest: Duration? = nil,
        cancelledBy cancellation: [UnixSignal] = []
    ) {
        let events = events
        process.start {
            var configuration = ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm],
                cancellationSignals: cancellation,
                logger: Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() }))
            configuration.maximumGracefulShutdownDuration = longest
            do {
                try await ServiceGroup(configuration: configuration).run()
                events.add("\(process.simulation.now.nanoseconds / 1_000_000) group ends")
            } catch {
                events.add("\(process.simulation.now.nanoseconds / 1_000_000) group throws \(type(of: error))")
            }
        }
    }

    private func at(_ milliseconds: Int64, _ body: @escaping () -> Void) {
        simulation.run(until: VirtualInstant(nanoseconds: milliseconds * 1_000_000))
        body()
    }

    @Test("A ServiceGroup with graceful-shutdown signals starts at once, and SIGTERM ends it, last service first")
    func signalsShutDownInOrder() {
        let process = simulation.makeProcess(named: "server")
        start(
            process,
            [
                Server(name: "database", process: process, events: events, timeToEnd: .milliseconds(5)),
                Server(name: "web", process: process, events: events, timeToEnd: .milliseconds(2)),
            ])
        at(100) { process.send(.sigterm) }
        simulation.run()
        #expect(
            events.all == [
                "0 database runs", "0 web runs", "100 web is asked to end", "102 web has ended",
                "102 database is asked to end", "107 database has ended", "107 group ends",
            ])
        #expect(simulation.leaks == [])
        #expect(process.isAlive && process.liveTasks == 0)
    }

    @Test("The longest graceful shutdown is counted in virtual time, and is no leak")
    func theLongestShutdownIsVirtual() {
        let process = simulation.makeProcess(named: "server")
        start(
            process, [Server(name: "web", process: process, events: events, timeToEnd: .seconds(3_600))],
            atMost: .seconds(30))
        at(100) { process.send(.sigterm) }
        simulation.run()
        #expect(events.all.prefix(2) == ["0 web runs", "100 web is asked to end"])
        #expect(events.all.last?.hasPrefix("30100 group") == true, "\(events.all)")
        #expect(simulation.leaks == [])
    }

    @Test("Who waits for a signal when the run ends is not stranded, and leaves nothing behind at its close")
    func whoWaitsForASignalIsNotStranded() {
        let process = simulation.makeProcess(named: "server")
        start(process, [Server(name: "web", process: process, events: events)])
        #expect(simulation.run() == .agendaEmpty)
        #expect(simulation.leaks == [])
        simulation.close()
        #expect(simulation.leaks == [] && process.liveTasks == 0)
    }

    @Test("A cancellation signal cancels the services")
    func cancellationSignals() {
        let process = simulation.makeProcess(named: "server")
        start(process, [Server(name: "web", process: process, events: events)], cancelledBy: [.sigint])
        at(100) { process.send(.sigint) }
        simulation.run()
        #expect(events.all.last?.hasPrefix("100 group") == true, "\(events.all)")
        #expect(process.liveTasks == 0 && simulation.leaks == [])
    }

    @Test("Only the process that a signal is sent to gets it")
    func signalsAreOfOneProcess() {
        let processes = ["a", "b"].map { simulation.makeProcess(named: $0) }
        for process in processes {
            start(process, [Server(name: process.name, process: process, events: events)])
        }
        at(100) { processes[0].send(.sigterm) }
        simulation.run()
        #expect(events.all.filter { $0.contains("is asked") } == ["100 a is asked to end"])
        #expect(processes.map(\.liveTasks)[0] == 0 && processes[1].liveTasks > 0)
        simulation.close()
    }

    @Test("A handler of the process itself takes a signal before all else, until the process crashes")
    func handlersComeFirst() {
        let process = simulation.makeProcess(named: "plain")
        process.handle(.sigterm) { [events] in events.add("first") }
        process.handle(.sigterm) { [events, simulation] in
            events.add("asked at \(simulation.now.nanoseconds)")
            process.start { events.add("task of the handler") }
        }
        at(100) { process.send(.sigterm) }
        simulation.run()
        #expect(events.all == ["asked at 100000000", "task of the handler"])
        #expect(simulation.leaks == [] && process.isAlive)
        process.send(.sigint)
        process.send(.sigterm)
        #expect(!process.isAlive && events.all.count == 2)
    }

    @Test("A signal that nobody handles does what it does on Linux")
    func defaults() {
        func sent(_ signals: ProcessSignal...) -> SimulatedProcess.State {
            let process = simulation.makeProcess(named: "plain")
            for signal in signals { process.send(signal) }
            return process.state
        }
        #expect(sent(.sigterm) == .crashed)
        #expect(sent(.sigint) == .crashed)
        #expect(sent(.sighup) == .crashed)
        #expect(sent(.sigkill) == .crashed)
        #expect(sent(.sigstop) == .paused)
        #expect(sent(.sigstop, .sigcont) == .running)
        #expect(sent(.sigstop, .sigkill) == .crashed)
        #expect(sent(.init(rawValue: 17)) == .running)
    }

    @Test("A signal that comes in a pause is delivered at its end")
    func signalsWaitForThePauseToEnd() {
        let process = simulation.makeProcess(named: "server")
        start(process, [Server(name: "web", process: process, events: events)])
        at(100) { process.send(.sigstop) }
        at(110) { process.send(.sigterm) }
        at(200) { process.send(.sigcont) }
        simulation.run()
        #expect(events.all == ["0 web runs", "200 web is asked to end", "200 web has ended", "200 group ends"])
    }

    @Test("A crashed process gets no signal, and its sources hold nothing of it")
    func theDeadGetNoSignals() {
        weak var held: Record<String>?
        do {
            let events = Record<String>()
            held = events
            let process = simulation.makeProcess(named: "server")
            let server = Server(name: "web", process: process, events: events)
            process.start {
                let group = ServiceGroup(
                    configuration: .init(
                        services: [.init(service: server)], gracefulShutdownSignals: [.sigterm],
                        logger: Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() })))
                try? await group.run()
            }
            simulation.run()
            process.crash()
            process.send(.sigterm)
            simulation.run()
            #expect(events.all == ["0 web runs"])
            simulation.close()
        }
        #expect(held == nil)
    }

    @Test("Sending a signal enters the trace")
    func signalsEnterTheTrace() {
        func hash(_ signal: ProcessSignal?) -> UInt64 {
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "plain")
            if let signal { process.send(signal) }
            return simulation.trace.value
        }
        let hashes = [hash(nil), hash(.init(rawValue: 17)), hash(.init(rawValue: 28)), hash(.sigstop)]
        #expect(Set(hashes).count == hashes.count)
    }
}
