import Foundation
import Synchronization
import Testing
import VirtualTime

@Suite struct InheritanceTests {
    enum Request { @TaskLocal static var id = 0 }

    @Test("What is expected inside a process counts for its test")
    func whatIsExpectedInside() {
        withKnownIssue {
            let simulation = Simulation(.init(seed: 1))
            let process = simulation.makeProcess(named: "wrong")
            process.start {
                try? await process.sleep(nanoseconds: 5)
                #expect(simulation.now == .start, "It is later.")
            }
            simulation.run()
        }
    }

    @Test("A task inherits the task-locals of who starts it, and its name is its own")
    func aTaskInherits() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "server")
        let seen = Record<String>()
        process.start(named: "acceptor") {
            for id in 1...2 {
                Request.$id.withValue(id) {
                    process.start {
                        try? await process.sleep(nanoseconds: 3)
                        seen.add("request \(Request.id) in \(Task.name ?? "no name")")
                    }
                }
            }
            process.start { seen.add("request \(Request.id) in \(Task.name ?? "no name")") }
            seen.add(Task.name ?? "no name")
        }
        simulation.run()
        #expect(
            seen.all == [
                "acceptor", "request 0 in no name", "request 1 in no name", "request 2 in no name",
            ])
    }

    @Test("A task that has inherited and is crashed before its first step never runs")
    func aTaskThatHasInherited() {
        let simulation = Simulation(.init(seed: 1))
        let process = simulation.makeProcess(named: "short")
        let ran = Record<Int>()
        Request.$id.withValue(1) { process.start(named: "late") { ran.add(1) } }
        process.crash()
        simulation.run()
        #expect(ran.all == [] && process.liveTasks == 0)
    }

    @Test("A world has the same hash whether its tasks inherit or not")
    func aWorldHasTheSameHash() async {
        let here = Request.$id.withValue(1) { SmallWorld(seed: 7).run() }
        // A thread of its own has no task whose locals there would be.
        let there = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: SmallWorld(seed: 7).run()) }
        }
        #expect(here == DeterminismTests.goldenHash)
        #expect(there == here)
    }
}
