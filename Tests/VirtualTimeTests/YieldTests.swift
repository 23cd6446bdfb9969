import Testing
import VirtualTime

@Suite struct YieldTests {
    @Test("A task that yields goes on at the same instant, behind what is ready")
    func aTaskThatYields() {
        let simulation = Simulation(.init(seed: 1))
        let order = Record<String>()
        let process = simulation.makeProcess(named: "yielder")
        process.start {
            order.add("before")
            await Task.yield()
            order.add("after at \(simulation.now.nanoseconds)")
        }
        process.start { order.add("other") }
        #expect(simulation.run() == .agendaEmpty)
        #expect(order.all == ["before", "other", "after at 0"])
        #expect(simulation.leaks == [] && process.liveTasks == 0)
    }

    /// A number for what 200 seeds have decided: a constant, so that every process, in debug and in release, has to
    /// agree.
    @Test("Tasks that yield take the same turns in every process under 200 seeds")
    func tasksThatYieldTakeTheSameTurns() {
        var all = TraceHash()
        for seed in 0..<200 as Range<UInt64> {
            let (order, trace) = turns(seed)
            #expect(order.count == 28)
            for turn in order { all.mix(UInt64(turn)) }
            all.mix(trace)
        }
        #expect(all.value == Self.turnsOf200Seeds)
    }

    private static let turnsOf200Seeds: UInt64 = 15_060_570_756_722_060_220

    /// The turns of three tasks, of a child each, of an actor, and of a task that one of them makes.
    private func turns(_ seed: UInt64) -> ([Int], UInt64) {
        let simulation = Simulation(.init(seed: seed, policy: .shuffle))
        let order = Record<Int>()
        let counter = Counter()
        let process = simulation.makeProcess(named: "yielder")
        for number in 0..<3 {
            process.start {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await yield(3, 100 + number) }
                    await yield(3, number)
                }
                await counter.add()
                await Task { await yield(3, 200 + number) }.value
            }
        }
        @Sendable func yield(_ times: Int, _ number: Int) async {
            for _ in 0..<times {
                await Task.yield()
                order.add(number)
            }
        }
        simulation.run()
        simulation.close()
        #expect(simulation.leaks == [])
        return (order.all + [counter.calls], simulation.trace.value)
    }

    private actor Counter {
        nonisolated let record = Record<Int>()
        nonisolated var calls: Int { record.all.count }

        func add() async {
            await Task.yield()
            record.add(1)
        }
    }
}
