import Foundation
import SimulationSamples
import SimulationTestKit
import Testing

/// What somebody has kept of a world: to call it where the world is not, or no more.
@Suite("A part of a world is asked on its own thread, while its seed runs")
struct KeptPartTests {
    /// `@unchecked Sendable`: that it is used where it should not be is what is tested.
    private final class Kept: @unchecked Sendable {
        let world: SimulatedWorld
        let process: SimulatedProcess
        let replica: Replica
        var ports: ProcessPorts!
        let host: HostID
        let link: LinkID
        let store: SimulatedObjectStore
        let kafka: SimulatedKafka
        let network: SimulatedNetwork

        init(_ world: SimulatedWorld) throws {
            self.world = world
            try world.addTopic("notes")
            (store, kafka, network) = (world.store(), world.kafka, world.network)
            host = world.host("bank.test") { _, _ in .ok }
            link = try network.link(from: "clerk", to: "bank.test")
            replica = Replica(named: "web-1", in: world) { Listener(notes: Notes(), clock: $0.clock) }
            let made = Made()
            process = world.start(named: "clerk") { ports in
                made.ports = ports
                try await ports.sleep(for: .seconds(9))
            }
            replica.start()
            try world.run(for: .seconds(1))
            ports = made.ports
        }

        private final class Made: @unchecked Sendable { var ports: ProcessPorts? }
    }

    private typealias Call = (text: String, body: @Sendable (Kept) throws -> Void)

    private static let calls: [Call] = [
        ("clerk#0.start", { $0.process.start {} }), ("clerk#0.crash()", { $0.process.crash() }),
        ("clerk#0.pause()", { $0.process.pause() }), ("clerk#0.resume()", { $0.process.resume() }),
        ("clerk#0.send(SIGTERM)", { $0.process.send(.sigterm) }),
        ("kafka.inject(.brokerDown(0))", { $0.kafka.inject(.brokerDown(0)) }),
        ("clerk#0.slow(timePerJob: 1 s)", { $0.process.slow(timePerJob: .seconds(1)) }),
        ("handle(SIGTERM)", { $0.process.handle(.sigterm) {} }), ("web-1.crash()", { $0.replica.crash() }),
        ("web-1.terminate()", { $0.replica.terminate() }), ("web-1.pause()", { _ = $0.replica.pause() }),
        ("web-1.slow(timePerJob: 1 s)", { $0.replica.slow(timePerJob: .seconds(1)) }),
        (
            "web-1.leakMemory(lifetime: 1 s, restartDelay: 0 s)",
            { $0.replica.leakMemory(lifetime: .seconds(1), restartDelay: .zero) }
        ), ("stop()", { $0.world.simulation.stop() }),
        ("declareHost(\"late.test\")", { $0.network.declareHost("late.test") }),
        ("link(from: \"a\", to: \"bank.test\")", { _ = try $0.network.link(from: "a", to: "bank.test") }),
        ("setLatency(_, of: _)", { $0.network.setLatency(.constant(.seconds(1)), of: $0.link) }),
        (
            "kafka.produceFromWorld(topic: \"notes\")",
            { try $0.kafka.produceFromWorld(topic: "notes", key: nil, payload: .value(Note("a"))) }
        ), ("place(bucket: \"notes\", key: \"a\")", { try $0.store.place(bucket: "notes", key: "a", .empty) }),
        ("remove(bucket: \"notes\", key: \"a\")", { $0.store.remove(bucket: "notes", key: "a") }),
        ("makeCaller()", { _ = $0.ports.makeCaller() }),
        ("makeServer(at: \"late.test\")", { _ = $0.ports.makeServer(at: "late.test") }),
        ("store(\"store\")", { _ = $0.ports.makeStore(bucket: "late") }),
    ]

    /// What a seed makes, and what the world has come to.
    private func run(_ body: @escaping (Kept) throws -> Void) async throws -> Kept {
        var kept: Kept?
        try await simulate(seeds: [7], .planted) { world in
            let made = try Kept(world)
            kept = made
            try body(made)
        }
        return try #require(kept)
    }

    @Test("A call when the seed has ended is an issue of the test at its own line, and does nothing")
    func afterTheEnd() async throws {
        let kept = try await run { _ in }
        for (text, body) in Self.calls {
            let found = try await issues { try? body(kept) }
            let told = found.first?.comments.first?.rawValue ?? ""
            #expect(found.count == 1 && told.hasPrefix("`\(text)`: its seed has ended"), "\(text): \(found)")
            #expect(found.first?.sourceLocation?.fileName == "KeptPartTests.swift", "\(text)")
        }
        #expect(try kept.world.records(of: "notes").isEmpty && kept.network.authorities == ["bank.test"])
        #expect(kept.store.objectCount(bucket: "notes") == nil)
        for make in [
            { _ = try kept.ports.makeConsumer(ConsumerSettings(groupID: "late"), of: Note.self) },
            { _ = try kept.ports.makeProducer(of: Note.self) },
        ] { #expect(throws: SeedFailure.self) { try make() } }
    }

    @Test("A call on another thread fails the seed, and does nothing")
    func onAnotherThread() async throws {
        for (text, body) in Self.calls {
            var traces: [TraceHash] = []
            let found = try await issues {
                for isMade in [false, true] {
                    let kept = try await run { kept in
                        if isMade { onAThread { try? body(kept) } }
                        let names = (kept.process.isAlive, kept.replica.process?.isAlive, kept.network.authorities)
                        #expect(names == (true, true, ["bank.test"]), "\(text)")
                    }
                    traces.append(kept.world.simulation.trace)
                }
            }
            let told = found.first?.comments.first?.rawValue ?? ""
            #expect(found.count == 1 && told.contains("- `\(text)`: another thread calls it"), "\(text): \(found)")
            #expect(traces.count == 2 && traces[0] == traces[1], "\(text)")
        }
    }

    @Test("A network answers an id that is none of its own with nothing, and says so")
    func unknownIDs() async throws {
        let questions: [@Sendable (SimulatedNetwork, HostID) -> Void] = [
            { #expect($0.counters(of: $1).started == 0) }, { #expect($0.authority(of: $1).isEmpty) },
            { #expect($0.queueLength(of: $1) == 0) },
        ]
        for question in questions {
            let found = try await issues {
                _ = try await run { kept in
                    onAThread {
                        question(kept.world.network, kept.host)
                        question(kept.world.network, kept.world.host("late.test") { _, _ in .ok })
                    }
                }
            }
            let told = found.first?.comments.first?.rawValue ?? ""
            #expect(found.count == 1 && told.contains("- `network`: another thread calls it"), "\(found)")
        }
    }

    @Test("Kafka that nobody has asked for is refused once when the seed has ended")
    func whatWasNeverMade() async throws {
        var kept: SimulatedWorld?
        try await simulate(seeds: [1], .planted) { kept = $0 }
        let world = try #require(kept)
        let found = try await issues { _ = world.kafka.topics }
        #expect(found.count == 1)
        #expect(found.first?.comments.first?.rawValue.hasPrefix("`kafka`: its seed has ended") == true)
    }

    /// Runs `body` on a thread of its own, to its end.
    private func onAThread(_ body: @escaping @Sendable () -> Void) {
        let end = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            body()
            end.signal()
        }
        end.wait()
    }
}
