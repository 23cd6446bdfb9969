import Testing
import VirtualTime

/// A comparison of runs that shows nothing says so.
@Suite struct NothingShownTests {
    private static func start(in simulation: Simulation) {
        let process = simulation.makeProcess(named: "worker")
        process.start { try? await process.sleep(for: .seconds(1)) }
    }

    @Test("Where no simulation with the journal has run, nothing is shown")
    func nothingRan() throws {
        #expect(try Verification.compare { _ in } == .nothingRan)
        #expect(
            try Verification.compare { journal in Self.start(in: Simulation(.init(seed: 1, journal: journal))) }
                == .nothingRan)
        let forgotten = try Verification.compare { _ in
            let simulation = Simulation(.init(seed: 1))
            Self.start(in: simulation)
            simulation.run()
        }
        #expect(forgotten == .nothingRan)
        #expect(forgotten?.description == "nothing is shown: no simulation with the journal has run")
        let shown = try Verification.compare { journal in
            let simulation = Simulation(.init(seed: 1, journal: journal))
            Self.start(in: simulation)
            simulation.run()
        }
        #expect(shown == nil)
    }

    @Test("A run that stalled, or was no replay of its log, shows nothing")
    func runsWithoutAnEnd() throws {
        let stalled = try Verification.compare { journal in
            let simulation = Simulation(.init(seed: 1, journal: journal, stepsAtOneInstant: 100_000))
            let process = simulation.makeProcess(named: "spinner")
            process.start { while process.isAlive { await Task.yield() } }
            simulation.run()
        }
        #expect(stalled?.description == "nothing is shown: the run stalled at 0 s, in spinner#0")
        let diverged = try Verification.compare { journal in
            let simulation = Simulation(.init(seed: 1, policy: .replay(DecisionLog([7])), journal: journal))
            for _ in 0..<3 { Self.start(in: simulation) }
            simulation.run()
        }
        guard case .diverged = diverged else {
            Issue.record("\(String(describing: diverged))")
            return
        }
        #expect(diverged?.description.hasPrefix("nothing is shown: ") == true)
    }
}
