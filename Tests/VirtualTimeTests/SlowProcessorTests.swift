import Testing
import VirtualTime

@Suite("A slow processor")
struct SlowProcessorTests {
    let simulation = Simulation(.init(seed: 1))

    private func at(_ nanoseconds: Int64, _ body: @escaping () -> Void) {
        simulation.schedule(
            afterNanoseconds: nanoseconds, simulation.register(Callback { _ in body() }), NumberedEntry(0))
    }

    /// A process with so many tasks; each tells when it begins, and when it has slept 100 ns.
    private func makeProcess(_ tasks: Int, _ told: Record<String>) -> SimulatedProcess {
        let process = simulation.makeProcess(named: "server")
        for number in 0..<tasks {
            process.start {
                told.add("\(number) begins at \(simulation.now.nanoseconds)")
                guard (try? await process.sleep(nanoseconds: 100)) != nil else { return }
                told.add("\(number) woke at \(simulation.now.nanoseconds)")
            }
        }
        return process
    }

    @Test("lets jobs run one after another, each after its time, in the order they became ready")
    func serialises() {
        let told = Record<String>()
        let process = makeProcess(3, told)
        process.slow(timePerJob: .nanoseconds(40))
        simulation.run()
        #expect(
            told.all == [
                "0 begins at 40", "1 begins at 80", "2 begins at 120", "0 woke at 180", "1 woke at 220",
                "2 woke at 260",
            ])
        #expect(process.jobsSlowed == 6)
        #expect(process.liveTasks == 0)
    }

    @Test("has slowed the jobs that wait for it, though none has had it yet")
    func slowsWhatWaits() {
        let process = makeProcess(3, Record<String>())
        process.slow(timePerJob: .seconds(60))
        simulation.run(for: .seconds(1))
        #expect(process.jobsSlowed == 3)
    }

    @Test("is fast again from its end on, and what waited runs at once in its order")
    func ends() {
        let told = Record<String>()
        let process = makeProcess(3, told)
        process.slow(timePerJob: .nanoseconds(40))
        at(50) { process.endSlowness() }
        simulation.run()
        #expect(
            told.all == [
                "0 begins at 40", "1 begins at 50", "2 begins at 50", "0 woke at 140", "1 woke at 150", "2 woke at 150",
            ])
    }

    @Test("may become slower: the new time counts from the next turn on")
    func changes() {
        let told = Record<String>()
        let process = makeProcess(3, told)
        process.slow(timePerJob: .nanoseconds(10))
        at(15) { process.slow(timePerJob: .nanoseconds(50)) }
        simulation.run(until: VirtualInstant(nanoseconds: 75))
        #expect(told.all == ["0 begins at 10", "1 begins at 20", "2 begins at 70"])
        simulation.close()
    }

    @Test("slows down no other process")
    func isItsOwn() {
        let told = Record<String>()
        makeProcess(1, told).slow(timePerJob: .nanoseconds(40))
        let other = simulation.makeProcess(named: "other")
        other.start { told.add("other at \(simulation.now.nanoseconds)") }
        simulation.run()
        #expect(told.all == ["other at 0", "0 begins at 40", "0 woke at 180"])
    }

    @Test("of a process that crashes lets its tasks end and their effects not land")
    func crashes() {
        let told = Record<String>()
        let process = makeProcess(5, told)
        process.slow(timePerJob: .nanoseconds(40))
        at(90) { process.crash() }
        simulation.run()
        #expect(told.all == ["0 begins at 40", "1 begins at 80"])
        #expect(process.liveTasks == 0)
        #expect(simulation.waiting == 0)
    }

    @Test("does nothing while its process is paused")
    func pauses() {
        let told = Record<String>()
        let process = makeProcess(3, told)
        process.slow(timePerJob: .nanoseconds(40))
        at(50) { process.pause() }
        at(500) { process.resume() }
        simulation.run()
        #expect(
            told.all == [
                "0 begins at 40", "1 begins at 540", "2 begins at 580", "0 woke at 620", "1 woke at 680",
                "2 woke at 720",
            ])
        #expect(process.liveTasks == 0)
    }

    @Test(
        "repeats by seed, whatever the policy, and enters the trace hash", arguments: [SchedulePolicy.fifo, .shuffle])
    func repeats(policy: SchedulePolicy) {
        func run(slow: Bool) -> UInt64 {
            let simulation = Simulation(.init(seed: 7, policy: policy))
            let process = simulation.makeProcess(named: "server")
            for number in 0..<20 as Range<UInt64> {
                process.start {
                    for round in 0..<5 as Range<UInt64> {
                        try? await process.sleep(nanoseconds: 30)
                        simulation.note(number, round)
                    }
                }
            }
            if slow { process.slow(timePerJob: .nanoseconds(7)) }
            simulation.run()
            #expect(process.liveTasks == 0)
            return simulation.trace.value
        }
        #expect(run(slow: true) == run(slow: true))
        #expect(run(slow: true) != run(slow: false))
    }
}
