import Testing
import VirtualTime

@Suite struct PolicyTests {
    /// The order in which two jobs, ready at one instant, and two agenda entries of that instant went.
    private func order(_ policy: SchedulePolicy, seed: UInt64) -> (order: String, decisions: DecisionLog, hash: UInt64)
    {
        let simulation = Simulation(.init(seed: seed, policy: policy))
        let went = Record<String>()
        let process = simulation.makeProcess(named: "pair")
        process.start { went.add("a") }
        process.start { went.add("b") }
        let handler = simulation.register(Callback { went.add($0 == 0 ? "x" : "y") })
        simulation.schedule(at: .start, handler, token: 0)
        simulation.schedule(at: .start, handler, token: 1)
        simulation.run()
        return (went.all.joined(), simulation.decisions, simulation.trace.value)
    }

    @Test func firstComeFirstServedDecidesNothing() {
        let outcome = order(.fifo, seed: 1)
        #expect(outcome.order == "abxy")
        #expect(outcome.decisions.count == 0)
    }

    @Test func shuffleReachesEveryOrderOfWhatIsReady() {
        let orders = Set((0..<600).map { order(.shuffle, seed: $0).order })
        #expect(orders.count == 24)
    }

    @Test func shuffleRepeatsEachOrderBySeed() {
        for seed in 0..<50 as Range<UInt64> {
            let first = order(.shuffle, seed: seed)
            let second = order(.shuffle, seed: seed)
            #expect(first.order == second.order)
            #expect(first.hash == second.hash)
            #expect(first.decisions == second.decisions)
        }
    }

    @Test func replayRepeatsWhatShuffleDecidedWithoutItsSeed() {
        for seed in 0..<50 as Range<UInt64> {
            let shuffled = order(.shuffle, seed: seed)
            let replayed = order(.replay(shuffled.decisions), seed: 0)
            #expect(replayed.order == shuffled.order)
            #expect(replayed.hash == shuffled.hash)
        }
    }

    @Test func anEmptyLogReplaysAsFirstComeFirstServed() {
        #expect(order(.replay(DecisionLog()), seed: 5).order == "abxy")
        #expect(order(.replay(DecisionLog([1])), seed: 5).order == "baxy")
    }

    @Test func aForcedChoiceIsNotRecorded() {
        let simulation = Simulation(.init(seed: 1, policy: .shuffle))
        let process = simulation.makeProcess(named: "alone")
        process.start { for _ in 0..<10 { try? await process.sleep(nanoseconds: 5) } }
        simulation.run()
        #expect(simulation.decisions.count == 0)
        #expect(simulation.now.nanoseconds == 50)
    }

    @Test func aDecisionLogKeepsLargeChoices() {
        let choices = [0, 1, 127, 128, 300, 16_383, 16_384, 5_000_000]
        let log = DecisionLog(choices)
        #expect(log.choices == choices)
        #expect(log.bytes.count == 1 + 1 + 1 + 2 + 2 + 2 + 3 + 4)
    }

    @Test func aWholeWorldRunsUnderShuffleAndReplays() {
        let shuffled = SmallWorld(seed: 3, policy: .shuffle)
        let hash = shuffled.run()
        #expect(shuffled.simulation.decisions.count > 100)
        #expect(SmallWorld(seed: 3, policy: .shuffle).run() == hash)
        #expect(SmallWorld(seed: 3, policy: .replay(shuffled.simulation.decisions)).run() == hash)
        #expect(SmallWorld(seed: 3).run() != hash)
    }
}
