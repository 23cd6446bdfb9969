import SimulationSamples
import SimulationTestKit
import Testing

/// What a test has asked for and has not waited for.
@Suite("What has not come, or is not over, when the test ends fails the seed, at the line of its call")
struct LeftoverTests {
    private typealias Way = (SimulatedWorld, Replica) throws -> Void

    private static func running(_ name: String, in world: SimulatedWorld) -> Replica {
        let replica = Replica(named: name, in: world) { Listener(notes: Notes(), clock: $0.clock) }
        replica.start()
        return replica
    }

    private func told(_ body: @escaping Way) async throws -> [Issue] {
        try await issues {
            try await simulate(seeds: [7], .planted) { world in
                let replica = Self.running("web-1", in: world)
                try world.run(for: .seconds(1))
                try body(world, replica)
            }
        }
    }

    /// Each way is told in these words, at the line that it writes down.
    private func expect(_ words: String, _ line: () -> Int, of ways: [Way]) async throws {
        for way in ways {
            let found = try await told(way)
            let text = found.first?.comments.first?.rawValue ?? ""
            #expect(text.contains("- \(words)"), "\(text)")
            #expect(found.count == 1 && found.first?.sourceLocation?.line == line(), "\(text)")
            #expect(text.split(separator: "\n").filter { $0.hasPrefix("- ") }.count == 1, "\(text)")
        }
    }

    @Test("A restart, or the end of a pause")
    func whatHasNotComeBack() async throws {
        var line = 0
        let ways: [Way] = [
            { _, replica in
                line = #line + 1
                replica.restart(after: .seconds(5))
            },
            { _, replica in
                line = #line + 1
                replica.pause(for: .seconds(5))
            },
            { world, replica in
                line = #line + 1
                world.after(.zero) { replica.pause(for: .seconds(5)) }
                try world.run(for: .zero)
            },
            { _, replica in
                line = #line + 1
                replica.shutDown(within: .seconds(3), restartingAfter: .seconds(2))
            },
            { world, replica in
                line = #line + 1
                replica.shutDown(within: .seconds(30), restartingAfter: .seconds(5))
                try world.run(for: .seconds(1))
            },
        ]
        try await expect(
            "web-1 was to be back at 6 s, and the test ended before; run for longer", { line }, of: ways)
        let whole = try await told { world, replica in
            replica.pause(for: .seconds(5))
            try world.run(for: .seconds(5))
            replica.restart(after: .seconds(5))
            try world.run(for: .seconds(5))
            replica.restart(after: .seconds(5))
            replica.start()
            replica.shutDown(within: .seconds(30), restartingAfter: .seconds(5))
            try world.run(for: .seconds(6))
            replica.pause(for: .seconds(5))
            replica.crash()
            _ = Self.running("web-2", in: world)
            try world.run(for: .seconds(1))
            try world.inject(.pause("web-2"), for: .seconds(5))
        }
        #expect(whole.isEmpty, "\(whole)")
    }

    @Test("A pause without an end that nobody has ended")
    func pauses() async throws {
        var line = 0
        try await expect(
            "web-1 was paused still when the test ended; let it go on, or pause it for a while", { line },
            of: [
                { _, replica in
                    line = #line + 1
                    _ = replica.pause()
                },
                { world, replica in
                    replica.pause(for: .seconds(5))
                    line = #line + 1
                    _ = replica.pause()
                    try world.run(for: .seconds(9))
                },
                { world, replica in
                    line = #line + 1
                    world.after(.zero) { replica.process?.pause() }
                    try world.run(for: .seconds(1))
                },
            ])
        try await expect(
            "clerk#0 was paused still when the test ended; let it go on, or pause it for a while", { line },
            of: [
                { world, _ in
                    let clerk = world.start(named: "clerk") { try await $0.sleep(for: .seconds(60)) }
                    try world.run(for: .seconds(1))
                    line = #line + 1
                    clerk.pause()
                    try world.run(for: .seconds(1))
                }
            ])
        let whole = try await told { world, replica in
            for _ in 0..<2 { if let process = replica.pause() { replica.endPause(of: process) } }
            replica.process?.pause()
            replica.process?.resume()
            let clerk = world.start(named: "clerk") { try await $0.sleep(for: .seconds(60)) }
            try world.run(for: .seconds(1))
            clerk.pause()
            _ = replica.pause()
            try world.run(for: .seconds(1))
            clerk.crash()
            replica.crash()
        }
        #expect(whole.isEmpty, "\(whole)")
    }

    @Test("A rolling restart that has not begun, or is not over")
    func rollingRestarts() async throws {
        func rolling(_ world: SimulatedWorld, _ replica: Replica) throws -> RollingRestart {
            let other = Self.running("web-2", in: world)
            try world.run(for: .seconds(1))
            return RollingRestart(
                of: [replica, other], downtime: .seconds(1), pause: .seconds(60), in: world.simulation)
        }
        var line = 0
        for (length, count) in [(Duration.zero, 1), (.seconds(30), 1), (.seconds(61), 2)] {
            let words = "a rolling restart had taken down \(count) of 2 replicas, and was not over, when the test ended"
            try await expect(
                words, { line },
                of: [
                    { world, replica in
                        let restart = try rolling(world, replica)
                        line = #line + 1
                        restart.begin()
                        try world.run(for: length)
                    }
                ])
            try await expect(
                "rolling_restart web-* was not over when the test ended; run for longer", { line },
                of: [
                    { world, _ in
                        _ = Self.running("web-2", in: world)
                        line = #line + 1
                        try world.inject(.rollingRestart("web-*", between: .seconds(60), gracePeriod: .seconds(1)))
                        try world.run(for: length)
                    }
                ])
        }
        try await expect(
            "a rolling restart was made and never started", { line },
            of: [
                { world, replica in
                    line = #line + 1
                    _ = RollingRestart(of: [replica], downtime: .zero, pause: .zero, in: world.simulation)
                }
            ])
        let whole = try await told { world, replica in
            let restart = try rolling(world, replica)
            restart.begin()
            try world.run(for: .seconds(70))
            #expect(restart.state == .done)
            try world.inject(.rollingRestart("web-*", between: .seconds(60)), mayMiss: true)
            let cancelled = RollingRestart(of: [replica], downtime: .zero, pause: .zero, in: world.simulation)
            cancelled.cancel()
            try world.run(for: .seconds(1))
        }
        #expect(whole.isEmpty, "\(whole)")
    }
}
