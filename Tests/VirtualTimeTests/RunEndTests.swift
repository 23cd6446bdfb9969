import Testing
import VirtualTime

@Suite struct RunEndTests {
    private static let five = VirtualInstant(nanoseconds: 5_000_000_000)

    @Test(
        "A run with a limit ends at the limit, also when nothing is left", arguments: [SchedulePolicy.fifo, .shuffle])
    func aRunWithALimit(policy: SchedulePolicy) {
        let simulation = Simulation(.init(seed: 1, policy: policy))
        #expect(simulation.run(until: Self.five) == .agendaEmpty)
        #expect(simulation.now == Self.five)
        let fired = Record<Int64>()
        let handler = simulation.register(Callback { [simulation] _ in fired.add(simulation.now.nanoseconds) })
        simulation.schedule(afterNanoseconds: 1, handler, NumberedEntry(0))
        #expect(simulation.run(until: .start) == .instantReached)
        #expect(simulation.now == Self.five)
        #expect(simulation.run() == .agendaEmpty)
        #expect(fired.all == [5_000_000_001] && simulation.now.nanoseconds == 5_000_000_001)
    }

    @Test(
        "A service that polls without a wait ends the run, which names it", arguments: [SchedulePolicy.fifo, .shuffle])
    func aServiceThatPollsWithoutAWait(policy: SchedulePolicy) {
        let simulation = Simulation(.init(seed: 1, policy: policy, stepsAtOneInstant: 100_000))
        let idle = simulation.makeProcess(named: "idle")
        let eager = simulation.makeProcess(named: "eager", incarnation: 2)
        idle.start { try? await idle.clock.sleep(for: .seconds(1)) }
        eager.start {
            try? await eager.clock.sleep(for: .milliseconds(1))
            while !Task.isCancelled { try? await eager.clock.sleep(for: .zero) }
        }
        let end = Simulation.RunEnd.stalled(process: "eager#2", at: VirtualInstant(nanoseconds: 1_000_000))
        #expect(simulation.run(until: Self.five) == end)
        #expect(simulation.run(until: Self.five) == end)
        simulation.close()
        #expect(simulation.leaks == [] && eager.liveTasks == 0)
    }

    @Test("Two tasks that yield to each other for ever stall, and so does a handler that calls itself")
    func whatElseStalls() {
        let yielding = Simulation(.init(seed: 1, stepsAtOneInstant: 100_000))
        let process = yielding.makeProcess(named: "polite")
        for _ in 0..<2 { process.start { while !Task.isCancelled { await Task.yield() } } }
        #expect(yielding.run() == .stalled(process: "polite#0", at: .start))
        yielding.close()

        let calling = Simulation(.init(seed: 1, stepsAtOneInstant: 100_000))
        let again = Again(calling)
        calling.schedule(afterNanoseconds: 3, again.handler, NumberedEntry(0))
        #expect(calling.run() == .stalled(process: "world", at: VirtualInstant(nanoseconds: 3)))
    }

    private final class Again: AgendaHandler {
        private let simulation: Simulation
        private(set) var handler: HandlerID<NumberedEntry>!

        init(_ simulation: Simulation) {
            self.simulation = simulation
            handler = simulation.register(self)
        }

        func fire(_ entry: NumberedEntry) { simulation.schedule(afterNanoseconds: 0, handler, entry) }
    }

    @Test("Many jobs at one instant are no stall as long as they are fewer")
    func manyJobsAtOneInstant() {
        let simulation = Simulation(.init(seed: 1, stepsAtOneInstant: 400_000))
        let process = simulation.makeProcess(named: "busy")
        process.start {
            for _ in 0..<10 {
                for _ in 0..<50_000 { await Task.yield() }
                try? await process.sleep(nanoseconds: 1)
            }
        }
        #expect(simulation.run() == .agendaEmpty)
        #expect(simulation.now.nanoseconds == 10)
    }

    enum LongSleep: CaseIterable {
        case longest, fiveHundredYears, distantFuture, mostNanoseconds, realLongest, realFiveHundredYears
        case realMostNanoseconds

        func callAsFunction(_ process: SimulatedProcess) async throws {
            let years = Duration.seconds(500 * 365 * 86_400)
            switch self {
            case .longest: try await process.clock.sleep(for: .seconds(Int64.max))
            case .fiveHundredYears: try await process.clock.sleep(for: years)
            case .distantFuture: try await process.clock.sleep(until: .distantFuture)
            case .mostNanoseconds: try await process.clock.sleep(nanoseconds: .max)
            case .realLongest: try await Task.sleep(for: .seconds(Int64.max))
            case .realFiveHundredYears: try await Task.sleep(for: years)
            case .realMostNanoseconds: try await Task.sleep(nanoseconds: .max)
            }
        }
    }

    @Test("A sleep longer than the calendar lasts until it is cancelled", arguments: LongSleep.allCases)
    func aSleepLongerThanTheCalendar(sleep: LongSleep) {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "sleeper")
        let woken = Record<String>()
        process.start {
            let long = Task {
                do {
                    try await sleep(process)
                    woken.add("slept")
                } catch { woken.add("\(error) at \(simulation.now.nanoseconds)") }
            }
            try? await process.clock.sleep(for: .nanoseconds(30))
            long.cancel()
        }
        #expect(simulation.run() == .agendaEmpty)
        #expect(woken.all == ["CancellationError() at 30"])
        #expect(simulation.now.nanoseconds < 1_000_000_000)
    }

    @Test("A sleep of less than no time has passed")
    func aSleepOfLessThanNoTime() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "sleeper")
        let woken = Record<Int64>()
        process.start {
            try? await process.sleep(nanoseconds: 10)
            for length in [Duration.seconds(-5), .seconds(Int64.min), .zero] {
                try? await process.clock.sleep(for: length)
                woken.add(simulation.now.nanoseconds)
            }
        }
        simulation.run()
        #expect(woken.all == [10, 10, 10])
    }

    @Test("Instants beyond 292 years are the distant future, and tell how far it is")
    func instantsBeyond() {
        let year = Duration.seconds(365 * 86_400)
        #expect(VirtualInstant.start.advanced(by: year * 500) == .distantFuture)
        #expect(VirtualInstant.distantFuture.advanced(by: year) == .distantFuture)
        #expect((year * 500).wholeNanoseconds == .max && (year * -500).wholeNanoseconds == .min)
        let past = VirtualInstant(nanoseconds: .min)
        #expect(past.duration(to: .distantFuture) == .nanoseconds(Int64.max) - .nanoseconds(Int64.min))
        #expect((Duration.nanoseconds(Int64.min)).wholeNanoseconds == .min)
    }

    @Test("The clock of another simulation says that it is one")
    func theClockOfAnotherSimulation() {
        let (simulation, other) = (Simulation(.init(seed: 1)), Simulation(.init(seed: 2)))
        let process = simulation.makeProcess(named: "astray")
        let stranger = other.makeProcess(named: "stranger")
        let caught = Record<DeterminismLeak.Kind?>()
        process.start {
            do { try await stranger.clock.sleep(for: .seconds(1)) } catch {
                caught.add((error as? DeterminismLeak)?.kind)
            }
        }
        simulation.run()
        #expect(caught.all == [.portOfOtherSimulation])
        #expect(simulation.leaks.map(\.kind) == [.portOfOtherSimulation])
        #expect(simulation.leaks.map(\.process) == ["astray#0"])
        #expect(simulation.leaks.map(\.otherProcess) == ["stranger#0"])
        #expect(simulation.leaks.allSatisfy { $0.place?.contains("RunEndTests.swift:") == true }, "\(simulation.leaks)")
        let told = simulation.leaks.map(\.description).joined()
        #expect(
            told.hasPrefix("astray#0 calls a port, such as the clock, of stranger#0, which another simulation runs"))
        #expect(told.contains("at 0s"))
        #expect(other.leaks == [])
    }
}
