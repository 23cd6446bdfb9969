import Testing
import VirtualTime

@Suite struct AgendaTests {
    let simulation = Simulation(.init(seed: 1))

    @Test func entriesFireByInstantAndThenInTheOrderTheyWereScheduled() {
        let fired = Record<UInt64>()
        let handler = simulation.register(Callback { fired.add($0) })
        for (token, instant) in [(1, 30), (2, 10), (3, 20), (4, 10), (5, 30), (6, 10)] {
            simulation.schedule(at: VirtualInstant(nanoseconds: Int64(instant)), handler, token: UInt64(token))
        }
        #expect(simulation.run() == .agendaEmpty)
        #expect(fired.all == [2, 4, 6, 3, 1, 5])
        #expect(simulation.now.nanoseconds == 30)
    }

    @Test func thousandsOfEntriesComeOutSorted() {
        var stream = simulation.stream("instants")
        let instants = (0..<5_000).map { _ in Int64(stream.next(below: 1_000)) }
        let fired = Record<Int64>()
        let order = Record<UInt64>()
        let handler = simulation.register(
            Callback { [simulation] token in
                fired.add(simulation.now.nanoseconds)
                order.add(token)
            })
        for (token, instant) in instants.enumerated() {
            simulation.schedule(at: VirtualInstant(nanoseconds: instant), handler, token: UInt64(token))
        }
        simulation.run()
        #expect(fired.all == instants.sorted())
        #expect(order.all == instants.indices.sorted { (instants[$0], $0) < (instants[$1], $1) }.map { UInt64($0) })
    }

    @Test func whatIsScheduledInThePastFiresNow() {
        let fired = Record<Int64>()
        let late = simulation.register(Callback { [simulation] _ in fired.add(simulation.now.nanoseconds) })
        let first = simulation.register(
            Callback { [simulation] _ in simulation.schedule(at: .start, late, token: 0) })
        simulation.schedule(after: 50, first, token: 0)
        simulation.run()
        #expect(fired.all == [50])
    }

    @Test func aCancelledEntryNeverFiresAndCannotBeCancelledAgain() {
        let fired = Record<UInt64>()
        let handler = simulation.register(Callback { fired.add($0) })
        let instant = VirtualInstant(nanoseconds: 10)
        let doomed = simulation.scheduleCancellable(at: instant, handler, token: 1)
        let kept = simulation.scheduleCancellable(at: instant, handler, token: 2)
        #expect(simulation.cancel(doomed))
        #expect(!simulation.cancel(doomed))
        simulation.run()
        #expect(fired.all == [2])
        #expect(!simulation.cancel(kept))
    }

    @Test func aTicketUsedAgainDoesNotReviveTheOneBefore() {
        let fired = Record<UInt64>()
        let handler = simulation.register(Callback { fired.add($0) })
        let first = simulation.scheduleCancellable(at: VirtualInstant(nanoseconds: 10), handler, token: 1)
        simulation.cancel(first)
        _ = simulation.scheduleCancellable(at: VirtualInstant(nanoseconds: 20), handler, token: 2)
        #expect(!simulation.cancel(first))
        simulation.run()
        #expect(fired.all == [2])
        #expect(simulation.now.nanoseconds == 20)
    }

    @Test func cancelledTimersDoNotPileUp() {
        let handler = simulation.register(Callback { _ in })
        for number in 0..<100_000 {
            let instant = VirtualInstant(nanoseconds: Int64(1_000_000 + number))
            simulation.cancel(simulation.scheduleCancellable(at: instant, handler, token: 0))
            #expect(simulation.agendaCount < 1_100)
        }
    }

    @Test func sweepingKeepsTheOrderOfWhatIsLeft() {
        let fired = Record<UInt64>()
        let handler = simulation.register(Callback { fired.add($0) })
        var tickets: [AgendaTicket] = []
        for number in 0..<10_000 {
            let instant = VirtualInstant(nanoseconds: Int64((number * 7_919) % 1_000))
            tickets.append(simulation.scheduleCancellable(at: instant, handler, token: UInt64(number)))
        }
        for (number, ticket) in tickets.enumerated() where number % 10 != 0 { simulation.cancel(ticket) }
        simulation.run()
        let kept = (0..<10_000).filter { $0 % 10 == 0 }
        #expect(fired.all == kept.sorted { (($0 * 7_919) % 1_000, $0) < (($1 * 7_919) % 1_000, $1) }.map { UInt64($0) })
    }

    @Test func callsThatEndEarlyDoNotLeaveTheirTimersBehind() {
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

    @Test func aRunStopsAtItsLimitAndGoesOnFromThere() {
        let fired = Record<UInt64>()
        let handler = simulation.register(Callback { fired.add($0) })
        for instant in [10, 20, 30] {
            simulation.schedule(at: VirtualInstant(nanoseconds: Int64(instant)), handler, token: UInt64(instant))
        }
        #expect(simulation.run(until: VirtualInstant(nanoseconds: 20)) == .instantReached)
        #expect(fired.all == [10, 20])
        #expect(simulation.now.nanoseconds == 20)
        #expect(simulation.run() == .agendaEmpty)
        #expect(fired.all == [10, 20, 30])
    }

    @Test func stopEndsARunAfterTheCurrentEntry() {
        let fired = Record<UInt64>()
        let handler = simulation.register(
            Callback { [simulation] token in
                fired.add(token)
                if token == 1 { simulation.stop() }
            })
        simulation.schedule(after: 10, handler, token: 1)
        simulation.schedule(after: 10, handler, token: 2)
        #expect(simulation.run() == .stopped)
        #expect(fired.all == [1])
        #expect(simulation.run() == .agendaEmpty)
        #expect(fired.all == [1, 2])
    }
}
