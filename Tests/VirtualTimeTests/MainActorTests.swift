import Dispatch
import Synchronization
import Testing
import VirtualTime

@Suite struct MainActorTests {
    @Test("Code of the main actor runs inside the simulation, and is reported unless it is what is tested")
    func codeOfTheMainActorRunsInside() throws {
        for policy in [MainActorPolicy.report, .capture] {
            let simulation = Simulation(.init(seed: 1, mainActor: policy))
            let order = Record<String>()
            let process = simulation.makeProcess(named: "presenter")
            let line = #line + 1
            process.start {
                try? await process.sleep(nanoseconds: 7)
                await Screen.show("main at \(simulation.now.nanoseconds)", in: order)
                order.add("back")
            }
            process.start { order.add("other") }
            #expect(simulation.run() == .agendaEmpty)
            #expect(order.all == ["other", "main at 7", "yielded", "back"])
            #expect(process.liveTasks == 0)
            guard policy == .report else {
                #expect(simulation.leaks == [])
                continue
            }
            let leak = try #require(simulation.leaks.first)
            #expect(simulation.leaks.allSatisfy { $0.kind == .mainActor })
            #expect(leak.kind == .mainActor && leak.process == "presenter#0")
            #expect(leak.instant?.nanoseconds == 7 && leak.line == line)
        }
    }

    @Test("Outside of simulations the main actor is where it was")
    func outsideOfSimulations() async {
        let simulation = Simulation(.init(seed: 1))
        simulation.run()
        await MainActor.run { MainActor.assertIsolated() }
        #expect(simulation.leaks == [])
    }

    @Test("A task of the main actor that another thread resumes comes back to the simulation")
    func aTaskOfTheMainActorThatAnotherThreadResumes() async {
        await #expect(processExitsWith: .success) { ResumedPresenter.run() }
    }

    @Test("Tasks of the main actor take their turns in one order, the same under each seed")
    func tasksOfTheMainActorTakeTurns() {
        func order(_ seed: UInt64) -> (order: [Int], trace: TraceHash) {
            let simulation = Simulation(.init(seed: seed, policy: .shuffle, mainActor: .capture))
            let order = Record<Int>()
            let process = simulation.makeProcess(named: "presenter")
            for number in 0..<4 {
                process.start { @MainActor in
                    for step in 0..<3 {
                        order.add(10 * number + step)
                        await Task.yield()
                    }
                }
            }
            simulation.run()
            #expect(simulation.leaks == [])
            return (order.all, simulation.trace)
        }
        for seed in 0..<50 as Range<UInt64> {
            let (first, second) = (order(seed), order(seed))
            #expect(first.order == second.order && first.trace == second.trace)
        }
        #expect(Set((0..<50).map { order($0).order }).count > 10)
    }
}

private enum Screen {
    @MainActor static func show(_ text: String, in order: Record<String>) async {
        MainActor.assertIsolated()
        order.add(text)
        await Task.yield()
        MainActor.assertIsolated()
        order.add("yielded")
    }
}

/// What should happen and does not is a trap.
private enum ResumedPresenter {
    static func run() {
        let simulation = Simulation(.init(seed: 1, mainActor: .capture))
        let process = simulation.makeProcess(named: "presenter")
        let hasCome = DispatchSemaphore(value: 0)
        let waiting = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let isInside = Mutex(false)
        process.start { @MainActor in
            await withCheckedContinuation { continuation in waiting.withLock { $0 = continuation } }
            MainActor.preconditionIsolated()
            isInside.withLock { $0 = (try? process.checkIn()) != nil }
        }
        simulation.run()
        DispatchQueue.global().async {
            waiting.withLock { $0.take() }?.resume()
            hasCome.signal()
        }
        hasCome.wait()
        simulation.run()
        precondition(isInside.withLock { $0 })
        precondition(process.liveTasks == 0)
        precondition(simulation.leaks.map(\.kind) == [.resumedOnOtherThread])
        precondition(simulation.leaks.map(\.process) == ["presenter#0"])
    }
}
