import Dispatch
import Foundation
import Testing
import VirtualTime

/// Everything a process can ask of the machine under it, one row for each.
private struct MachineCall: Sendable, CustomTestStringConvertible {
    var name: String
    var kind: DeterminismLeak.Kind
    var call: @Sendable () async -> Void

    var testDescription: String { name }

    static let all: [MachineCall] = [
        MachineCall(name: "Date()", kind: .wallClockRead) { _ = Date() },
        MachineCall(name: "Date.now", kind: .wallClockRead) { _ = Date.now },
        MachineCall(name: "CFAbsoluteTime", kind: .wallClockRead) { _ = Date.timeIntervalSinceReferenceDate },
        MachineCall(name: "time(nil)", kind: .wallClockRead) { _ = time(nil) },
        MachineCall(name: "gettimeofday", kind: .wallClockRead) {
            var now = timeval()
            gettimeofday(&now, nil)
        },
        MachineCall(name: "DispatchWallTime", kind: .wallClockRead) { _ = DispatchWallTime.now() },
        MachineCall(name: "ContinuousClock.now", kind: .monotonicClockRead) { _ = ContinuousClock.now },
        MachineCall(name: "SuspendingClock.now", kind: .monotonicClockRead) { _ = SuspendingClock.now },
        MachineCall(name: "DispatchTime.now()", kind: .monotonicClockRead) { _ = DispatchTime.now() },
        MachineCall(name: "systemUptime", kind: .monotonicClockRead) { _ = ProcessInfo.processInfo.systemUptime },
        MachineCall(name: "UUID()", kind: .systemRandomness) { _ = UUID() },
        MachineCall(name: "Int.random", kind: .systemRandomness) { _ = Int.random(in: 0..<6) },
        MachineCall(name: "shuffled", kind: .systemRandomness) { _ = [1, 2, 3].shuffled() },
        MachineCall(name: "SystemRandomNumberGenerator", kind: .systemRandomness) {
            var generator = SystemRandomNumberGenerator()
            _ = generator.next()
        },
        MachineCall(name: "getentropy", kind: .systemRandomness) {
            var bytes: UInt64 = 0
            _ = getentropy(&bytes, 8)
        },
        MachineCall(name: "rand", kind: .systemRandomness) { _ = drand48() },
        MachineCall(name: "clock()", kind: .monotonicClockRead) { _ = clock() },
        MachineCall(name: "CLOCK_THREAD_CPUTIME_ID", kind: .monotonicClockRead) {
            var used = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used)
        },
        MachineCall(name: "getrusage", kind: .monotonicClockRead) {
            var used = rusage()
            getrusage(RUSAGE_SELF.rawValue, &used)
        },
        MachineCall(name: "usleep", kind: .threadBlocked) { usleep(1) },
        MachineCall(name: "nanosleep", kind: .threadBlocked) {
            var length = timespec(tv_sec: 0, tv_nsec: 1)
            nanosleep(&length, nil)
        },
        MachineCall(name: "a socket", kind: .socketOpened) { close(socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)) },
        MachineCall(name: "posix_spawn", kind: .programStarted) {
            var program = pid_t()
            var none: [UnsafeMutablePointer<CChar>?] = [nil]
            if posix_spawn(&program, "/bin/true", nil, nil, &none, &none) == 0 { waitpid(program, nil, 0) }
        },
        MachineCall(name: "DispatchQueue.async", kind: .dispatchQueue) { DispatchQueue.global().async {} },
        MachineCall(name: "DispatchQueue.async with a barrier", kind: .dispatchQueue) {
            DispatchQueue(label: "row", attributes: .concurrent).async(flags: .barrier) {}
        },
        MachineCall(name: "DispatchGroup.notify", kind: .dispatchQueue) {
            DispatchGroup().notify(queue: .global()) {}
        },
        MachineCall(name: "DispatchQueue.concurrentPerform", kind: .dispatchQueue) {
            DispatchQueue.concurrentPerform(iterations: 2) { _ in }
        },
        MachineCall(name: "DispatchQueue.asyncAfter", kind: .dispatchQueue) {
            DispatchQueue.global().asyncAfter(deadline: DispatchTime(uptimeNanoseconds: 1)) {}
        },
        MachineCall(name: "OperationQueue", kind: .dispatchQueue) { OperationQueue().addOperation {} },
        MachineCall(name: "Thread", kind: .threadStarted) { Thread {}.start() },
        MachineCall(name: "a timer of Dispatch", kind: .dispatchSource) {
            let timer = DispatchSource.makeTimerSource()
            timer.resume()
            timer.cancel()
        },
    ]
}

@Suite struct MachineTests {
    @Test(
        "What a process asks of the machine is reported with its process, instant and place",
        arguments: MachineCall.all)
    fileprivate func callsAreReported(_ row: MachineCall) throws {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "asker", incarnation: 2)
        process.start {
            try? await process.sleep(nanoseconds: 7)
            await row.call()
        }
        simulation.run()
        let leak = try #require(simulation.leaks.first { $0.kind == row.kind }, "\(simulation.leaks)")
        #expect(leak.process == "asker#2")
        #expect(leak.instant == VirtualInstant(nanoseconds: 7))
        #expect(leak.place?.contains("VirtualTimeTests/MachineTests.swift:") == true, "\(leak)")
        simulation.close()
    }

    @Test("The same outside of a simulation is nobody's leak", arguments: MachineCall.all)
    fileprivate func outsideNothingIsReported(_ row: MachineCall) async {
        let simulation = Simulation(.init(seed: 1))
        let before = ContinuousClock.now
        await row.call()
        simulation.run()
        #expect(simulation.leaks == [])
        #expect(before < ContinuousClock.now)
    }

    @Test("The first draw of a program counts once, as the later ones do")
    func theFirstDraw() async {
        await #expect(processExitsWith: .success) {
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "drawer")
            process.start { _ = Int.random(in: 0..<6) }
            simulation.run()
            #expect(simulation.leaks.map(\.count) == [1], "\(simulation.leaks)")
            simulation.close()
        }
    }

    /// The ways by which a program sends itself a signal.
    enum SignalWay: CaseIterable, Sendable {
        case kill, raise, pthreadKill

        func send(_ signal: Int32) {
            switch self {
            case .kill: _ = Glibc.kill(getpid(), signal)
            case .raise: _ = Glibc.raise(signal)
            case .pthreadKill: _ = pthread_kill(pthread_self(), signal)
            }
        }
    }

    @Test(
        "A signal that the program sends itself is told of where it may reach somebody", arguments: SignalWay.allCases)
    func signals(way: SignalWay) {
        signal(SIGWINCH, SIG_IGN)
        defer { signal(SIGWINCH, SIG_DFL) }
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "sender")
        process.start {
            // A question, and what nobody waits for.
            way.send(0)
            way.send(SIGURG)
            way.send(SIGWINCH)
        }
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == [.threadWoken] && simulation.leaks.map(\.count) == [1])
        #expect(simulation.leaks.first?.place?.contains("MachineTests.swift:") == true, "\(simulation.leaks)")
        simulation.close()
    }

    @Test("The machine's clocks show a process its own time")
    func clocksAreVirtual() {
        let epoch = WallTime(sinceUnixEpoch: .seconds(1_767_225_600))
        let simulation = Simulation(.init(seed: 1, epoch: epoch))
        let process = simulation.makeProcess(named: "reader")
        process.wallClock.step(by: .seconds(3), at: .start)
        let dates = Record<Date>()
        let elapsed = Record<Duration>()
        process.start {
            let before = (ContinuousClock.now, SuspendingClock.now)
            try? await process.clock.sleep(for: .seconds(60))
            dates.add(Date())
            elapsed.add(before.0.duration(to: .now))
            elapsed.add(before.1.duration(to: .now))
        }
        simulation.run()
        #expect(dates.all == [Date(timeIntervalSince1970: 1_767_225_663)])
        #expect(elapsed.all == [.seconds(60), .seconds(60)])
    }

    @Test("A sleep on a real clock takes its length to the nanosecond, and is told once, as a sleep")
    func sleepsAreExact() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "sleeper")
        let woken = Record<Int64>()
        process.start {
            try? await Task.sleep(for: .nanoseconds(1_234_567))
            woken.add(simulation.now.nanoseconds)
            try? await Task.sleep(nanoseconds: 1)
            woken.add(simulation.now.nanoseconds)
            try? await ContinuousClock().sleep(for: .nanoseconds(2))
            woken.add(simulation.now.nanoseconds)
            try? await SuspendingClock().sleep(for: .nanoseconds(3))
            woken.add(simulation.now.nanoseconds)
        }
        simulation.run()
        #expect(woken.all == [1_234_567, 1_234_568, 1_234_570, 1_234_573])
        #expect(simulation.leaks.map(\.kind) == Array(repeating: .realClockSleep, count: 4), "\(simulation.leaks)")
        #expect(simulation.leaks.first?.place?.contains("MachineTests.swift") == true)
    }

    @Test("Every clock of the time of day shows the process's own, also to a sleep up to an instant of it")
    func clocksOfTheTimeOfDay() {
        let epoch = WallTime(sinceUnixEpoch: .seconds(1_767_225_600))
        let simulation = Simulation(.init(seed: 1, epoch: epoch))
        let process = simulation.makeProcess(named: "sleeper")
        let seen = Record<Int>()
        process.start {
            var now = timespec()
            for clock in [CLOCK_REALTIME, CLOCK_TAI, CLOCK_REALTIME_ALARM] {
                clock_gettime(clock, &now)
                seen.add(now.tv_sec)
                // It has passed.
                seen.add(Int(clock_nanosleep(clock, Int32(TIMER_ABSTIME), &now, nil)))
            }
        }
        simulation.run()
        #expect(seen.all == [1_767_225_600, 0, 1_767_225_600, 0, 1_767_225_600, 0])
    }

    @Test("A process that reads a real clock and then sleeps on it is told of both")
    func aReadingBeforeASleep() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "measurer")
        process.start {
            let start = ContinuousClock.now
            try? await Task.sleep(for: .seconds(1))
            _ = start
        }
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == [.monotonicClockRead, .realClockSleep], "\(simulation.leaks)")
    }

    @Test("An expectation inside a process is no leak")
    func expectationsAreNoLeak() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "tested")
        process.start { #expect(process.liveTasks == 1) }
        simulation.run()
        #expect(simulation.leaks == [])
    }
}
