import Testing
import VirtualTime

@Suite struct AgendaTests {
    let simulation = Simulation(.init(seed: 1))

    @Test("Entries fire by instant and then in the order they were scheduled")
    func entriesFireByInstant() {
        let fired = Record<Int>()
        let handler = simulation.register(Callback { fired.add($0) })
        for (number, instant) in [(1, 30), (2, 10), (3, 20), (4, 10), (5, 30), (6, 10)] {
            simulation.schedule(at: VirtualInstant(nanoseconds: Int64(instant)), handler, NumberedEntry(number))
        }
        #expect(simulation.run() == .agendaEmpty)
        #expect(fired.all == [2, 4, 6, 3, 1, 5])
        #expect(simulation.now.nanoseconds == 30)
    }

    @Test("Thousands of entries come out sorted")
    func thousandsOfEntriesComeOutSorted() {
        var stream = simulation.stream("instants")
        let instants = (0..<5_000).map { _ in Int64(stream.next(below: 1_000)) }
        let fired = Record<Int64>()
        let order = Record<Int>()
        let handler = simulation.register(
            Callback { [simulation] number in
                fired.add(simulation.now.nanoseconds)
                order.add(number)
            })
        for (number, instant) in instants.enumerated() {
            simulation.schedule(at: VirtualInstant(nanoseconds: instant), handler, NumberedEntry(number))
        }
        simulation.run()
        #expect(fired.all == instants.sorted())
        #expect(order.all == instants.indices.sorted { (instants[$0], $0) < (instants[$1], $1) })
    }

    @Test("What is scheduled in the past fires now")
    func whatIsScheduledInThePastFires() {
        let fired = Record<Int64>()
        let late = simulation.register(Callback { [simulation] _ in fired.add(simulation.now.nanoseconds) })
        let first = simulation.register(
            Callback { [simulation] _ in simulation.schedule(at: .start, late, NumberedEntry(0)) })
        simulation.schedule(afterNanoseconds: 50, first, NumberedEntry(0))
        simulation.run()
        #expect(fired.all == [50])
    }

    @Test("A cancelled entry never fires and cannot be cancelled again")
    func aCancelledEntryNever() {
        let fired = Record<Int>()
        let handler = simulation.register(Callback { fired.add($0) })
        let instant = VirtualInstant(nanoseconds: 10)
        let doomed = simulation.scheduleTimer(at: instant, handler, NumberedEntry(1))
        let kept = simulation.scheduleTimer(at: instant, handler, NumberedEntry(2))
        #expect(simulation.cancel(doomed))
        #expect(!simulation.cancel(doomed))
        simulation.run()
        #expect(fired.all == [2])
        #expect(!simulation.cancel(kept))
    }

    @Test("A timer that takes the place of another does not revive the one before")
    func aTimerThatTakesThePlace() {
        let fired = Record<Int>()
        let handler = simulation.register(Callback { fired.add($0) })
        let first = simulation.scheduleTimer(at: VirtualInstant(nanoseconds: 10), handler, NumberedEntry(1))
        simulation.cancel(first)
        _ = simulation.scheduleTimer(at: VirtualInstant(nanoseconds: 20), handler, NumberedEntry(2))
        #expect(!simulation.cancel(first))
        simulation.run()
        #expect(fired.all == [2])
        #expect(simulation.now.nanoseconds == 20)
    }

    @Test("Cancelled timers do not pile up")
    func cancelledTimersDoNotPileUp() {
        let handler = simulation.register(Callback { _ in })
        for number in 0..<100_000 {
            let instant = VirtualInstant(nanoseconds: Int64(1_000_000 + number))
            simulation.cancel(simulation.scheduleTimer(at: instant, handler, NumberedEntry(0)))
            #expect(simulation.agendaCount < 1_100)
        }
    }

    @Test("Sweeping keeps the order of what is left")
    func sweepingKeepsTheOrder() {
        let fired = Record<Int>()
        let handler = simulation.register(Callback { fired.add($0) })
        var timers: [TimerID] = []
        for number in 0..<10_000 {
            let instant = VirtualInstant(nanoseconds: Int64((number * 7_919) % 1_000))
            timers.append(simulation.scheduleTimer(at: instant, handler, NumberedEntry(number)))
        }
        for (number, timer) in timers.enumerated() where number % 10 != 0 { simulation.cancel(timer) }
        simulation.run()
        let kept = (0..<10_000).filter { $0 % 10 == 0 }
        #expect(fired.all == kept.sorted { (($0 * 7_919) % 1_000, $0) < (($1 * 7_919) % 1_000, $1) })
    }

    @Test("Calls that end early do not leave their timers behind")
    func callsThatEndEarly() {
        let process = simulation.makeProcess(named: "caller")
        process.start {
            for _ in 0..<20_000 {
                try? await process.suspend { waiter in
                    simulation.wake(waiter, at: VirtualInstant(nanoseconds: 1_000_000_000))
                    simulation.wake(waiter)
                }
            }
            #expect(simulation.agendaCount < 1_100)
            #expect(simulation.now == .start)
        }
        simulation.run()
        #expect(process.liveTasks == 0)
    }

    @Test("A run stops at its limit and goes on from there")
    func aRunStopsAtItsLimit() {
        let fired = Record<Int>()
        let handler = simulation.register(Callback { fired.add($0) })
        for instant in [10, 20, 30] {
            simulation.schedule(at: VirtualInstant(nanoseconds: Int64(instant)), handler, NumberedEntry(instant))
        }
        #expect(simulation.run(until: VirtualInstant(nanoseconds: 20)) == .instantReached)
        #expect(fired.all == [10, 20])
        #expect(simulation.now.nanoseconds == 20)
        #expect(simulation.run() == .agendaEmpty)
        #expect(fired.all == [10, 20, 30])
    }

    @Test("Stop ends a run after the current entry")
    func stopEndsARun() {
        let fired = Record<Int>()
        let handler = simulation.register(
            Callback { [simulation] number in
                fired.add(number)
                if number == 1 { simulation.stop() }
            })
        simulation.schedule(afterNanoseconds: 10, handler, NumberedEntry(1))
        simulation.schedule(afterNanoseconds: 10, handler, NumberedEntry(2))
        #expect(simulation.run() == .stopped)
        #expect(fired.all == [1])
        #expect(simulation.run() == .agendaEmpty)
        #expect(fired.all == [1, 2])
    }
}
