import CoreMetrics
import Foundation
import InfrastructureSimulation
import ServicePorts
import SimulationSamples
import Testing
import VirtualTime

@Suite struct SurroundingsTests {
    private static func make(
        _ name: String, seed: UInt64 = 1, incarnation: Int = 0
    ) -> (Simulation, SimulatedSurroundings, Surroundings) {
        let simulation = Simulation(.init(seed: seed, epoch: WallTime(sinceUnixEpoch: .seconds(1_750_000_000))))
        let world = SimulatedSurroundings(logs: LogRecorder(), metrics: MetricsRecorder())
        let process = simulation.makeProcess(named: name, incarnation: incarnation)
        return (simulation, world, world.make(for: process))
    }

    @Test("Ids are of version four, and repeat by seed, name and incarnation")
    func idsAreOfVersionFour() {
        func ids(_ name: String, seed: UInt64 = 1, incarnation: Int = 0) -> [UUID] {
            let (simulation, _, surroundings) = Self.make(name, seed: seed, incarnation: incarnation)
            defer { withExtendedLifetime(simulation) {} }
            return (0..<100).map { _ in surroundings.makeUUID() }
        }
        let first = ids("core")
        for id in first {
            #expect(id.uuid.6 & 0xF0 == 0x40)
            #expect(id.uuid.8 & 0xC0 == 0x80)
        }
        #expect(Set(first).count == 100)
        #expect(first == ids("core"))
        for other in [ids("poller"), ids("core", seed: 2), ids("core", incarnation: 1)] {
            #expect(Set(first).isDisjoint(with: other))
        }
    }

    @Test("The wall clock follows virtual time")
    func theWallClockFollowsVirtualTime() {
        let (simulation, _, surroundings) = Self.make("core")
        let before = surroundings.wallClock()
        simulation.run(for: .seconds(90))
        #expect(before == Date(timeIntervalSince1970: 1_750_000_000))
        #expect(surroundings.wallClock().timeIntervalSince(before) == 90)
    }

    @Test("A process whose clock is offset stamps its records with it")
    func aProcessWhoseClock() throws {
        let cluster = Cluster()
        let process = cluster.simulation.makeProcess(named: "writer")
        process.wallClock.step(by: .seconds(3600), at: cluster.simulation.now)
        let producer = try cluster.kafka.makeProducer(for: process, of: Note.self)
        process.start { _ = try? await producer.send(ProducerRecord(topic: "notes", key: nil, value: Note("a"))) }
        cluster.run(seconds: 1)
        #expect(try cluster.kafka.records(of: "notes", partition: 0).map(\.timestamp) == [3_600_000])
    }

    @Test("Errors are kept with their instant and the rest is counted")
    func errorsAreKeptWithTheir() {
        let simulation = Simulation(.init(seed: 1))
        let logs = LogRecorder(level: .info, capacity: 2)
        let process = simulation.makeProcess(named: "core")
        let logger = logs.logger(for: process)
        logger.debug("nobody asked for this")
        logger.info("started")
        for number in 0..<3 {
            if number > 0 { simulation.run(for: .nanoseconds(1)) }
            logger.error("failure \(number)")
        }
        #expect(logs.count(of: .debug) == 0)
        #expect(logs.count(of: .info) == 1)
        #expect(logs.count(of: .error) == 3)
        #expect(logs.errors.map(\.message) == ["failure 1", "failure 2"])
        #expect(logs.errors.map(\.instant.nanoseconds) == [1, 2])
        #expect(logs.errors.map(\.process) == ["core", "core"])
    }

    @Test("Instruments are shared by label and dimensions and can be read")
    func instrumentsAreSharedByLabel() {
        let metrics = MetricsRecorder()
        for tenant in ["b", "a", "b"] {
            Counter(label: "payments", dimensions: [("tenant", tenant)], factory: metrics).increment()
        }
        let timer = Timer(label: "latency", dimensions: [], factory: metrics)
        timer.recordNanoseconds(10)
        timer.recordNanoseconds(30)
        Gauge(label: "open", factory: metrics).record(4)
        #expect(metrics.counter("payments", [("tenant", "b")]) == 2)
        #expect(metrics.counterTotal("payments") == 3)
        #expect(metrics.allCounters.map(\.dimensions) == [["tenant=a"], ["tenant=b"]])
        #expect(metrics.timed("latency")?.sum == 40)
        #expect(metrics.timed("latency")?.greatest == 30)
        #expect(metrics.gauge("open") == 4)
    }
}
