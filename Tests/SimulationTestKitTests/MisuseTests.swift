import HTTPTypes
import SimulationSamples
import SimulationTestKit
import Testing

/// What cannot be asked for here, or now, or any more: it is told, and ends nothing but its seed.
@Suite("What a world cannot do is refused where it is asked for")
struct MisuseTests {
    typealias Call = RefusalTests.Call

    private static func listener(_ name: String, in world: SimulatedWorld) -> Replica {
        Replica(named: name, in: world) { Listener(notes: Notes(), clock: $0.clock) }
    }

    private static func running(_ name: String, in world: SimulatedWorld) throws -> Replica {
        let replica = listener(name, in: world)
        replica.start()
        try world.run(for: .seconds(1))
        return replica
    }

    private static func dead(_ name: String, in world: SimulatedWorld) throws -> SimulatedProcess {
        let process = world.start(named: name) { process in try await process.sleep(for: .seconds(9)) }
        try world.run(for: .seconds(1))
        process.crash()
        return process
    }

    static let inside = [
        Call("in clerk#0: `run(for: 1 s)`: time is passing already") { world in
            world.start(named: "clerk") { try $0.world.run(for: .seconds(1)) }
        },
        Call("in clerk#0: `run(until: 1 s)`: time is passing already") { world in
            world.start(named: "clerk") { try $0.world.run(until: .seconds(1)) }
        },
        Call("in clerk#0: `run(named: \"caller\")`: time is passing already") { world in
            world.start(named: "clerk") { try $0.world.run { _ in } }
        },
        Call("in clerk#0: `wait(atMost: 1 s)`: time is passing already") { world in
            world.start(named: "clerk") { try $0.world.wait(atMost: .seconds(1)) { true } }
        },
        Call("`run(for: 1 s)`: time is passing already") { world in
            world.at(.seconds(1)) { try world.run(for: .seconds(1)) }
        },
        Call("`wait(atMost: 1 s)`: time is passing already") { world in
            world.after(.seconds(1)) { try world.wait(atMost: .seconds(1)) { true } }
        },
        Call("`run(for: 1 s)`: time is passing already") { world in
            world.host("bank.test") { _, _ in
                try? world.run(for: .seconds(1))
                return .ok
            }
            world.start(named: "clerk") { process in
                let request = HTTPRequestHead(method: .get, scheme: "http", authority: "bank.test", path: "/")
                _ = try await process.makeCaller().call(request, body: .empty, timeout: .seconds(1))
            }
        },
        Call("`run(for: 1 s)`: a `wait` looks whether something is so") { world in
            try world.wait(atMost: .seconds(1)) {
                try world.run(for: .seconds(1))
                return true
            }
        },
        Call("`wait(atMost: 1 s)`: a `wait` looks whether something is so") { world in
            try world.wait(atMost: .seconds(1)) {
                try world.wait(atMost: .seconds(1)) { true }
                return true
            }
        },
        Call("`run(until:)`: time is passing already") { world in
            world.at(.zero) { world.simulation.run(for: .seconds(1)) }
        },
        Call("in clerk#0: `close()`: the world ends by itself") { world in
            world.start(named: "clerk") { $0.world.simulation.close() }
        },
        Call("`close()`: the world ends by itself") { $0.simulation.close() },
        Call("`infrastructure.close()`: the world ends by itself") { $0.infrastructure.close() },
        Call("`network.close()`: the world ends by itself") { $0.network.close() },
        Call("`kafka.close()`: the world ends by itself") { $0.kafka.close() },
    ]

    static let processes = [
        Call("`clerk#0.start`: it has crashed") { world in try dead("clerk", in: world).start {} },
        Call("`handle(SIGTERM)`: clerk#0 has crashed") { world in try dead("clerk", in: world).handle(.sigterm) {} },
        Call("`handle(SIGKILL)`: a process has no say in it") { world in
            world.start(named: "clerk") { _ in }.handle(.sigkill) {}
        },
        Call("`send(signal 99)`: there is no such signal") { world in
            world.start(named: "clerk") { _ in }.send(ProcessSignal(rawValue: 99))
        },
        Call("`handle(signal 0)`: there is no such signal") { world in
            world.start(named: "clerk") { _ in }.handle(ProcessSignal(rawValue: 0)) {}
        },
        Call("`Replica(named: \"web-1\")`: its incarnation crashed while it was made") { world in
            Replica(named: "web-1", in: world) { ports in
                ports.process.crash()
                return Listener(notes: Notes(), clock: ports.clock)
            }.start()
        },
        Call("`web-1.restart(after: -1 s)`: time does not go back") { world in
            try running("web-1", in: world).restart(after: .seconds(-1))
        },
        Call("`web-1.restart(after: 10 s)`: it is to begin again at 6 s already") { world in
            let replica = try running("web-1", in: world)
            replica.restart(after: .seconds(5))
            replica.restart(after: .seconds(10))
        },
        Call("`web-1.restart(after: 10 s)`: it is to begin again at 9 s already") { world in
            let replica = try running("web-1", in: world)
            replica.shutDown(within: .seconds(3), restartingAfter: .seconds(5))
            replica.restart(after: .seconds(10))
        },
        Call("`wallClock.step(by: 46296 d 7 h 6 min 40 s)`: the clock would soon show no time") { world in
            try running("web-1", in: world).wallClock.step(by: .seconds(4_000_000_000), at: world.simulation.now)
        },
        Call("`wallClock.drift(byPPM: \(Int64.max))`: the clock would soon show no time") { world in
            try running("web-1", in: world).wallClock.drift(byPPM: .max, from: world.simulation.now)
        },
        Call("`wallClock.drift(byPPM: \(Int64.min))`: the clock would soon show no time") { world in
            let replica = try running("web-1", in: world)
            replica.crash()
            replica.wallClock.drift(byPPM: .min, from: world.simulation.now)
        },
        Call("`web-1.pause(for: -1 s)`: time does not go back") { world in
            try running("web-1", in: world).pause(for: .seconds(-1))
        },
        Call("`web-1.shutDown(within: -1 s)`: time does not go back") { world in
            try running("web-1", in: world).shutDown(within: .seconds(-1))
        },
        Call("`web-1.shutDown(restartingAfter: -1 s)`: time does not go back") { world in
            try running("web-1", in: world).shutDown(within: .zero, restartingAfter: .seconds(-1))
        },
        Call("`leakMemory(lifetime: 0 s, restartDelay: 0 s)`: no time would pass") { world in
            try running("web-1", in: world).leakMemory(lifetime: .zero, restartDelay: .zero)
        },
        Call("`slow(timePerJob: 0 s)`: it would not be slow") { world in
            try running("web-1", in: world).slow(timePerJob: .zero)
        },
        Call("`slow(timePerJob: -1 s)`: it would not be slow") { world in
            world.start(named: "clerk") { _ in }.slow(timePerJob: .seconds(-1))
        },
        Call("`makeProcess(named: \"\")`: it has no name") { _ = $0.simulation.makeProcess(named: "") },
        Call("`makeProcess(named: \"a\", incarnation: -1)`: the first one is 0") {
            _ = $0.simulation.makeProcess(named: "a", incarnation: -1)
        },
        Call("`Replica(named: \"\")`: it has no name") { _ = Replica(named: "", in: $0.simulation) { _ in } },
        Call("`RollingRestart(pause: -1 s)`: time does not go back") { world in
            _ = RollingRestart(of: [], downtime: .zero, pause: .seconds(-1), in: world.simulation)
        },
        Call("`Resource(slots: 0)`: it would be waited for for ever") { _ = Resource(slots: 0, in: $0.simulation) },
        Call("`release()`: all slots are free") { Resource(slots: 1, in: $0.simulation).release() },
    ]

    private static let reversed = Distribution.uniform(.seconds(2), .seconds(1))

    static let draws = [
        Call("`next(below: 0)`: no number is below 0") { world in
            var chance = world.simulation.stream("test")
            let drawn = chance.next(below: 0)
            #expect(drawn == 0)
        },
        Call("in clerk#0: `next(below: 0)`: no number is below 0") { world in
            world.start(named: "clerk") { process in
                var chance = process.world.simulation.stream("clerk")
                let drawn = chance.next(below: 0)
                #expect(drawn == 0)
            }
        },
        Call("`happens(_)`: a share in 0 is none") { world in
            var chance = RandomStream(seed: 1, name: "test", replication: 0)
            let happens = chance.happens(Ratio(1, in: 0))
            #expect(!happens)
        },
        Call("`happens(_)`: a share of 3 in 2 is above 1") { world in
            world.after(.seconds(1)) {
                var chance = world.simulation.stream("test")
                let happens = chance.happens(Ratio(3, in: 2))
                #expect(!happens)
            }
        },
        Call("`sample(_)`: it goes from 2 s down to 1 s") { world in
            var chance = world.simulation.stream("test")
            let drawn = reversed.sample(&chance)
            #expect(drawn == .zero)
        },
    ]

    private final class Endpoint: SimulatedEndpoint {
        func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {}
    }

    static let models = [
        Call("`attach(_, at: \"bank.test\", _)`: 0 workers serve nobody") { world in
            world.network.attach(Endpoint(), at: "bank.test", HostModel(workers: 0))
        },
        Call("in clerk#0: `attach(_, at: \"bank.test\", _)`: as service time it goes from 2 s down to 1 s") { world in
            world.start(named: "clerk") { process in
                process.world.network.attach(Endpoint(), at: "bank.test", HostModel(serviceTime: reversed))
            }
        },
        Call("in clerk#0: `makeServer(for: _, at: \"bank.test\", _)`: no queue is shorter than none") { world in
            world.start(named: "clerk") { process in
                let model = HostModel(workers: 1, queueLimit: -1)
                _ = process.world.network.makeServer(for: process.process, at: "bank.test", model)
            }
        },
        Call("`kafka.inject(.brokerDown(99))`: there is no broker 99; the only one is 0") { world in
            let fault = world.kafka.inject(.brokerDown(99))
            world.kafka.remove(fault)
            #expect(world.kafka.hits(of: fault) == FaultHits())
        },
        Call("`kafka.inject(.cloggedReplication(on: -1))`: there is no broker -1") { world in
            world.at(.seconds(1)) { world.kafka.inject(.cloggedReplication(on: -1)) }
        },
        Call("`kafka.inject(.slowReplication(on: 0, by: _))`: it goes from 2 s down to 1 s") { world in
            world.kafka.inject(.slowReplication(on: 0, by: reversed))
        },
        Call("`kafka.inject(.produce(_))`: a share of 2 in 1 is above 1") { world in
            world.kafka.inject(.produce(ProduceFaults(requestLost: Ratio(2, in: 1))))
        },
        Call("`host(\"bank.test\", _)`: 0 workers serve nobody") { world in
            world.host("bank.test", HostModel(workers: 0)) { _, _ in .ok }
        },
        Call("`host(\"bank.test\", _)`: no queue is shorter than none") { world in
            world.host("bank.test", HostModel(workers: 1, queueLimit: -1)) { _, _ in .ok }
        },
        Call("`host(\"bank.test\", _)`: as service time it goes from 2 s down to 1 s") { world in
            world.host("bank.test", HostModel(serviceTime: reversed)) { _, _ in .ok }
        },
        Call("`host(\"bank.test\", _)`: 50 percent is faster than before") { world in
            var model = HostModel()
            model.slowStart = Slowdown(factorPercent: 50)
            world.host("bank.test", model) { _, _ in .ok }
        },
        Call("in clerk#0: `makeServer(at: \"bank.test\", _)`: -2 workers serve nobody") { world in
            world.start(named: "clerk") { _ = $0.makeServer(at: "bank.test", HostModel(workers: -2)) }
        },
        Call("`setLatency(_, of: _)`: it goes from 2 s down to 1 s") { world in
            world.host("bank.test") { _, _ in .ok }
            world.network.setLatency(reversed, of: try world.network.link(from: "clerk", to: "bank.test"))
        },
        Call("`store(\"archive\", _)`: as `unavailable` a share of 2 in 1 is above 1") { world in
            var model = ObjectStoreModel()
            model.unavailable = Ratio(2, in: 1)
            _ = world.store("archive", model)
        },
        Call("`store(\"archive\", _)`: as putLatency -1 s is before now") { world in
            _ = world.store("archive", ObjectStoreModel(putLatency: .constant(.seconds(-1))))
        },
    ]

    @Test(
        "It fails the seed, with the line of the test and the way out", arguments: inside + processes + draws + models)
    func misuse(_ call: Call) async throws {
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                try call.body(world)
                try world.run(for: .seconds(5))
            }
        }
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(found.count == 1 && text.contains("- \(call.words)"), "\(text)")
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("- ") }.count == 1, "\(text)")
        #expect(text.contains(";") && text.contains("SimulationTestKitTests/MisuseTests.swift:"), "\(text)")
        #expect(found.first?.sourceLocation?.fileName == "MisuseTests.swift")
    }

    @Test("What a crashed process begins while it unwinds comes to nothing, and is no mistake")
    func theDeadBeginNothing() async throws {
        let notes = Notes()
        try await simulate(seeds: [1], .planted) { world in
            let process = world.start(named: "clerk") { ports in
                do { try await ports.sleep(for: .seconds(9)) } catch { ports.process.start { notes.add("began") } }
            }
            try world.run(for: .seconds(1))
            process.crash()
            try world.run(for: .seconds(1))
        }
        #expect(notes.all == [])
    }

    @Test("A replica whose process has ended by a signal begins the next one when it is started")
    func startAfterASignal() async throws {
        try await simulate(seeds: [1], .planted) { world in
            let replica = try Self.running("web-1", in: world)
            replica.process?.send(.sigkill)
            replica.start()
            try world.run(for: .seconds(1))
            #expect(replica.incarnations == 2 && replica.process?.isAlive == true)
        }
    }

    @Test("A time without an end is as long as time goes, and no trap")
    func endlessTimes() async throws {
        let ever = Duration.seconds(Int64.max)
        try await simulate(seeds: [1], .planted) { world in
            try world.addTopic("notes")
            world.host("bank.test") { _, _ in .ok }
            try world.run(for: .seconds(1))
            try world.run(atMost: ever) { process in
                let request = HTTPRequestHead(method: .get, scheme: "http", authority: "bank.test", path: "/")
                _ = try await process.makeCaller().call(request, body: .empty, timeout: ever)
                let consumer = try process.makeConsumer(ConsumerSettings(groupID: "readers"), of: Note.self)
                try await consumer.subscribe(to: ["notes"], listener: nil)
                process.world.after(.seconds(9)) { consumer.wakeup() }
                await #expect(throws: KafkaError.wokenUp) { try await consumer.poll(timeout: ever) }
            }
        }
        let found = try await issues {
            try await simulate(seeds: [1], .planted) { world in
                try world.run(named: "idle", atMost: ever) { _ in await withUnsafeContinuation { (_: Continuation) in }
                }
            }
        }
        #expect(found.first?.comments.first?.rawValue.contains("- idle#0 did not end within 106751 d") == true)
    }

    private typealias Continuation = UnsafeContinuation<Void, Never>

    @Test("An option that no world can have is refused by name before any seed is run")
    func options() async throws {
        var slow = KafkaModel(topics: [])
        slow.fetchLatency = Self.reversed
        let all: [(name: String, options: SimulationOptions)] = [
            ("linkLatency", SimulationOptions(linkLatency: .constant(.seconds(-1)))),
            ("linkLatency", SimulationOptions(linkLatency: Self.reversed)),
            ("linkLatency", SimulationOptions(linkLatency: .constant(.seconds(Int64.max)))),
            ("linkLatency", SimulationOptions(linkLatency: .logNormal(median: .seconds(2), p99: .seconds(1)))),
            ("linkLatency", SimulationOptions(linkLatency: .mixture([]))),
            ("linkLatency", SimulationOptions(linkLatency: .empirical([]))),
            ("linkLatency", SimulationOptions(linkLatency: .gamma(shape: 0, mean: .seconds(1)))),
            (
                "linkLatency",
                SimulationOptions(
                    linkLatency: .truncated(.constant(.seconds(1)), from: .seconds(2), to: .seconds(3)))
            ),
            ("kafka", SimulationOptions(kafka: slow)),
            ("kafka", SimulationOptions(kafka: KafkaModel(topics: [TopicModel("notes", partitions: 0)]))),
            ("startOfWallClocks", SimulationOptions(startOfWallClocks: .distantFuture)),
        ]
        for (name, options) in all {
            let refusal = await #expect(throws: SimulationRefusal.self) {
                try await simulate(options) { _ in Issue.record("no seed is run") }
            }
            #expect(refusal.map { "\($0)".hasPrefix("the option `\(name)` is ") } == true)
        }
    }
}
