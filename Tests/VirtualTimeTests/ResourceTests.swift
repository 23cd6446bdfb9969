import Testing
import VirtualTime

@Suite struct ResourceTests {
    let simulation = Simulation(.init(seed: 1))

    private func at(_ nanoseconds: Int64, _ body: @escaping () -> Void) {
        simulation.schedule(
            afterNanoseconds: nanoseconds, simulation.register(Callback { _ in body() }), NumberedEntry(0))
    }

    @Test("Slots are taken first come first served")
    func slotsAreTakenFirst() {
        let served = Record<String>()
        let process = simulation.makeProcess(named: "clients")
        let desk = Resource(slots: 2, in: simulation)
        for number in 0..<5 {
            process.start {
                try? await desk.acquire(for: process)
                served.add("\(number) at \(simulation.now.nanoseconds)")
                try? await process.sleep(nanoseconds: 10)
                desk.release()
            }
        }
        simulation.run()
        #expect(served.all == ["0 at 0", "1 at 0", "2 at 10", "3 at 10", "4 at 20"])
        #expect(desk.free == 2)
    }

    @Test("Who is cancelled in line is passed over")
    func whoIsCancelledInLineIsPassed() {
        let served = Record<Int>()
        let desk = Resource(slots: 1, in: simulation)
        let holder = simulation.makeProcess(named: "holder")
        let victim = simulation.makeProcess(named: "victim")
        holder.start {
            try? await desk.acquire(for: holder)
            try? await holder.sleep(nanoseconds: 100)
            desk.release()
        }
        victim.start { if (try? await desk.acquire(for: victim)) != nil { served.add(1) } }
        holder.start { if (try? await desk.acquire(for: holder)) != nil { served.add(2) } }
        at(50) { victim.crash() }
        simulation.run()
        #expect(served.all == [2])
    }

    @Test("A slot handed to a crashed process is handed on")
    func aSlotHandedToACrashed() {
        let served = Record<Int64>()
        let desk = Resource(slots: 1, in: simulation)
        let holder = simulation.makeProcess(named: "holder")
        let victim = simulation.makeProcess(named: "victim")
        let next = simulation.makeProcess(named: "next")
        holder.start {
            try? await desk.acquire(for: holder)
            try? await holder.sleep(nanoseconds: 100)
            desk.release()
        }
        victim.start { try? await desk.acquire(for: victim) }
        next.start { if (try? await desk.acquire(for: next)) != nil { served.add(simulation.now.nanoseconds) } }
        at(50) { victim.pause() }
        at(200) { victim.crash() }
        simulation.run()
        #expect(served.all == [200])
    }
}
