import Logging
import ServiceLifecycle
import Synchronization
import Testing
import VirtualTime

/// What service-lifecycle's documentation says of the order in which a group shuts its services down, in virtual time.
@Suite struct ShutdownOrderTests {
    private let simulation: Simulation
    private let process: SimulatedProcess
    private let events: EventLog

    init() {
        simulation = Simulation(.init(seed: 1))
        process = simulation.makeProcess(named: "server")
        events = EventLog(simulation)
    }

    private typealias Configuration = ServiceGroupConfiguration.ServiceConfiguration
    private typealias Behavior = Configuration.TerminationBehavior

    /// Starts a group and sends its process each signal at its millisecond; tells what happened.
    private func run(
        _ services: [Configuration], cancelledAfter grace: Duration? = nil, sent signals: [(Int64, ProcessSignal)] = []
    ) -> [String] {
        let events = events
        process.start {
            var configuration = ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm], cancellationSignals: [.sigint],
                logger: Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() }))
            configuration.maximumGracefulShutdownDuration = grace
            do {
                try await ServiceGroup(configuration: configuration).run()
                events.add("group ends")
            } catch { events.add("group throws \(type(of: error))") }
        }
        for (milliseconds, signal) in signals {
            simulation.run(until: VirtualInstant(nanoseconds: milliseconds * 1_000_000))
            process.send(signal)
        }
        simulation.run()
        #expect(simulation.leaks == [])
        simulation.close()
        return events.all
    }

    private func server(
        _ name: String, endsIn milliseconds: Int = 0, _ success: Behavior = .cancelGroup,
        _ failure: Behavior = .cancelGroup, failsAt failing: Int? = nil, stopsAt stopping: Int? = nil
    ) -> Configuration {
        let server = Server(
            name: name, clock: process.clock, events: events, timeToEnd: .milliseconds(milliseconds),
            failsAt: failing.map { .milliseconds($0) }, stopsAt: stopping.map { .milliseconds($0) })
        return Configuration(
            service: server, successTerminationBehavior: success, failureTerminationBehavior: failure)
    }

    @Test("Services are shut down in the reverse of their order, each once the one after it has ended")
    func reverseOrder() {
        let all = run(
            [server("database", endsIn: 1), server("cache", endsIn: 20), server("web", endsIn: 300)],
            sent: [(100, .sigterm)])
        #expect(
            all.suffix(7) == [
                "100 web is asked", "400 web has ended", "400 cache is asked", "420 cache has ended",
                "420 database is asked", "421 database has ended", "421 group ends",
            ])
    }

    @Test("Cancellation reaches all services at once")
    func cancellationReachesAll() {
        let all = run([server("database"), server("web")], sent: [(100, .sigint)])
        #expect(Set(all.suffix(3).prefix(2)) == ["100 database is cancelled", "100 web is cancelled"])
        #expect(all.last?.hasPrefix("100 group") == true)
    }

    @Test("Services that take longer than the longest graceful shutdown are cancelled when it is over")
    func gracefulThenCancelled() {
        let all = run(
            [server("database"), server("web", endsIn: 3_600_000)], cancelledAfter: .seconds(30),
            sent: [(100, .sigterm)])
        #expect(all.contains("100 web is asked") && all.contains("30100 web is cancelled"))
        #expect(all.last?.hasPrefix("30100 group") == true, "\(all)")
    }

    @Test("A cancellation signal in a graceful shutdown cancels what is left")
    func cancelledInAGracefulShutdown() {
        let all = run(
            [server("database"), server("web", endsIn: 3_600_000)], sent: [(100, .sigterm), (250, .sigint)])
        #expect(all.contains("100 web is asked") && all.contains("250 web is cancelled"))
        #expect(all.last?.hasPrefix("250 group") == true)
    }

    @Test("A service that ends by itself cancels the group, which throws")
    func theEndOfAServiceCancels() {
        let all = run([server("database"), server("job", stopsAt: 5)])
        #expect(all.suffix(2) == ["5 database is cancelled", "5 group throws ServiceGroupError"])
    }

    @Test("A service that ends by itself shuts the group down, when it is meant to")
    func theEndOfAServiceShutsDown() {
        let all = run([server("database", endsIn: 2), server("job", .gracefullyShutdownGroup, stopsAt: 5)])
        #expect(all.suffix(3) == ["5 database is asked", "7 database has ended", "7 group ends"])
    }

    @Test("A service that ends by itself is not missed, when it is meant not to be")
    func theEndOfAServiceIsIgnored() {
        let all = run(
            [server("database"), server("job", .ignore, stopsAt: 5)], sent: [(50, .sigterm)])
        #expect(all.suffix(3) == ["50 database is asked", "50 database has ended", "50 group ends"])
    }

    @Test("A service that fails cancels the group, which throws its error")
    func aFailureCancels() {
        let all = run([server("database"), server("job", failsAt: 5)])
        #expect(all.suffix(2) == ["5 database is cancelled", "5 group throws Failure"])
    }

    @Test("A service that fails shuts the group down, when it is meant to, and the group throws its error")
    func aFailureShutsDown() {
        let all = run(
            [server("database", endsIn: 2), server("job", .cancelGroup, .gracefullyShutdownGroup, failsAt: 5)])
        #expect(all.suffix(3) == ["5 database is asked", "7 database has ended", "7 group throws Failure"])
    }
}

private struct Failure: Error {}

/// What happened, each with its millisecond.
private final class EventLog: Sendable {
    private let simulation: Simulation
    private let lines = Mutex<[String]>([])

    init(_ simulation: Simulation) { self.simulation = simulation }

    var all: [String] { lines.withLock { $0 } }

    func add(_ what: String) {
        let line = "\(simulation.now.nanoseconds / 1_000_000) \(what)"
        lines.withLock { $0.append(line) }
    }
}

private struct Server: Service {
    let name: String
    let clock: VirtualClock
    let events: EventLog
    let timeToEnd: Duration
    let failsAt: Duration?
    let stopsAt: Duration?

    func run() async throws {
        events.add("\(name) runs")
        if let failsAt {
            try await clock.sleep(for: failsAt)
            throw Failure()
        }
        if let stopsAt { return try await clock.sleep(for: stopsAt) }
        do {
            try await gracefulShutdown()
            events.add("\(name) is asked")
            try await clock.sleep(for: timeToEnd)
            events.add("\(name) has ended")
        } catch {
            events.add("\(name) is cancelled")
            throw error
        }
    }
}
