import Dispatch
import Foundation
import Synchronization
import Testing
import VirtualTime

@Suite struct StrandedTaskTests {
    let simulation = Simulation(.init(seed: 1))

    private func hang() async { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }

    @Test("A task that a process has left behind is still that process's when others have come")
    func tasksOfProcessesThatAreGone() {
        let simulation = Simulation(.init(seed: 1))
        func leaveBehind() {
            let process = simulation.makeProcess(named: "gone")
            process.start {
                Task {
                    try? await Task.sleep(for: .seconds(5))
                    _ = Date()
                }
            }
        }
        leaveBehind()
        simulation.run(for: .seconds(1))
        for number in 0..<3 {
            let next = simulation.makeProcess(named: "next", incarnation: number)
            next.start { try? await next.sleep(for: .seconds(20)) }
        }
        simulation.run(for: .seconds(30))
        #expect(Set(simulation.leaks.map(\.process)) == ["gone#0"], "\(simulation.leaks)")
        #expect(Set(simulation.leaks.map(\.kind)) == [.realClockSleep, .wallClockRead])
        simulation.close()
    }

    @Test("A task that waits for a callback that never comes is named when the run ends")
    func aTaskThatWaitsForACallback() throws {
        let process = simulation.makeProcess(named: "bridge", incarnation: 4)
        let line = #line + 1
        process.start(named: "listener") {
            try? await process.sleep(nanoseconds: 5_000)
            await hang()
        }
        #expect(simulation.run() == .agendaEmpty)
        let leak = try #require(simulation.leaks.first)
        #expect(simulation.leaks.count == 1)
        #expect(leak.kind == .continuationNotResumed && leak.process == "bridge#4")
        #expect(leak.task == "listener" && leak.instant?.nanoseconds == 5_000)
        #expect(leak.file == "VirtualTimeTests/StrandedTaskTests.swift" && leak.line == line)
        let waits = "bridge#4 waits for a continuation that was not resumed when the run ended"
        let start = ", since 5us, task \"listener\" started at VirtualTimeTests/StrandedTaskTests.swift:\(line)"
        #expect(leak.description == waits + (leak.place.map { " (\($0))" } ?? "") + start)
        #expect(leak.place?.hasPrefix("VirtualTimeTests/StrandedTaskTests.swift:10, in ") == true, "\(leak)")
        #expect(process.liveTasks == 1 && simulation.waiting == 0)
    }

    @Test("What a crash could not end is named when the world is closed, as often as it is there")
    func whatACrashCouldNotEnd() {
        let replica = Replica(named: "stuck", in: simulation) { process in
            for _ in 0..<3 { process.start { await hang() } }
            process.start { try? await process.suspend { _ in } }
        }
        replica.start()
        simulation.run()
        #expect(simulation.leaks == [])
        replica.crash()
        simulation.close()
        #expect(simulation.leaks.map(\.kind) == [.continuationNotResumed])
        #expect(simulation.leaks.map(\.count) == [3])
        #expect(simulation.leaks.first?.description.hasSuffix(", 3 times") == true)
    }

    @Test("A stranded child of a group is named with its process", arguments: [false, true])
    func aStrandedChild(isGroup: Bool) {
        let process = simulation.makeProcess(named: "parent")
        process.start {
            if isGroup {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { try? await process.sleep(nanoseconds: 10) }
                    group.addTask(name: "child") { await hang() }
                }
            } else {
                async let quick: Void? = try? process.sleep(nanoseconds: 10)
                async let slow: Void = hang()
                _ = await (quick, slow)
            }
        }
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == [.continuationNotResumed])
        #expect(simulation.leaks.map(\.process) == ["parent#0"])
        #expect(simulation.leaks.map(\.task) == [isGroup ? "child" : nil])
        #expect(simulation.leaks.first?.file == "VirtualTimeTests/StrandedTaskTests.swift")
        #expect(simulation.leaks.first?.instant == .start)
    }

    @Test("A stranded task that a service made by itself is named with where its maker was started")
    func aStrandedTaskThatAServiceMade() {
        let process = simulation.makeProcess(named: "maker")
        let line = #line + 1
        process.start { Task(name: "forgotten") { await hang() } }
        simulation.run()
        #expect(process.liveTasks == 0)
        #expect(simulation.leaks.map(\.kind) == [.continuationNotResumed])
        #expect(simulation.leaks.map(\.process) == ["maker#0"])
        #expect(simulation.leaks.map(\.task) == ["forgotten"])
        #expect(simulation.leaks.map(\.line) == [line])
    }

    @Test("Who waits for a stranded task is stranded with it")
    func whoWaitsForAStrandedTask() {
        let process = simulation.makeProcess(named: "waiting")
        process.start { await Task { await hang() }.value }
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == [.continuationNotResumed])
        #expect(simulation.leaks.map(\.count) == [2])
    }

    @Test("A task on an executor that has not run it is told apart")
    func aTaskOnAnExecutor() {
        let process = simulation.makeProcess(named: "queued")
        let actor = KeptActor()
        process.start { await actor.call() }
        simulation.run()
        #expect(simulation.leaks.map(\.kind) == [.leftForOtherExecutor])
        #expect(simulation.leaks.map(\.process) == ["queued#0"])
    }

    @Test("What waits inside is not stranded")
    func whatWaitsInside() {
        let process = simulation.makeProcess(named: "patient")
        let paused = simulation.makeProcess(named: "paused")
        let reply = Reply<Int>(to: process)
        process.start { _ = try? await reply.get() }
        process.start { await Task { try? await process.clock.sleep(for: .seconds(Int64.max)) }.value }
        paused.start { await withTaskGroup(of: Void.self) { $0.addTask { await Task.yield() } } }
        paused.pause()
        #expect(simulation.run() == .agendaEmpty)
        simulation.close()
        #expect(simulation.leaks == [])
        #expect(process.liveTasks == 0 && paused.liveTasks == 0)
    }

    @Test("A stranded task that another thread brings back is named as that")
    func aStrandedTaskThatComesBack() async {
        await #expect(processExitsWith: .success) { LateCallback.run() }
    }

    @Test("Closing a world ends the tasks that its services made by themselves")
    func closingAWorldEndsWhatWasMade() {
        let ended = Record<String>()
        let process = simulation.makeProcess(named: "maker")
        process.start {
            Task {
                do { try await Task.sleep(for: .seconds(50)) } catch { ended.add("\(error)") }
            }
        }
        simulation.run(until: VirtualInstant(nanoseconds: 1_000))
        simulation.close()
        #expect(ended.all == ["CancellationError()"])
        #expect(simulation.leaks.map(\.kind) == [.realClockSleep])
    }

    @Test("Two runs that agree and strand a task do not pass")
    func twoRunsThatAgreeAndStrand() throws {
        let finding = try Verification.compare { journal in
            let simulation = Simulation(.init(seed: 1, journal: journal))
            let process = simulation.makeProcess(named: "lost")
            process.start { await hang() }
            simulation.run()
        }
        guard case .leaks(let leaks) = finding else {
            Issue.record("The runs agree, and have left a task: \(finding.debugDescription)")
            return
        }
        #expect(leaks.map(\.kind) == [.continuationNotResumed])
        #expect(finding?.description.contains("lost#0 waits for a continuation") == true)
    }

    /// What goes on in a run that ends at its limit, by rights.
    enum Company: CaseIterable, Sendable {
        case reply, ticking, unstructured, stream, group, paused, later

        func keep(_ simulation: Simulation) {
            let process = simulation.makeProcess(named: "company")
            switch self {
            case .reply:
                let reply = Reply<Int>(to: process)
                process.start { _ = try? await reply.get() }
            case .ticking:
                process.start { while (try? await process.clock.sleep(for: .milliseconds(1))) != nil {} }
            case .unstructured:
                process.start { Task { while (try? await process.sleep(for: .milliseconds(1))) != nil {} } }
            case .stream:
                let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
                process.start { for await _ in stream {} }
                process.start {
                    while (try? await process.sleep(for: .milliseconds(1))) != nil { continuation.yield(1) }
                }
            case .group:
                process.start {
                    await withTaskGroup(of: Void.self) { group in
                        for _ in 0..<2 { group.addTask { try? await process.sleep(for: .seconds(600)) } }
                    }
                }
            case .paused:
                process.start { try? await process.sleep(for: .milliseconds(1)) }
                simulation.run(for: .zero)
                process.pause()
            case .later: process.start { try? await process.sleep(for: .seconds(600)) }
            }
        }
    }

    @Test(
        "Verification closes what it runs: a continuation that nobody resumes is found beside whatever goes on",
        arguments: Company.allCases)
    func besideWhateverGoesOn(company: Company) throws {
        func finding(isStranded: Bool) throws -> Verification.Finding? {
            try Verification.compare { journal in
                let simulation = Simulation(.init(seed: 1, journal: journal))
                company.keep(simulation)
                let process = simulation.makeProcess(named: "lost")
                process.start { if isStranded { await hang() } }
                simulation.run(for: .seconds(1))
                #expect(simulation.leaks == [])
            }
        }
        #expect(try finding(isStranded: false) == nil)
        guard case .leaks(let leaks) = try finding(isStranded: true) else {
            Issue.record("The runs agree, and have left a task.")
            return
        }
        #expect(leaks.map(\.kind) == [.continuationNotResumed])
        #expect(leaks.map(\.process) == ["lost#0"])
    }

    @Test("Verification closes what it runs when its body throws, and lets go of it")
    func lettingGo() throws {
        struct Broken: Error {}
        weak var last: Simulation?
        var isToThrow = false
        func compare() throws {
            _ = try Verification.compare { journal in
                let simulation = Simulation(.init(seed: 1, journal: journal))
                last = simulation
                let process = simulation.makeProcess(named: "sleeper")
                process.start { try? await process.sleep(for: .seconds(600)) }
                simulation.run(for: .seconds(1))
                if isToThrow { throw Broken() }
            }
        }
        try compare()
        #expect(last == nil)
        isToThrow = true
        #expect(throws: Broken.self) { try compare() }
        #expect(last == nil)
    }

    @Test("What Verification has ended for a run is none of its steps: the shorter one had ended")
    func theShorterOneHadEnded() throws {
        for isFirstLonger in [true, false] {
            var runs = 0
            let finding = try Verification.compare { journal in
                runs += 1
                let simulation = Simulation(.init(seed: 1, journal: journal))
                let process = simulation.makeProcess(named: "sleeper")
                process.start { try? await process.sleep(for: .seconds(600)) }
                simulation.run(for: .seconds(1))
                if (runs == 1) == isFirstLonger { simulation.note(1) }
            }
            let difference = try #require(finding?.difference)
            #expect((difference.actual == nil) == isFirstLonger && (difference.expected == nil) == !isFirstLonger)
        }
    }
}

/// An actor whose executor keeps what it is given.
private actor KeptActor {
    private final class Shelf: SerialExecutor {
        private let jobs = Mutex<[UnownedJob]>([])

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            jobs.withLock { $0.append(job) }
        }
    }

    private let shelf = Shelf()
    nonisolated var unownedExecutor: UnownedSerialExecutor { shelf.asUnownedSerialExecutor() }

    func call() {}
}

/// A Dispatch callback that comes when the run has ended; what should happen and does not is a trap.
private enum LateCallback {
    static func run() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "bridge")
        let isTime = DispatchSemaphore(value: 0)
        let hasCome = DispatchSemaphore(value: 0)
        process.start {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    isTime.wait()
                    continuation.resume()
                    hasCome.signal()
                }
            }
        }
        precondition(simulation.run() == .agendaEmpty)
        precondition(simulation.leaks.map(\.kind) == [.dispatchQueue, .continuationNotResumed])
        isTime.signal()
        hasCome.wait()
        simulation.close()
        precondition(process.liveTasks == 0)
        precondition(simulation.leaks.map(\.kind) == [.dispatchQueue, .resumedOnOtherThread])
        precondition(simulation.leaks.map(\.process) == ["bridge#0", "bridge#0"])
        precondition(simulation.leaks.last?.file == "VirtualTimeTests/StrandedTaskTests.swift")
    }
}
