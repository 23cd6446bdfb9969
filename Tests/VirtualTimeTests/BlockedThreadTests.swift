import Dispatch
import Foundation
import Testing
import VirtualTime

@Suite("A thread that is laid still") struct BlockedThreadTests {
    @Test("A job's clocks go on by exactly as much as it sleeps; the next job's, and other processes', do not")
    func sleepsMoveTheClocksOfTheirJob() {
        let simulation = Simulation(.init(seed: 1))
        let sleeper = simulation.makeProcess(named: "sleeper")
        let other = simulation.makeProcess(named: "other")
        let elapsed = Record<Duration>()
        let start = ContinuousClock.Instant.self
        sleeper.start {
            let before = start.now
            usleep(1_500)
            elapsed.add(before.duration(to: .now))
            var length = timespec(tv_sec: 0, tv_nsec: 7)
            nanosleep(&length, nil)
            elapsed.add(before.duration(to: .now))
            await Task.yield()
            elapsed.add(before.duration(to: .now))
        }
        other.start {
            let before = start.now
            await Task.yield()
            elapsed.add(before.duration(to: .now))
        }
        simulation.run()
        #expect(elapsed.all == [.microseconds(1_500), .nanoseconds(1_500_007), .zero, .zero])
        #expect(simulation.now == .start)
        simulation.close()
    }

    @Test(
        "A loop that waits for a clock comes to its end, the same in every run, and takes no virtual time",
        arguments: [1, 60, 86_400, 31_536_000] as [Double])
    func loopsEnd(seconds: Double) {
        let runs = (0..<2).map { _ in
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "spinner")
            let readings = Record<Int>()
            process.start {
                let deadline = Date().addingTimeInterval(seconds)
                var count = 0
                while Date() < deadline { count += 1 }
                readings.add(count)
                try? await process.sleep(nanoseconds: 5)
                readings.add(Int(Date().timeIntervalSince(deadline).rounded()))
            }
            simulation.run()
            defer { simulation.close() }
            #expect(Set(simulation.leaks.map(\.kind)) == [.wallClockRead])
            #expect(simulation.now.nanoseconds == 5)
            #expect(readings.all.last == -Int(seconds))
            return readings.all
        }
        #expect(runs[0] == runs[1] && runs[0][0] < 2_000, "\(runs)")
    }

    @Test("Instants of Dispatch lie on virtual time, and what waits for one waits as long as was meant")
    func instantsOfDispatch() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "waiter")
        let shown = Record<UInt64>()
        let outcomes = Record<Bool>()
        process.start {
            try? await process.sleep(nanoseconds: 3_600_000_000_000)
            shown.add(DispatchTime.now().uptimeNanoseconds)
            let before = ContinuousClock.now
            let wait = { DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(2)) }
            outcomes.add(wait() == .timedOut)
            outcomes.add(before.duration(to: .now) >= .milliseconds(2))
            let waitOnTheWall = { DispatchSemaphore(value: 0).wait(wallTimeout: .now() + .milliseconds(2)) }
            outcomes.add(waitOnTheWall() == .timedOut)
            outcomes.add(before.duration(to: .now) >= .milliseconds(4))
            outcomes.add(before.duration(to: .now) < .seconds(60))
        }
        simulation.run()
        #expect(shown.all == [3_600_000_000_000])
        #expect(outcomes.all == [true, true, true, true, true])
        #expect(simulation.leaks.contains { $0.kind == .threadBlocked })
        simulation.close()
    }

    @Test("A wait up to an instant of the process's wall clock ends, whatever the machine's shows", arguments: [-1, 1])
    func wallClockDeadlines(centuries: Int) {
        let year: Int64 = 31_557_600
        let epoch = WallTime(sinceUnixEpoch: .seconds(1_767_225_600 + Int64(centuries) * 40 * year))
        let simulation = Simulation(.init(seed: 1, epoch: epoch))
        let process = simulation.makeProcess(named: "waiter")
        let outcomes = Record<Bool>()
        process.start {
            let condition = NSCondition()
            let deadline = Date().addingTimeInterval(0.002)
            outcomes.add(condition.withLock { condition.wait(until: deadline) })
            outcomes.add(Date() >= deadline)
            let block = {
                Thread.sleep(until: Date().addingTimeInterval(0.001))
                RunLoop.current.run(until: Date().addingTimeInterval(0.001))
            }
            block()
        }
        simulation.run()
        #expect(outcomes.all == [false, true])
        #expect(process.liveTasks == 0)
        simulation.close()
    }

    @Test("A semaphore that another thread waits for is told when it is signalled, one that nobody waits for is not")
    func semaphoresThatWakeAreTold() async {
        let (semaphore, path) = (DispatchSemaphore(value: 0), Record<String>())
        Thread.detachNewThread {
            path.add((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")) ?? "")
            semaphore.wait()
        }
        func sleeps(_ path: String) -> Bool {
            (try? String(contentsOfFile: "/proc/\(path)/stat", encoding: .utf8))?.contains(") S ") == true
        }
        while path.all.isEmpty || !sleeps(path.all[0]) { await Task.yield() }
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "caller")
        process.start {
            DispatchSemaphore(value: 0).signal()
            #expect(simulation.leaks == [])
            semaphore.signal()
        }
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == [.threadWoken])
        simulation.close()
    }
}
