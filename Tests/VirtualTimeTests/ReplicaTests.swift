import Testing
import VirtualTime

@Suite struct ReplicaTests {
    private static let epoch = WallTime(sinceUnixEpoch: .seconds(1_000))
    let simulation = Simulation(.init(seed: 1, epoch: Self.epoch))

    private func at(_ nanoseconds: Int64, _ body: @escaping () -> Void) {
        simulation.schedule(
            afterNanoseconds: nanoseconds, simulation.register(Callback { _ in body() }), NumberedEntry(0))
    }

    /// A replica whose incarnations tell when they begin and when they are cut.
    private func makeReplica(_ name: String, _ told: Record<String>) -> Replica {
        Replica(named: name, in: simulation) { [simulation] process in
            process.start {
                told.add("\(name)#\(process.incarnation) begins at \(simulation.now.nanoseconds)")
                try? await process.suspend { _ in }
                told.add("\(name)#\(process.incarnation) ends at \(simulation.now.nanoseconds)")
            }
        }
    }

    @Test("A restarted process has the wrong clock of its host")
    func aRestartedProcessHasTheWrong() {
        let seen = Record<WallTime>()
        let replica = Replica(named: "clerk", in: simulation) { process in
            process.start {
                while (try? await process.sleep(nanoseconds: 100)) != nil { seen.add(process.wallTime) }
            }
        }
        replica.start()
        at(50) { replica.wallClock.step(by: .seconds(3_600), at: simulation.now) }
        at(150) { replica.restart(after: .nanoseconds(50)) }
        at(350) {
            replica.crash()
            replica.wallClock.correct(to: Self.epoch.advanced(by: .nanoseconds(350)), at: simulation.now)
            replica.start()
        }
        simulation.run(until: VirtualInstant(nanoseconds: 460))
        let hour = Duration.seconds(3_600)
        #expect(
            seen.all.map { Self.epoch.duration(to: $0) }
                == [hour + .nanoseconds(100), hour + .nanoseconds(300), .nanoseconds(450)])
        simulation.close()
    }

    @Test("A clock that its process has been given is the host's too")
    func aClockThatItsProcessHasBeen() throws {
        let replica = Replica(named: "clerk", in: simulation) { _ in }
        replica.start()
        replica.process?.wallClock.drift(byPPM: 100_000, from: .start)
        replica.crash()
        #expect(
            replica.wallClock.read(at: VirtualInstant(nanoseconds: 1_000))
                == Self.epoch.advanced(by: .nanoseconds(1_100)))
        replica.start()
        at(1_000) {}
        simulation.run()
        #expect(try #require(replica.process).wallTime == Self.epoch.advanced(by: .nanoseconds(1_100)))
        simulation.close()
    }

    @Test("A replica whose process is ended by a signal runs none", arguments: [.sigkill, .sigint] as [ProcessSignal])
    func aReplicaWhoseProcessIsEnded(_ signal: ProcessSignal) throws {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        replica.start()
        try #require(replica.process).wallClock.step(by: .seconds(5), at: simulation.now)
        at(10) { replica.process?.send(signal) }
        simulation.run()
        #expect(replica.process == nil && !replica.isShuttingDown)
        #expect(replica.wallClock.read(at: .start) == Self.epoch.advanced(by: .seconds(5)))
        replica.start()
        simulation.run()
        #expect(told.all == ["clerk#0 begins at 0", "clerk#0 ends at 10", "clerk#1 begins at 10"])
        simulation.close()
    }

    @Test("A replica that is killed while it shuts down comes back its downtime after that, not after its grace")
    func aReplicaThatIsKilledWhileItShutsDown() {
        let told = Record<String>()
        let replica = Replica(named: "clerk", in: simulation) { [simulation] process in
            process.handle(.sigterm) {}
            process.start { told.add("#\(process.incarnation) begins at \(simulation.now.nanoseconds)") }
        }
        replica.start()
        at(10) { replica.shutDown(within: .nanoseconds(100), restartingAfter: .nanoseconds(5)) }
        at(20) { replica.process?.send(.sigkill) }
        simulation.run()
        #expect(told.all == ["#0 begins at 0", "#1 begins at 25"])
        simulation.close()
    }

    @Test("A slow host is slow for the next incarnation too")
    func aSlowHostIsSlow() {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        let burden = replica.slow(timePerJob: .nanoseconds(10))
        replica.start()
        at(100) { replica.restart(after: .nanoseconds(50)) }
        at(200) {
            replica.end(burden)
            replica.restart(after: .nanoseconds(50))
        }
        simulation.run()
        #expect(
            told.all == [
                "clerk#0 begins at 10", "clerk#0 ends at 100", "clerk#1 begins at 160", "clerk#1 ends at 200",
                "clerk#2 begins at 250",
            ])
        #expect(replica.jobsSlowed == 2)
        simulation.close()
    }

    @Test("Who is shut down has its grace to end in, and is crashed at its end")
    func whoIsShutDownHasItsGrace() {
        let told = Record<String>()
        /// A service that needs so long to end once it is asked to.
        func makeReplica(_ name: String, timeToEnd: Int64) -> Replica {
            let place = ReplicaPlace()
            let replica = Replica(named: name, in: simulation) { [simulation] process in
                process.handle(.sigterm) {
                    told.add("\(name) is asked at \(simulation.now.nanoseconds)")
                    process.start {
                        try? await process.sleep(for: .nanoseconds(timeToEnd))
                        told.add("\(name) has ended at \(simulation.now.nanoseconds), alive: \(process.isAlive)")
                        if process.isAlive { place.replica?.crash() }
                    }
                }
            }
            place.replica = replica
            replica.start()
            return replica
        }
        let replicas = [makeReplica("quick", timeToEnd: 30), makeReplica("slow", timeToEnd: 3_000)]
        at(100) {
            for replica in replicas {
                replica.shutDown(within: .nanoseconds(50))
                #expect(replica.isShuttingDown)
                replica.shutDown(within: .nanoseconds(10))
            }
        }
        simulation.run(until: VirtualInstant(nanoseconds: 140))
        #expect(replicas[0].process == nil && replicas[1].process != nil)
        replicas[0].start()
        simulation.run(until: VirtualInstant(nanoseconds: 200))
        #expect(
            told.all == [
                "quick is asked at 100", "slow is asked at 100", "quick has ended at 130, alive: true",
                "slow has ended at 150, alive: false",
            ])
        #expect(replicas[0].incarnations == 2 && replicas[0].process?.isAlive == true, "It is another incarnation.")
        #expect(replicas[1].process == nil && !replicas[1].isShuttingDown)
        simulation.close()
    }

    @Test("Who handles no SIGTERM ends by it at once")
    func whoHandlesNoSignalEndsAtOnce() {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        replica.start()
        at(100) { replica.shutDown(within: .seconds(30)) }
        at(200) { replica.start() }
        simulation.run()
        #expect(told.all == ["clerk#0 begins at 0", "clerk#0 ends at 100", "clerk#1 begins at 200"])
        #expect(replica.process?.isAlive == true)
        simulation.close()
    }

    @Test("A rolling restart takes the next down only when the former is back")
    func aRollingRestartTakes() {
        let told = Record<String>()
        let replicas = ["a", "b", "c"].map { makeReplica($0, told) }
        for replica in replicas { replica.start() }
        let rolling = RollingRestart(
            of: replicas, downtime: .nanoseconds(100), pause: .nanoseconds(30), in: simulation)
        at(10) { rolling.begin() }
        // Something else keeps the second one down for longer.
        at(200) { replicas[1].restart(after: .nanoseconds(400)) }
        simulation.run()
        #expect(
            told.all.dropFirst(3) == [
                "a#0 ends at 10", "a#1 begins at 110", "b#0 ends at 140", "b#1 begins at 600", "c#0 ends at 630",
                "c#1 begins at 730",
            ])
        #expect(rolling.state == .done)
        simulation.close()
    }

    @Test(
        "Of those who keep a replica away the last one decides, whoever came first", arguments: [(40, 900), (900, 40)])
    func theLastDecides(_ first: Int, _ second: Int) {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        replica.start()
        let isLonger = Record<Bool>()
        at(100) { isLonger.add(replica.restartByItself(after: .nanoseconds(first))) }
        at(100) { isLonger.add(replica.restartByItself(after: .nanoseconds(second))) }
        simulation.run()
        #expect(told.all == ["clerk#0 begins at 0", "clerk#0 ends at 100", "clerk#1 begins at 1000"])
        #expect(isLonger.all == [true, second > first])
        at(0) { replica.restartByItself(after: .zero) }
        simulation.run()
        #expect(told.all.suffix(2) == ["clerk#1 ends at 1000", "clerk#2 begins at 1000"])
        simulation.close()
    }

    @Test("A rolling restart waits for a replica that does not come back at its time")
    func aRollingRestartWaits() {
        let told = Record<String>()
        let replicas = ["a", "b"].map { makeReplica($0, told) }
        for replica in replicas { replica.start() }
        let rolling = RollingRestart(of: replicas, downtime: .nanoseconds(100), pause: .zero, in: simulation)
        at(10) { rolling.begin() }
        // Begun and crashed meanwhile, the planned restart counts no more.
        at(50) { replicas[0].start() }
        simulation.run()
        #expect(
            told.all.dropFirst(2) == [
                "a#0 ends at 10", "a#1 begins at 50", "b#0 ends at 50", "b#1 begins at 150",
            ])
        simulation.close()
    }

    @Test("A rolling restart that is called off leaves the rest alone")
    func aRollingRestartThatIsCalled() {
        let told = Record<String>()
        let replicas = ["a", "b"].map { makeReplica($0, told) }
        for replica in replicas { replica.start() }
        let rolling = RollingRestart(of: replicas, downtime: .nanoseconds(100), pause: .zero, in: simulation)
        at(10) { rolling.begin() }
        at(50) { rolling.cancel() }
        simulation.run()
        #expect(told.all.dropFirst(2) == ["a#0 ends at 10", "a#1 begins at 110"])
        #expect(rolling.state == .cancelled)
        simulation.close()
    }

    @Test("A memory leak ends every incarnation after its lifetime until it ends")
    func aMemoryLeakEnds() {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        replica.start()
        let leaks = Record<MemoryLeak>()
        at(100) { leaks.add(replica.leakMemory(lifetime: .nanoseconds(50), restartDelay: .nanoseconds(20))) }
        at(230) { replica.end(leaks.all[0]) }
        simulation.run()
        #expect(
            told.all == [
                "clerk#0 begins at 0", "clerk#0 ends at 150", "clerk#1 begins at 170", "clerk#1 ends at 220",
                "clerk#2 begins at 240",
            ])
        #expect(replica.process?.isAlive == true)
        #expect(leaks.all[0].crashes == 2)
        simulation.close()
    }

    @Test("A memory leak does not bring back what was crashed for good")
    func aMemoryLeakDoesNotBring() {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        replica.start()
        replica.leakMemory(lifetime: .nanoseconds(50), restartDelay: .nanoseconds(20))
        at(30) { replica.crash() }
        at(200) { replica.start() }
        simulation.run(until: VirtualInstant(nanoseconds: 260))
        #expect(
            told.all == [
                "clerk#0 begins at 0", "clerk#0 ends at 30", "clerk#1 begins at 200", "clerk#1 ends at 250",
            ])
        simulation.close()
    }

    @Test("Of two memory leaks the first that is due ends an incarnation, and the end of one leaves the other")
    func twoMemoryLeaks() {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        replica.start()
        let quick = replica.leakMemory(lifetime: .nanoseconds(50), restartDelay: .nanoseconds(20))
        let slow = replica.leakMemory(lifetime: .nanoseconds(90), restartDelay: .nanoseconds(20))
        at(80) { replica.end(quick) }
        simulation.run(until: VirtualInstant(nanoseconds: 200))
        #expect(
            told.all == [
                "clerk#0 begins at 0", "clerk#0 ends at 50", "clerk#1 begins at 70", "clerk#1 ends at 160",
                "clerk#2 begins at 180",
            ])
        #expect(quick.crashes == 1 && slow.crashes == 1)
        simulation.close()
    }

    @Test("Pauses and burdens of a processor that overlap add up")
    func addingUp() {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        #expect(replica.pause(for: .nanoseconds(1)) == nil, "Nobody is there to be paused.")
        replica.start()
        at(10) { #expect(replica.pause(for: .nanoseconds(50)) === replica.process) }
        at(20) { replica.pause(for: .nanoseconds(10)) }
        at(55) { #expect(replica.process?.state == .paused) }
        at(65) { #expect(replica.process?.state == .running) }
        at(100) {
            let burdens = [3, 4].map { replica.slow(timePerJob: .nanoseconds($0)) }
            replica.end(burdens[0])
            replica.end(burdens[0])
            replica.restart(after: .nanoseconds(10))
        }
        simulation.run()
        #expect(told.all.dropFirst() == ["clerk#0 ends at 100", "clerk#1 begins at 114"])
        simulation.close()
    }

    @Test("Who has shut down is followed by the next incarnation after the downtime, or at once when that is wished")
    func downtime() {
        let told = Record<String>()
        let replica = makeReplica("clerk", told)
        replica.start()
        at(100) { replica.shutDown(within: .seconds(1), restartingAfter: .nanoseconds(50)) }
        at(200) {
            replica.process?.handle(.sigterm) { told.add("asked") }
            replica.shutDown(within: .nanoseconds(40), restartingAfter: .nanoseconds(50))
            replica.start()
        }
        at(300) { replica.process?.exit() }
        simulation.run()
        #expect(
            told.all == [
                "clerk#0 begins at 0", "clerk#0 ends at 100", "clerk#1 begins at 150", "asked", "clerk#1 ends at 240",
                "clerk#2 begins at 240", "clerk#2 ends at 300",
            ])
        #expect(replica.process == nil)
        simulation.close()
    }
}

/// Lets the code of a process find its replica.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class ReplicaPlace: @unchecked Sendable {
    weak var replica: Replica?
}
