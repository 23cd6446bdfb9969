import VirtualTime

/// W2 with a task for each citizen, check, updater, and for the poller.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class PollFlowTasks: @unchecked Sendable {
    private final class Payment {
        let arrivedNanoseconds: Int64
        var position = 0
        var isPaid = false

        init(arrivedNanoseconds: Int64) { self.arrivedNanoseconds = arrivedNanoseconds }
    }

    private struct World {
        var draws: PollFlow
        var figures = PollFlowFigures()
        var open: [Payment] = []
        var pendingChecks = 0
        var roundEnd: Reply<Void>?
    }

    private let options: Options
    private let simulation: Simulation
    private let process: SimulatedProcess
    private let dispatcher: Resource
    private let interface: Resource
    /// In memory of its own, where the language checks no exclusive access on every step.
    private let world: UnsafeMutablePointer<World>

    init(_ options: Options) {
        self.options = options
        simulation = Simulation(.init(seed: options.seed))
        process = simulation.makeProcess(named: "flow")
        dispatcher = Resource(slots: options.slots, in: simulation)
        interface = Resource(slots: options.interfaceSlots, in: simulation)
        world = .allocate(capacity: 1)
        world.initialize(to: World(draws: PollFlow(options)))
    }

    deinit {
        world.deinitialize(count: 1)
        world.deallocate()
    }

    func run() {
        let report = Report(options)
        process.start { try? await self.arrivals() }
        process.start { try? await self.poll() }
        simulation.run()
        report.pollFlow(world.pointee.figures, simulation: simulation)
    }

    private func arrivals() async throws {
        for _ in 0..<options.payments {
            try await process.sleep(nanoseconds: world.pointee.draws.gapNanoseconds())
            process.start { try? await self.citizen() }
        }
    }

    private func citizen() async throws {
        let payment = Payment(arrivedNanoseconds: simulation.now.nanoseconds)
        try await process.sleep(nanoseconds: PollFlow.hopNanoseconds)
        try await dispatcher.acquire(for: process)
        try await process.sleep(nanoseconds: world.pointee.draws.serviceNanoseconds())
        dispatcher.release()
        payment.position = world.pointee.open.count
        world.pointee.open.append(payment)
        world.pointee.figures.maxOpen = max(world.pointee.figures.maxOpen, world.pointee.open.count)
        try await process.sleep(nanoseconds: world.pointee.draws.payNanoseconds())
        payment.isPaid = true
    }

    private func poll() async throws {
        while world.pointee.figures.closed < options.payments {
            try await process.sleep(nanoseconds: PollFlow.untilNextTick(simulation.now.nanoseconds))
            world.pointee.figures.ticks += 1
            guard !world.pointee.open.isEmpty else { continue }
            world.pointee.pendingChecks = world.pointee.open.count
            let roundEnd = Reply<Void>(to: process)
            world.pointee.roundEnd = roundEnd
            for payment in world.pointee.open {
                nonisolated(unsafe) let payment = payment
                process.start { try? await self.check(payment) }
            }
            try await roundEnd.get()
        }
    }

    private func check(_ payment: Payment) async throws {
        try await interface.acquire(for: process)
        try await process.sleep(nanoseconds: world.pointee.draws.callNanoseconds())
        interface.release()
        world.pointee.figures.calls += 1
        if payment.isPaid {
            close(payment)
            nonisolated(unsafe) let payment = payment
            process.start { try? await self.update(payment) }
        }
        world.pointee.pendingChecks -= 1
        if world.pointee.pendingChecks == 0 { world.pointee.roundEnd?.answer(.success(())) }
    }

    private func close(_ payment: Payment) {
        let last = world.pointee.open.removeLast()
        if last !== payment {
            world.pointee.open[payment.position] = last
            last.position = payment.position
        }
        world.pointee.figures.closed += 1
    }

    private func update(_ payment: Payment) async throws {
        try await process.sleep(nanoseconds: PollFlow.hopNanoseconds)
        world.pointee.figures.marked += 1
        world.pointee.figures.totalNanoseconds += simulation.now.nanoseconds - payment.arrivedNanoseconds
    }
}
