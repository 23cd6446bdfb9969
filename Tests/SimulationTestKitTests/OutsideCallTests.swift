import Foundation
import SimulationSamples
import SimulationTestKit
import Synchronization
import Testing

/// Calls of a world from where it is not, or no more.
@Suite("A world is asked on its own thread, while its seed runs")
struct OutsideCallTests {
    fileprivate static func listener(_ name: String, in world: SimulatedWorld) -> Replica {
        Replica(named: name, in: world) { Listener(notes: Notes(), clock: $0.clock) }
    }

    /// What somebody has kept of a world.
    private final class Kept {
        var world: SimulatedWorld?
        var process: SimulatedProcess?
        var replica: Replica?
        var fault: RunningFault?

        func fill() async throws {
            try await simulate(seeds: [1], .planted) { world in
                self.world = world
                world.host("bank.test") { _, _ in .ok }
                process = world.start(named: "clerk") { _ in }
                let replica = OutsideCallTests.listener("web-1", in: world)
                self.replica = replica
                replica.start()
                try world.run(for: .seconds(1))
                fault = try world.inject(.hostDown("bank.test"), mayMiss: true)
            }
        }
    }

    private static let over = "its seed has ended; keep nothing of a world beyond the body of `simulate`"

    @Test("A call of a world whose seed has ended throws that")
    func callsThatThrowAfterTheEnd() async throws {
        let kept = Kept()
        try await kept.fill()
        let world = try #require(kept.world)
        let calls: [(String, () throws -> Void)] = [
            ("run(for: 1 s)", { try world.run(for: .seconds(1)) }),
            ("run(until: 9 s)", { try world.run(until: .seconds(9)) }),
            ("run(named: \"caller\")", { try world.run { _ in } }),
            ("wait(atMost: 1 s)", { try world.wait(atMost: .seconds(1)) { true } }),
            ("publish(_, to: \"notes\")", { try world.publish(Note("a"), to: "notes") }),
        ]
        for (call, body) in calls {
            let failure = #expect(throws: SeedFailure.self) { try body() }
            #expect(failure?.cause == .refused(call: call, reason: Self.over))
            #expect(failure?.place?.fileName == "OutsideCallTests.swift")
        }
    }

    @Test("Where it cannot throw, a call after the end is an issue of the test at its own line")
    func otherCallsAfterTheEnd() async throws {
        let kept = Kept()
        try await kept.fill()
        let world = try #require(kept.world)
        let calls: [(String, () -> Void)] = [
            ("start(named: \"late\")", { world.start(named: "late") { _ in } }),
            ("at(9 s)", { world.at(.seconds(9)) {} }), ("after(1 s)", { world.after(.seconds(1)) {} }),
            ("host(\"late.test\")", { world.host("late.test") { _, _ in .ok } }),
            ("store(\"late\")", { _ = world.store("late") }),
            ("addTopic(\"late\")", { try? world.addTopic("late") }),
            ("inject(crash web-1)", { _ = try? world.inject(.crash("web-1", restart: .zero)) }),
            ("Replica(named: \"late\")", { _ = Self.listener("late", in: world) }),
            ("makeProcess(named: \"late\")", { _ = world.simulation.makeProcess(named: "late") }),
            ("clerk#0.start", { kept.process?.start {} }), ("web-1.start()", { kept.replica?.start() }),
            ("web-1.restart(after: 1 s)", { kept.replica?.restart(after: .seconds(1)) }),
            ("run(until:)", { world.simulation.run() }), ("close()", { world.simulation.close() }),
            ("end() of host_down bank.test", { try? kept.fault?.end() }),
        ]
        for (call, body) in calls {
            let found = try await issues(of: body)
            let text = found.first?.comments.first?.rawValue ?? ""
            #expect(found.count == 1 && text.hasPrefix("`\(call)`: \(Self.over)"), "\(call): \(found)")
            #expect(found.first?.sourceLocation?.fileName == "OutsideCallTests.swift", "\(call)")
        }
        kept.world = nil
        _ = try await issues { try? kept.fault?.end() }
        #expect(kept.fault?.hits.hit == 0)
    }

    @Test("What a world held may be looked at when its seed has ended, and what it never made is refused")
    func lookingAfterTheEnd() async throws {
        let kept = Kept()
        try await kept.fill()
        let world = try #require(kept.world)
        #expect(world.elapsed == .seconds(1) && world.network.host("bank.test") != nil)
        let found = try await issues { _ = world.kafka.topics }
        #expect(found.first?.comments.first?.rawValue.contains(Self.over) == true)
    }

    @Test("A call of an ended world within another seed fails that one")
    func callsWithinAnotherSeed() async throws {
        let kept = Kept()
        try await kept.fill()
        let found = try await issues {
            try await simulate(seeds: [2], .planted) { world in
                kept.world?.start(named: "late") { _ in }
                try world.run(for: .seconds(1))
            }
        }
        #expect(found.contains { $0.comments.first?.rawValue.hasPrefix("Seed 2 fails") == true })
    }

    @Test("Another thread than the world's own is refused, and touches nothing")
    func otherThreads() async throws {
        let calls: [(String, @Sendable (SimulatedWorld) throws -> Void)] = [
            ("start(named: \"late\")", { world in world.start(named: "late") { _ in }.start {} }),
            ("run(for: 1 s)", { try $0.run(for: .seconds(1)) }),
            ("run(until: 1 s)", { try $0.run(until: .seconds(1)) }),
            ("run(named: \"caller\")", { try $0.run { _ in } }),
            ("wait(atMost: 1 s)", { try $0.wait(atMost: .seconds(1)) { true } }),
            ("at(1 s)", { $0.at(.seconds(1)) {} }), ("after(1 s)", { $0.after(.seconds(1)) {} }),
            ("publish(_, to: \"notes\")", { try $0.publish(Note("a"), to: "notes") }),
            ("records(of: \"notes\")", { _ = try $0.records(of: "notes") }),
            ("host(\"late.test\")", { $0.host("late.test") { _, _ in .ok } }),
            ("store(\"late\")", { _ = $0.store("late") }),
            ("addTopic(\"late\")", { try $0.addTopic("late") }), ("kafka", { _ = $0.kafka.topics }),
            ("network", { _ = $0.network.authorities }),
            ("inject(kafka_coordinator_down *)", { try $0.inject(.kafkaCoordinatorDown(groups: "*")) }),
            ("Replica(named: \"late\")", { Self.listener("late", in: $0).start() }),
        ]
        for (call, body) in calls {
            var traces: [TraceHash] = []
            let found = try await issues {
                for isMade in [false, true] {
                    let report = try await simulate(seeds: [7], .planted) { world in
                        if isMade { onAThread { try? body(world) } }
                        try world.run(for: .seconds(2))
                    }
                    traces += report.runs.map(\.trace)
                }
            }
            let text = found.first?.comments.first?.rawValue ?? ""
            #expect(text.contains("- `\(call)`: another thread calls it; call it in the test's body"), "\(text)")
            #expect(text.contains("(SimulationTestKitTests/OutsideCallTests.swift:"), "\(text)")
            #expect(traces.count == 2 && traces[0] == traces[1])
        }
    }

    @Test("A task that an ended seed has left and a later one resumes is told as that, with its process and its seed")
    func taskOfAnEndedSeed() async throws {
        let kept = Mutex<UnsafeContinuation<Void, Never>?>(nil)
        var options = SimulationOptions(verification: .none, stopsAtFirstFailure: false, keepsFailedSeeds: false)
        options.toleratedLeaks = [LeakTolerance(.continuationNotResumed, in: "clerk")]
        let found = try await issues {
            try await simulate(seeds: [3, 4], options) { world in
                let isFirst = world.seed == 3
                world.start(named: isFirst ? "clerk" : "porter") { ports in
                    guard isFirst else {
                        kept.withLock { $0.take() }?.resume()
                        return try await ports.sleep(for: .seconds(1))
                    }
                    await withUnsafeContinuation { continuation in kept.withLock { $0 = continuation } }
                    try await ports.sleep(for: .seconds(1))
                }
                try world.run(for: .seconds(2))
            }
        }
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(found.count == 1 && text.hasPrefix("Seed 4 fails"), "\(found)")
        let left = "porter#0 resumes a task that clerk#0 of seed 3, which has ended, has left (SimulationTestKitTests/"
        #expect(text.contains("- a leak: \(left)OutsideCallTests.swift:"), "\(text)")
        let port = "porter#0 calls a port, such as the clock, of clerk#0 of seed 3, which has ended ("
        #expect(text.contains("- a leak: \(port)"), "\(text)")
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
