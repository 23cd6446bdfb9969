import Testing
import VirtualTime

@Suite struct ProcessTests {
    let simulation = Simulation(.init(seed: 1))

    private func at(_ nanoseconds: Int64, _ body: @escaping () -> Void) {
        simulation.schedule(
            afterNanoseconds: nanoseconds, simulation.register(Callback { _ in body() }), NumberedEntry(0))
    }

    @Test("A sleeper wakes at its instant")
    func aSleeperWakesAtItsInstant() {
        let woken = Record<Int64>()
        let process = simulation.makeProcess(named: "sleeper")
        process.start {
            let clock: any Clock<Duration> = process.clock
            try? await clock.sleep(for: .milliseconds(3))
            woken.add(simulation.now.nanoseconds)
            try? await process.clock.sleep(until: VirtualInstant(nanoseconds: 5_000_000))
            woken.add(simulation.now.nanoseconds)
        }
        simulation.run()
        #expect(woken.all == [3_000_000, 5_000_000])
    }

    @Test("A crash ends every wait at once and its effects never land")
    func aCrashEndsEvery() {
        let effects = Record<String>()
        let process = simulation.makeProcess(named: "victim")
        for number in 0..<10 {
            process.start {
                defer {
                    // Unwinding code tries to reach the outside, as a `defer` in a real service does.
                    if (try? process.checkIn()) != nil { effects.add("unwound \(number)") }
                }
                guard (try? await process.sleep(nanoseconds: 1_000)) != nil else {
                    if (try? await process.sleep(nanoseconds: 1)) != nil { effects.add("slept on \(number)") }
                    return
                }
                effects.add("landed \(number)")
            }
        }
        at(999) { process.crash() }
        simulation.run()
        #expect(effects.all == [])
        #expect(process.liveTasks == 0)
        #expect(simulation.waiting == 0)
    }

    @Test("An answer that came at the instant of the crash is not taken")
    func anAnswerThatCameAtTheInstant() {
        let taken = Record<Int>()
        let process = simulation.makeProcess(named: "victim")
        let reply = Reply<Int>(to: process)
        process.start { if let value = try? await reply.get() { taken.add(value) } }
        at(10) {
            reply.answer(.success(7))
            process.crash()
        }
        simulation.run()
        #expect(taken.all == [])
    }

    @Test("What was started but had no turn before the crash never runs")
    func whatWasStartedButHad() {
        let ran = Record<Int>()
        let process = simulation.makeProcess(named: "victim")
        at(10) {
            process.start { ran.add(1) }
            process.crash()
        }
        simulation.run()
        #expect(ran.all == [])
    }

    @Test("Cancelling a child ends its sleep at once")
    func cancellingAChildEnds() {
        let ends = Record<Int64>()
        let process = simulation.makeProcess(named: "parent")
        process.start {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) { try await process.sleep(nanoseconds: 1_000_000) }
                    ends.add(simulation.now.nanoseconds)
                }
                try? await process.sleep(nanoseconds: 500)
                group.cancelAll()
            }
            ends.add(simulation.now.nanoseconds)
        }
        simulation.run()
        #expect(ends.all == [500, 500])
    }

    @Test("A task cancelled before it waits does not wait")
    func aTaskCancelledBefore() {
        let process = simulation.makeProcess(named: "parent")
        let ended = Record<Int64>()
        process.start {
            let child = Task {
                await #expect(throws: CancellationError.self) { try await process.sleep(nanoseconds: 1_000_000) }
                ended.add(simulation.now.nanoseconds)
            }
            child.cancel()
            await child.value
            withUnsafeCurrentTask { $0?.cancel() }
            await #expect(throws: CancellationError.self) { try await process.sleep(nanoseconds: 1_000_000) }
            ended.add(simulation.now.nanoseconds)
        }
        simulation.run()
        #expect(ended.all == [0, 0])
    }

    @Test("A pause holds jobs and releases them in order")
    func aPauseHoldsJobs() {
        let done = Record<String>()
        let process = simulation.makeProcess(named: "paused")
        for number in 0..<4 {
            process.start {
                try? await process.sleep(nanoseconds: Int64(100 + number))
                done.add("\(number) at \(simulation.now.nanoseconds)")
            }
        }
        at(50) { process.pause() }
        at(60) { process.start { done.add("started at \(simulation.now.nanoseconds)") } }
        at(1_000) { process.resume() }
        simulation.run()
        #expect(done.all == ["started at 1000", "0 at 1000", "1 at 1000", "2 at 1000", "3 at 1000"])
    }

    @Test("A crash during a pause still ends the tasks")
    func aCrashDuringAPause() {
        let landed = Record<Int>()
        let process = simulation.makeProcess(named: "paused")
        for number in 0..<4 {
            process.start { if (try? await process.sleep(nanoseconds: 100)) != nil { landed.add(number) } }
        }
        at(50) { process.pause() }
        at(500) { process.crash() }
        simulation.run()
        #expect(landed.all == [])
        #expect(process.liveTasks == 0)
        #expect(simulation.waiting == 0)
    }

    @Test("A replica comes back as the next incarnation")
    func aReplicaComesBack() {
        let lives = Record<String>()
        let replica = Replica(named: "clerk", in: simulation) { process in
            process.start {
                lives.add("\(process.incarnation) at \(simulation.now.nanoseconds)")
                try? await process.sleep(nanoseconds: .max / 2)
            }
        }
        replica.start()
        at(10) { replica.restart(after: .nanoseconds(5)) }
        at(20) { replica.crash() }
        at(30) { replica.start() }
        at(40) { replica.restart(after: .nanoseconds(100)) }
        at(50) { replica.start() }
        simulation.run(until: VirtualInstant(nanoseconds: 1_000))
        #expect(lives.all == ["0 at 0", "1 at 15", "2 at 30", "3 at 50"])
        #expect(replica.incarnations == 4)
        simulation.close()
    }

    @Test("A reply is given once and carries errors")
    func aReplyIsGivenOnce() {
        struct Refused: Error {}
        let process = simulation.makeProcess(named: "asker")
        let reply = Reply<Int>(to: process)
        let early = Reply<Int>(to: process)
        #expect(early.answer(.success(1)))
        let seen = Record<Int>()
        process.start {
            await #expect(throws: Refused.self) { try await reply.get() }
            if let value = try? await early.get() { seen.add(value) }
        }
        at(5) {
            #expect(reply.answer(.failure(Refused())))
            #expect(!reply.answer(.success(2)))
        }
        simulation.run()
        #expect(seen.all == [1])
    }

    @Test("Closing a world ends the tasks that still wait")
    func closingAWorldEnds() {
        let process = simulation.makeProcess(named: "waiting")
        for _ in 0..<5 { process.start { try? await process.suspend { _ in } } }
        simulation.run()
        #expect(process.liveTasks == 5)
        simulation.close()
        #expect(process.liveTasks == 0)
    }
}
