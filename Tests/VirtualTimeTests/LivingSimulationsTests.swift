import Foundation
import Synchronization
import Testing
import VirtualTime

@Suite("Simulations that live at once")
struct LivingSimulationsTests {
    /// A simulation with three tasks that wait for a call from outside: one that its process has started, a child of
    /// that one, and one that it has made by itself.
    ///
    /// `@unchecked Sendable`: one thread after another.
    private final class World: @unchecked Sendable {
        let simulation = Simulation(.init(seed: 5))
        let process: SimulatedProcess
        let ends = Mutex(0)
        private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

        init(_ number: Int) { process = simulation.makeProcess(named: "bridge-\(number)") }

        private func wait() async {
            await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
            try? await process.sleep(for: .seconds(1))
            ends.withLock { $0 += 1 }
        }

        func begin() {
            process.start { [self] in
                Task { await wait() }
                async let child: Void = wait()
                await wait()
                await child
            }
            simulation.run()
        }

        /// By a thread that runs no simulation.
        func callBack() { for continuation in waiting.withLock({ $0 }) { continuation.resume() } }
    }

    @Test("Three hundred on several threads are told apart: each gets back its own tasks, and names them")
    func threeHundred() throws {
        let worlds = (0..<300).map(World.init)
        let (begun, calledBack) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // There before any of them runs, so that it is no thread of theirs.
        Thread.detachNewThread {
            begun.wait()
            for world in worlds { world.callBack() }
            calledBack.signal()
        }
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for number in stride(from: thread, to: worlds.count, by: 4) { worlds[number].begin() }
        }
        begun.signal()
        calledBack.wait()
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for number in stride(from: thread, to: worlds.count, by: 4) { worlds[number].simulation.run() }
        }
        for (number, world) in worlds.enumerated() {
            #expect(world.ends.withLock { $0 } == 3)
            #expect(world.process.liveTasks == 0)
            let leaks = world.simulation.leaks
            #expect(Set(leaks.map(\.kind)) == [.resumedOnOtherThread])
            #expect(leaks.reduce(0) { $0 + $1.count } == 3)
            #expect(Set(leaks.map(\.process)) == ["bridge-\(number)#0"])
            #expect(leaks.allSatisfy { $0.file == "VirtualTimeTests/LivingSimulationsTests.swift" })
            #expect(world.simulation.trace == worlds[0].simulation.trace, "How many live at once is in no hash.")
        }
    }

    @Test("A simulation that is gone leaves its number to others")
    func numbersComeAgain() {
        for round in 0..<20 {
            let worlds = (0..<300).map(World.init)
            for world in worlds { world.simulation.run() }
            #expect(worlds.count == 300, "Round \(round): six thousand at once would be too many.")
        }
    }

    @Test("One more than can be told apart ends the program, which says how to have fewer")
    func oneTooMany() async throws {
        let ending = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var simulations = (0..<4_221).map { Simulation(.init(seed: $0)) }
            // One that is over makes room.
            simulations.removeFirst()
            simulations.append(Simulation(.init(seed: 1)))
            write(STDERR_FILENO, "4,221 exist\n", 12)
            simulations.append(Simulation(.init(seed: 2)))
        }
        let errors = String(decoding: try #require(ending).standardErrorContent, as: UTF8.self)
        #expect(errors.contains("4,221 exist\n"))
        #expect(errors.contains("4221 simulations exist, and no more can be told apart: close those that are over"))
    }
}
