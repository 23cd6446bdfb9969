import Foundation
import ServiceLifecycle
import SimulationSamples
import SimulationTestKit
import Testing

@Suite("What fails a seed")
struct FailureTests {
    private struct Broken: Error, CustomStringConvertible { var description: String { "broken" } }

    @Test("An expectation inside a process fails the seed at its own place, and the report names process and instant")
    func expectations() async throws {
        let line = #line + 5
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                world.start(named: "counter") { process in
                    try await process.sleep(for: .seconds(3))
                    #expect(1 + 1 == 3)
                }
                try world.run(for: .seconds(5))
            }
        }
        #expect(found.count == 2)
        #expect(found.first?.sourceLocation?.line == line)
        let text = found.last?.comments.first?.rawValue ?? ""
        #expect(text.hasPrefix("Seed 7 fails"))
        #expect(text.contains("in counter#0: Expectation failed: "))
        #expect(!text.contains("a leak"))
        #expect(text.contains(" at 3 s (SimulationTestKitTests/FailureTests.swift:\(line))"))
    }

    @Test("A requirement that fails in a process ends the run there")
    func requirements() async throws {
        let notes = Notes()
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                world.start(named: "counter") { process in
                    try await process.sleep(for: .seconds(3))
                    let nothing: Int? = nil
                    notes.add("\(try #require(nothing))")
                }
                try world.run(for: .seconds(5))
                notes.add("went on")
            }
        }
        #expect(notes.all == [])
        #expect(found.count == 2)
        let text = found.last?.comments.first?.rawValue ?? ""
        #expect(text.contains("- counter#0 threw the error of a requirement that failed at 3 s"))
    }

    @Test("An error that a process throws ends the run, and is told with process, instant and place of its start")
    func errors() async throws {
        var reached: [Duration] = []
        let line = #line + 3
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                world.start(named: "worker") { process in
                    try await process.sleep(for: .seconds(3))
                    throw Broken()
                }
                do { try world.run(for: .seconds(60)) } catch {
                    reached.append(world.elapsed)
                    throw error
                }
            }
        }
        #expect(reached == [.seconds(3)])
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(found.count == 1)
        #expect(text.contains("- worker#0 threw broken at 3 s (SimulationTestKitTests/FailureTests.swift:\(line))\n"))
        #expect(found.first?.sourceLocation?.line == line)
    }

    @Test("What a process says after its crash counts for nothing, and neither does what the end of the world brings")
    func unwinding() async throws {
        try await simulate(seeds: [7], .planted) { world in
            let process = world.start(named: "worker") { process in
                do { try await process.sleep(for: .seconds(3)) } catch { throw Broken() }
            }
            world.start(named: "sleeper") { process in try await process.sleep(for: .seconds(600)) }
            try world.run(for: .seconds(1))
            process.crash()
            try world.run(for: .seconds(1))
        }
    }

    @Test("A cancellation that no crash explains fails the seed")
    func cancellation() async throws {
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                world.start(named: "worker") { _ in throw CancellationError() }
                try world.run(for: .seconds(1))
            }
        }
        #expect(found.count == 1)
    }

    @Test("What a moment or the body throws fails the seed")
    func moments() async throws {
        let found = try await issues {
            try await simulate(seeds: [7, 8], SimulationOptions(stopsAtFirstFailure: false, keepsFailedSeeds: false)) {
                world in
                if world.seed == 8 { throw Broken() }
                world.at(.seconds(4)) { throw Broken() }
                try world.run(for: .seconds(60))
            }
        }
        let texts = found.map { $0.comments.first?.rawValue ?? "" }
        try #require(texts.count == 2)
        #expect(texts[0].contains("- the test threw broken at 4 s (SimulationTestKitTests/FailureTests.swift:"))
        #expect(texts[1].contains("- the test threw broken at 0 s (SimulationTestKitTests/FailureTests.swift:"))
    }

    @Test("A leak fails the seed, with kind, process and place, unless just this one is tolerated")
    func leaks() async throws {
        func run(_ tolerated: [LeakTolerance]) async throws {
            var options = SimulationOptions.planted
            options.toleratedLeaks = tolerated
            try await simulate(seeds: [7], options) { world in
                world.start(named: "napper") { _ in try await Task.sleep(for: .seconds(1)) }
                try world.run(for: .seconds(5))
            }
        }
        try await run([LeakTolerance(.realClockSleep, in: "nap*")])
        let others = [LeakTolerance(.realClockSleep, in: "other"), LeakTolerance(.wallClockRead, in: "napper")]
        for others in [[], [others[0]], [others[1]]] {
            let found = try await issues { try await run(others) }
            let text = found.first?.comments.first?.rawValue ?? ""
            #expect(text.contains("- a leak: napper#0 sleeps on a real clock instead of its own"))
            #expect(text.contains("FailureTests.swift:"))
        }
    }

    @Test("A task that nobody can resume is a leak")
    func strandedTasks() async throws {
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                world.start(named: "waiter") { _ in await withCheckedContinuation { Forgotten.add($0) } }
                try world.run(for: .seconds(5))
            }
        }
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(text.contains("- a leak: waiter#0 waits for a continuation that was not resumed when the run ended"))
        Forgotten.resumeAll()
    }

    @Test("A run that does not repeat itself fails the seed, where it differs first")
    func differences() async throws {
        var runs = 0
        var line = 0
        let found = try await issues {
            try await simulate(seeds: [7], SimulationOptions(verification: .each, keepsFailedSeeds: false)) { world in
                runs += 1
                let pause = Duration.seconds(runs)
                line = #line + 1
                world.start(named: "drifter") { process in try await process.sleep(for: pause) }
                try world.run(for: .seconds(5))
            }
        }
        #expect(runs == 2)
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(text.contains("- run twice, it made two runs: the runs differ at decision "))
        #expect(text.contains("in drifter#0") && text.contains("FailureTests.swift:\(line)"), "\(text)")
    }

    @Test("A process that lets no time pass is named")
    func stalls() async throws {
        var options = SimulationOptions.planted
        options.stepsAtOneInstant = 1_000
        let found = try await issues {
            try await simulate(seeds: [7], options) { world in
                world.start(named: "spinner") { process in while true { try await process.sleep(for: .zero) } }
                try world.run(for: .seconds(5))
            }
        }
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(text.contains("- spinner#0 keeps running and lets no time pass"))
    }

    @Test("A process that goes on whatever it is told ends its seed, which names it")
    func endlessProcesses() async throws {
        var options = SimulationOptions.planted
        options.stepsAtOneInstant = 100_000
        let found = try await issues {
            try await simulate(seeds: [7], options) { world in
                world.start(named: "endless") { _ in while true { await Task.yield() } }
                try world.run(for: .seconds(5))
            }
        }
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(text.contains("- endless#0 keeps running and lets no time pass"))
        #expect(text.contains("- a leak: endless#0 keeps running without a wait when it should have ended"))
    }

    @Test("A replica that was made and never started fails the seed")
    func replicasThatNeverStart() async throws {
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                _ = Replica(named: "idle-1", in: world) { _ in Listener(notes: Notes(), clock: ContinuousClock()) }
                try world.run(for: .seconds(5))
            }
        }
        #expect(found.first?.comments.first?.rawValue.contains("- idle-1 was made and never started") == true)
    }

    @Test("A replica that was started when time was over fails the seed")
    func replicasWithoutTime() async throws {
        struct Idle: Service {
            func run() async throws { try await gracefulShutdown() }
        }
        let found = try await issues {
            try await simulate(seeds: [1], .planted) { world in
                Replica(named: "early", in: world) { _ in Idle() }.start()
                try world.run(for: .seconds(1))
                Replica(named: "late", in: world) { _ in Idle() }.start()
            }
        }
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(!text.contains("early"))
        #expect(text.contains("- late#0 was made and never started, or had no time to begin"))
    }

    @Test("A process that stops the simulation stops no time of the test")
    func stoppedFromInside() async throws {
        let notes = Notes()
        let report = try await simulate(seeds: [1]) { world in
            world.start(named: "stopper") { process in
                process.world.simulation.stop()
                try await process.sleep(for: .seconds(1))
                notes.add("ran to its end")
            }
            try world.run(for: .seconds(3))
            #expect(world.elapsed == .seconds(3))
        }
        #expect(report.failed.isEmpty && notes.all.last == "ran to its end")
    }

    @Test("A process that had no time to begin, and a moment that did not come, fail the seed")
    func whatNeverCame() async throws {
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                world.at(.seconds(10)) { Issue.record("it is not to come") }
                try world.run(for: .seconds(5))
                world.after(.seconds(1)) { Issue.record("nor is this") }
                world.start(named: "late") { _ in Issue.record("nor this") }
            }
        }
        let text = found.map { $0.comments.map(\.rawValue).joined() }.joined()
        #expect(text.contains("- late#0 was made and never started"))
        #expect(text.contains("- the test ended before 10 s had passed"))
        #expect(text.contains("- the test ended before 6 s had passed"))
    }

    @Test("A moment that is reached, and a process that crashes before it begins, do not")
    func whatCame() async throws {
        try await simulate(seeds: [7], .planted) { world in
            let notes = Notes()
            world.at(.seconds(10)) { notes.add("came") }
            try world.run(for: .seconds(10))
            world.start(named: "dead") { _ in notes.add("never") }.crash()
            #expect(notes.all == ["came"])
        }
    }

    @Test("A call that does not end in time is named, and an error of its own reaches the test")
    func calls() async throws {
        try await simulate(seeds: [7], .planted) { world in
            let answer = try world.run { process in
                try await process.sleep(for: .seconds(2))
                return 12
            }
            #expect(answer == 12)
            #expect(world.elapsed == .seconds(2))
            #expect(throws: Broken.self) { try world.run { _ in throw Broken() } }
        }
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                try world.run(named: "late", atMost: .seconds(5)) { process in
                    try await process.sleep(for: .seconds(6))
                }
            }
        }
        #expect(found.first?.comments.first?.rawValue.contains("- late#0 did not end within 5 s") == true)
    }

    @Test("A test waits for what comes, and what does not come in time is told")
    func waiting() async throws {
        let notes = Notes()
        let found = try await issues {
            try await simulate(seeds: [7], .planted) { world in
                world.after(.milliseconds(1_234)) { notes.add("came") }
                try world.wait(atMost: .seconds(5)) { notes.all == ["came"] }
                #expect(world.elapsed == .milliseconds(1_240))
                try world.wait(atMost: .seconds(5)) { notes.all.count == 2 }
            }
        }
        #expect(found.count == 1)
        let text = found.first?.comments.first?.rawValue ?? ""
        #expect(text.contains("- what the test waits for did not come within 5 s at 6.24 s (SimulationTestKitTests/"))
    }

    @Test("What is expected to fail inside a seed fails no seed")
    func knownIssues() async throws {
        try await simulate(seeds: [7], .planted) { world in
            try world.run(for: .seconds(1))
            withKnownIssue { #expect(world.seed == 8) }
        }
    }
}

/// Continuations that nobody inside a simulation knows of.
private enum Forgotten {
    nonisolated(unsafe) private static var continuations: [CheckedContinuation<Void, Never>] = []

    static func add(_ continuation: CheckedContinuation<Void, Never>) { continuations.append(continuation) }

    static func resumeAll() {
        for continuation in continuations { continuation.resume() }
        continuations = []
    }
}
