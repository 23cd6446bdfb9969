import Foundation
import Synchronization
import Testing
import VirtualTime

/// Two simulations that run at a time, each on its thread, and one actor.
@Suite struct SharedActorTests {
    private actor Shared {
        private(set) var visits = 0

        func visit(_ body: @Sendable () -> Void = {}) {
            body()
            visits += 1
        }
    }

    private final class Gate: Sendable {
        private let isOpen = Atomic(false)

        func open() { isOpen.store(true, ordering: .releasing) }
        func spin() { while !isOpen.load(ordering: .acquiring) { sched_yield() } }
    }

    private let shared = Shared()
    private let host = Simulation(.init(seed: 1))
    private let guest = Simulation(.init(seed: 2))

    /// The guest asks for the actor while the host is in it, has all its virtual time, and then the host goes on.
    private func meet(_ visitor: SimulatedProcess, _ afterwards: @escaping @Sendable () async -> Void) {
        let (isIn, mayGo, isOver) = (Gate(), Gate(), Gate())
        let (shared, host) = (shared, host)
        let holder = host.makeProcess(named: "holder")
        holder.start {
            await shared.visit {
                isIn.open()
                mayGo.spin()
            }
        }
        visitor.start {
            await shared.visit()
            await afterwards()
        }
        Thread.detachNewThread {
            host.run()
            isOver.open()
        }
        isIn.spin()
        guest.run()
        #expect(guest.leaks.map(\.kind) == [.leftForOtherExecutor], "\(guest.leaks)")
        #expect(guest.leaks.first?.process == "visitor#0")
        mayGo.open()
        isOver.spin()
        guest.run()
        #expect(guest.leaks.map(\.kind) == [.resumedOnOtherThread], "\(guest.leaks)")
        #expect(guest.leaks.first?.process == "visitor#0" && visitor.liveTasks == 0 && holder.liveTasks == 0)
    }

    @Test("A task that has waited for an actor goes on in the other simulation, and ends in the books of its own")
    func withoutAPort() async {
        meet(guest.makeProcess(named: "visitor")) {}
        #expect(host.leaks == [])
        #expect(await shared.visits == 2)
    }

    @Test("A port that it calls there is told by the other simulation, with both processes")
    func withAPort() async {
        let visitor = guest.makeProcess(named: "visitor")
        meet(visitor) {
            await #expect(throws: DeterminismLeak.self) { try await visitor.sleep(for: .seconds(1)) }
        }
        #expect(host.leaks.map(\.kind) == [.portOfOtherSimulation], "\(host.leaks)")
        #expect(host.leaks.map(\.otherProcess) == ["visitor#0"])
    }

    @Test("One that is free is not told: what the one leaves there the other finds")
    func oneAfterTheOther() async {
        let shared = shared
        for simulation in [host, guest] {
            let process = simulation.makeProcess(named: "visitor")
            process.start { await shared.visit() }
            simulation.run()
            simulation.close()
            #expect(simulation.leaks == [])
        }
        #expect(await shared.visits == 2)
    }
}
