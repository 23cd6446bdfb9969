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

    private let options: Options
    private let simulation: Simulation
    private let process: SimulatedProcess
    private let dispatcher: Resource
    private let interface: Resource
    private var draws: PollFlow
    private var figures = PollFlowFigures()
    private var open: [Payment] = []
    private var pendingChecks = 0
    private var roundEnd: Reply<Void>?

    init(_ options: Options) {
        self.options = options
        simulation = Simulation(.init(seed: options.seed))
        process = simulation.makeProcess(named: "flow")
        dispatcher = Resource(slots: options.slots, in: simulation)
        interface = Resource(slots: options.interfaceSlots, in: simulation)
        draws = PollFlow(options)
    }

    func run() {
        let report = Report(options)
        process.start { try? await self.arrivals() }
        process.start { try? await self.poll() }
        simulation.run()
        report.pollFlow(figures, simulation: simulation)
    }

    private func arrivals() async throws {
        for _ in 0..<options.payments {
            try await process.sleep(nanoseconds: draws.gapNanoseconds())
            process.start { try? await self.citizen() }
        }
    }

    private func citizen() async throws {
        let payment = Payment(arrivedNanoseconds: simulation.now.nanoseconds)
        try await process.sleep(nanoseconds: PollFlow.hopNanoseconds)
        try await dispatcher.acquire(for: process)
        try await process.sleep(nanoseconds: draws.serviceNanoseconds())
        dispatcher.release()
        payment.position = open.count
        open.append(payment)
        figures.maxOpen = max(figures.maxOpen, open.count)
        try await process.sleep(nanoseconds: draws.payNanoseconds())
        payment.isPaid = true
    }

    private func poll() async throws {
        while figures.closed < options.payments {
            try await process.sleep(nanoseconds: PollFlow.untilNextTick(simulation.now.nanoseconds))
            figures.ticks += 1
            guard !open.isEmpty else { continue }
            pendingChecks = open.count
            let roundEnd = Reply<Void>(to: process)
            self.roundEnd = roundEnd
            for payment in open {
                nonisolated(unsafe) let payment = payment
                process.start { try? await self.check(payment) }
            }
            try await roundEnd.get()
        }
    }

    private func check(_ payment: Payment) async throws {
        try await interface.acquire(for: process)
        try await process.sleep(nanoseconds: draws.callNanoseconds())
        interface.release()
        figures.calls += 1
        if payment.isPaid {
            close(payment)
            nonisolated(unsafe) let payment = payment
            process.start { try? await self.update(payment) }
        }
        pendingChecks -= 1
        if pendingChecks == 0 { roundEnd?.answer(.success(())) }
    }

    private func close(_ payment: Payment) {
        let last = open.removeLast()
        if last !== payment {
            open[payment.position] = last
            last.position = payment.position
        }
        figures.closed += 1
    }

    private func update(_ payment: Payment) async throws {
        try await process.sleep(nanoseconds: PollFlow.hopNanoseconds)
        figures.marked += 1
        figures.totalNanoseconds += simulation.now.nanoseconds - payment.arrivedNanoseconds
    }
}
