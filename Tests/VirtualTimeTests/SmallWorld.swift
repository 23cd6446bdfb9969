import Synchronization
import VirtualTime

/// A list that tasks of one simulation append to and the test reads afterwards.
final class Record<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }
    func add(_ element: Element) { elements.withLock { $0.append(element) } }
}

/// Calls a closure for each agenda entry that is due.
final class Callback: AgendaHandler {
    private let body: (Int) -> Void

    init(_ body: @escaping (Int) -> Void) { self.body = body }
    func fire(_ entry: NumberedEntry) { body(entry.number) }
}

/// A world with everything in it that has to be repeatable: sleeping tasks, children, an actor, an escaping task, a
/// resource, a reply from the agenda, a crash, a restart and a pause.
final class SmallWorld: @unchecked Sendable {
    actor Ledger {
        private(set) var sum: UInt64 = 0
        func add(_ value: UInt64) { sum = sum &* 31 &+ value }
    }

    let simulation: Simulation
    private let ledger = Ledger()
    private let connections: Resource
    private let thinking = Sampler(.logNormal(median: .milliseconds(20), p99: .milliseconds(200)))

    init(seed: UInt64, policy: SchedulePolicy = .fifo, journal: TraceJournal? = nil) {
        simulation = Simulation(.init(seed: seed, policy: policy, journal: journal))
        connections = Resource(slots: 2, in: simulation)
    }

    /// The trace hash after one run.
    func run() -> UInt64 {
        let replica = Replica(named: "clerk", in: simulation) { [self] process in
            for number in 0..<5 { process.start { try? await self.work(number, process) } }
        }
        replica.start()
        let faults = simulation.register(
            Callback { number in
                if number == 0 { replica.pause(for: .milliseconds(300)) } else { replica.restart(after: .seconds(1)) }
            })
        simulation.schedule(afterNanoseconds: 700_000_000, faults, NumberedEntry(0))
        simulation.schedule(afterNanoseconds: 1_500_000_000, faults, NumberedEntry(1))
        simulation.run(until: VirtualInstant(nanoseconds: 5_000_000_000))
        simulation.close()
        return simulation.trace.value
    }

    private func work(_ number: Int, _ process: SimulatedProcess) async throws {
        var stream = simulation.stream("clerk/\(process.incarnation)/\(number)")
        for round in 0..<20 {
            try await process.clock.sleep(for: .nanoseconds(thinking.sampleNanoseconds(&stream)))
            try await connections.acquire(for: process)
            async let quick: Void = process.sleep(nanoseconds: 1_000_000)
            async let slow: Void = process.sleep(nanoseconds: 2_000_000)
            _ = try? await (quick, slow)
            connections.release()
            await Task { await ledger.add(UInt64(round)) }.value
            simulation.note(await ledger.sum, UInt64(number))
        }
    }
}
