import Testing
import VirtualTime

@Suite struct PolicyTests {
    private struct Outcome {
        let order: String
        let decisions: DecisionLog
        let hash: UInt64
        let end: Simulation.RunEnd
        let left: Int
    }

    /// The order in which two jobs, ready at one instant, and two agenda entries of that instant went.
    private func order(_ policy: SchedulePolicy, seed: UInt64) -> Outcome {
        let simulation = Simulation(.init(seed: seed, policy: policy))
        let went = Record<String>()
        let process = simulation.makeProcess(named: "pair")
        process.start { went.add("a") }
        process.start { went.add("b") }
        let handler = simulation.register(Callback { went.add($0 == 0 ? "x" : "y") })
        simulation.schedule(at: .start, handler, NumberedEntry(0))
        simulation.schedule(at: .start, handler, NumberedEntry(1))
        let end = simulation.run()
        return Outcome(
            order: went.all.joined(), decisions: simulation.decisions, hash: simulation.trace.value, end: end,
            left: simulation.decisionsLeft)
    }

    @Test("First come first served decides nothing")
    func firstComeFirstServedDecidesNothing() {
        let outcome = order(.fifo, seed: 1)
        #expect(outcome.order == "abxy")
        #expect(outcome.decisions.count == 0)
    }

    @Test("Shuffle reaches every order of what is ready")
    func shuffleReachesEvery() {
        let orders = Set((0..<600).map { order(.shuffle, seed: $0).order })
        #expect(orders.count == 24)
    }

    @Test("Shuffle repeats each order by seed")
    func shuffleRepeatsEachOrderBySeed() {
        for seed in 0..<50 as Range<UInt64> {
            let first = order(.shuffle, seed: seed)
            let second = order(.shuffle, seed: seed)
            #expect(first.order == second.order)
            #expect(first.hash == second.hash)
            #expect(first.decisions == second.decisions)
        }
    }

    @Test("Replay repeats what shuffle decided without its seed")
    func replayRepeatsWhatShuffle() {
        for seed in 0..<50 as Range<UInt64> {
            let shuffled = order(.shuffle, seed: seed)
            let replayed = order(.replay(shuffled.decisions), seed: 0)
            #expect(replayed.order == shuffled.order)
            #expect(replayed.hash == shuffled.hash)
        }
    }

    @Test("A log that is followed goes on as first come first served")
    func aLogThatIsFollowedGoes() {
        #expect(order(.follow(DecisionLog()), seed: 5).order == "abxy")
        #expect(order(.follow(DecisionLog([1])), seed: 5).order == "baxy")
        #expect(order(.follow(DecisionLog([9, 9, 9])), seed: 5).order == "yxba")
    }

    @Test("A replay ends where its decisions do not fit")
    func aReplayEndsWhere() {
        let short = order(.replay(DecisionLog([1])), seed: 5)
        #expect(short.order == "b")
        #expect(short.end == .diverged(.decisionsUsedUp(count: 1, at: .start)))
        let wild = order(.replay(DecisionLog([1, 7, 0])), seed: 5)
        #expect(wild.order == "b")
        #expect(wild.end == .diverged(.choiceOutOfRange(index: 1, choice: 7, ready: 3, at: .start)))
        #expect(wild.left == 2)
    }

    @Test("A replay that has diverged stays diverged")
    func aReplayThatHasDivergedStays() {
        let simulation = Simulation(.init(seed: 1, policy: .replay(DecisionLog())))
        let process = simulation.makeProcess(named: "pair")
        let went = Record<String>()
        for name in ["a", "b"] { process.start { went.add(name) } }
        let end = Simulation.RunEnd.diverged(.decisionsUsedUp(count: 0, at: .start))
        #expect(simulation.run() == end)
        #expect(simulation.run() == end)
        simulation.close()
        #expect(went.all.isEmpty)
    }

    @Test("A replay tells how many decisions it has left")
    func aReplayTellsHow() {
        let whole = order(.replay(DecisionLog([0, 0, 0])), seed: 5)
        #expect(whole.end == .agendaEmpty)
        #expect(whole.left == 0)
        #expect(order(.replay(DecisionLog([0, 0, 0, 4])), seed: 5).left == 1)
    }

    @Test("A decision log is built back from its bytes")
    func aDecisionLogIsBuilt() throws {
        let edges = DecisionLog([0, 1, 127, 128, 16_383, 16_384, Int(Int32.max), Int.max])
        #expect(try DecisionLog(bytes: edges.bytes) == edges)
        #expect(try DecisionLog(bytes: []) == DecisionLog())
        var stream = RandomStream(seed: 8, name: "logs", replication: 0)
        for _ in 0..<200 {
            let length = stream.next(below: 50)
            let log = DecisionLog((0..<length).map { _ in Int(stream.next() >> (1 + stream.next(below: 62))) })
            let stored = try DecisionLog(bytes: log.bytes)
            #expect(stored == log)
            #expect(stored.choices == log.choices)
        }
    }

    @Test("Bytes that are no log are refused")
    func bytesThatAreNoLogAreRefused() {
        func cause(_ bytes: [UInt8]) -> DecisionLog.Malformed? {
            do throws(DecisionLog.Malformed) {
                _ = try DecisionLog(bytes: bytes)
                return nil
            } catch { return error }
        }
        #expect(cause([0x05, 0x80])?.cause == .cutOff)
        #expect(cause([0x05, 0x80])?.offset == 2)
        #expect(cause([0x80, 0x00])?.cause == .padded)
        #expect(cause([UInt8](repeating: 0xFF, count: 9) + [0x01])?.cause == .tooLarge)
        #expect(cause([UInt8](repeating: 0xFF, count: 12))?.cause == .tooLarge)
        #expect(cause([UInt8](repeating: 0xFF, count: 8) + [0x7F]) == nil)
    }

    @Test("Arbitrary bytes are a log or refused")
    func arbitraryBytesAreALog() {
        var stream = RandomStream(seed: 9, name: "bytes", replication: 0)
        for _ in 0..<2_000 {
            let bytes = (0..<stream.next(below: 24)).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
            guard let log = try? DecisionLog(bytes: bytes) else { continue }
            #expect(DecisionLog(log.choices).bytes == bytes)
        }
    }

    @Test("A forced choice is not recorded")
    func aForcedChoiceIsNotRecorded() {
        let simulation = Simulation(.init(seed: 1, policy: .shuffle))
        let process = simulation.makeProcess(named: "alone")
        process.start { for _ in 0..<10 { try? await process.sleep(nanoseconds: 5) } }
        simulation.run()
        #expect(simulation.decisions.count == 0)
        #expect(simulation.now.nanoseconds == 50)
    }

    @Test("A decision log keeps large choices")
    func aDecisionLogKeepsLargeChoices() {
        let choices = [0, 1, 127, 128, 300, 16_383, 16_384, 5_000_000]
        let log = DecisionLog(choices)
        #expect(log.choices == choices)
        #expect(log.bytes.count == 1 + 1 + 1 + 2 + 2 + 2 + 3 + 4)
    }

    @Test("A whole world runs under shuffle and replays")
    func aWholeWorldRuns() {
        let shuffled = SmallWorld(seed: 3, policy: .shuffle)
        let hash = shuffled.run()
        #expect(shuffled.simulation.decisions.count > 100)
        #expect(SmallWorld(seed: 3, policy: .shuffle).run() == hash)
        let replayed = SmallWorld(seed: 3, policy: .replay(shuffled.simulation.decisions))
        #expect(replayed.run() == hash)
        #expect(replayed.simulation.decisionsLeft == 0)
        #expect(SmallWorld(seed: 3).run() != hash)
    }
}
