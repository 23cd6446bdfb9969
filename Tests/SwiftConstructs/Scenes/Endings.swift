import Dispatch
import VirtualTime

extension Scene {
    /// What is left when a run ends, what is not to be done then, and what a verification says of it.
    static let endings: [Scene] = [
        Scene("continuation that nobody resumes") { account in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "stuck")
            process.start { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
            account.tellEnd(simulation.run(), of: simulation, process)
            process.crash()
            simulation.close()
            account.tell("\(process.liveTasks) tasks are left")
            account.tell("\(simulation.leaks.map(\.count)) is counted")
        },
        Scene("verification") { account in
            verify("yield", account) { _ in for _ in 0..<3 { await Task.yield() } }
            verify("main actor", account) { _ in await MainActor.run {} }
            verify("callback", account) { _ in
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().async { continuation.resume() }
                }
            }
            verify("chance", account) { try? await $0.sleep(nanoseconds: .random(in: 1...1_000_000_000)) }
            verify("chance by the clock", account) { process in
                try? await process.clock.sleep(for: .nanoseconds(Int64.random(in: 1...1_000_000_000)))
            }
        },
        Scene("simulation inside a simulation") { account in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "outer")
            process.start {
                let inner = Simulation(.init(seed: 2))
                let sleeper = inner.makeProcess(named: "inner")
                sleeper.start {
                    try? await sleeper.clock.sleep(for: .seconds(3))
                    account.tell("woken", at: inner)
                }
                account.tellEnd(inner.run(), of: inner, sleeper)
                inner.close()
            }
            account.tellEnd(simulation.run(), of: simulation, process)
        },
        Scene("clock of another simulation") { account in
            let other = Simulation(.init(seed: 2)).makeProcess(named: "other")
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "guest")
            process.start {
                do { try await other.clock.sleep(for: .seconds(1)) } catch let leak as DeterminismLeak {
                    account.tell("thrown: \(leak.kind) by \(leak.process)", at: simulation)
                } catch { account.tell("thrown: \(error)", at: simulation) }
            }
            account.tellEnd(simulation.run(), of: simulation, process)
        },
        Scene("task from before the simulation") { account in
            let outsider = OutsideTask()
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "caller")
            process.start {
                for _ in 0..<3 {
                    outsider.resume()
                    try? await process.clock.sleep(for: .milliseconds(1))
                }
            }
            account.tellEnd(simulation.run(), of: simulation, process)
        },
        Scene("job without an end") { _ in
            let simulation = Simulation(.init(seed: 7))
            let process = simulation.makeProcess(named: "endless")
            process.start {
                try? await process.clock.sleep(for: .seconds(3))
                while true { try? Task.checkCancellation() }
            }
            simulation.run()
        },
        Scene("closed twice") { account in
            let simulation = Simulation(.init(seed: 1))
            simulation.run()
            simulation.close()
            simulation.close()
            account.tell("closed")
        },
        Scene("run after the end") { _ in
            let simulation = Simulation(.init(seed: 1))
            simulation.close()
            simulation.run()
        },
        Scene("start after a crash") { _ in
            let process = Simulation(.init(seed: 1)).makeProcess(named: "dead")
            process.crash()
            process.start {}
        },
        Scene("start after the end") { _ in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "late")
            simulation.close()
            process.start {}
        },
        Scene("run inside a run") { _ in
            let simulation = Simulation(.init(seed: 1))
            simulation.makeProcess(named: "diver").start { simulation.run() }
            simulation.run()
        },
    ]

    /// Runs a process twice beside one that has much to do, and tells whether that passes, or whom it blames.
    private static func verify(
        _ name: String, _ account: Account, _ body: @escaping @Sendable (SimulatedProcess) async -> Void
    ) {
        do {
            let finding = try Verification.compare { journal in
                let simulation = Simulation(.init(seed: 1, journal: journal))
                let process = simulation.makeProcess(named: "suspect")
                process.start { await body(process) }
                process.start { for _ in 0..<1_000 { try? await process.clock.sleep(for: .milliseconds(1)) } }
                simulation.run()
                simulation.close()
            }
            let blamed = finding.map { "\($0)".contains("suspect#0") ? "suspect#0 is blamed" : "nobody is blamed" }
            account.tell("\(name): \(blamed ?? "passes")")
        } catch { return account.tell("\(name): \(error)") }
    }
}
