import Containers
import VirtualTime

/// W2 as agenda entries: a kind of step, and the payment's place in a pool.
final class PollFlowEntries: AgendaHandler {
    typealias Entry = TaggedEntry<Step, NumberedEntry>

    enum Step: UInt8 { case arrive, hop, served, paid, tick, called, mark }

    private struct Payment {
        var arrivedNanoseconds: Int64
        var position: Int32
        var isPaid: Bool
    }

    private let options: Options
    private let simulation: Simulation
    private var handler: HandlerID<Entry>?
    private var draws: PollFlow
    private var figures = PollFlowFigures()
    private var payments: [Payment] = []
    private var unused: [Int32] = []
    private var open: [Int32] = []
    private var dispatcherQueue = Ring<Int32>(capacity: 64)
    private var interfaceQueue = Ring<Int32>(capacity: 64)
    private var freeSlots: Int
    private var freeInterface: Int
    private var pendingChecks = 0
    private var arrived = 0

    init(_ options: Options) {
        self.options = options
        simulation = Simulation(.init(seed: options.seed))
        draws = PollFlow(options)
        freeSlots = options.slots
        freeInterface = options.interfaceSlots
    }

    func run() {
        let report = Report(options)
        handler = simulation.register(self)
        after(draws.gapNanoseconds(), .arrive, 0)
        scheduleTick()
        simulation.run()
        report.pollFlow(figures, simulation: simulation)
    }

    private func after(_ nanoseconds: Int64, _ step: Step, _ payment: Int32) {
        simulation.schedule(
            after: nanoseconds, handler.unsafelyUnwrapped, Entry(step, NumberedEntry(Int(payment))))
    }

    private func scheduleTick() { after(PollFlow.untilNextTick(simulation.now.nanoseconds), .tick, 0) }

    func fire(_ entry: Entry) {
        let payment = Int32(truncatingIfNeeded: entry.subject.number)
        switch entry.tag {
        case .arrive: arrive()
        case .hop:
            if freeSlots > 0 {
                freeSlots -= 1
                after(draws.serviceNanoseconds(), .served, payment)
            } else {
                dispatcherQueue.append(payment)
            }
        case .served: served(payment)
        case .paid: payments[Int(payment)].isPaid = true
        case .tick: tick()
        case .called: called(payment)
        case .mark:
            figures.marked += 1
            figures.totalNanoseconds += simulation.now.nanoseconds - payments[Int(payment)].arrivedNanoseconds
            unused.append(payment)
        }
    }

    private func arrive() {
        let fresh = Payment(arrivedNanoseconds: simulation.now.nanoseconds, position: 0, isPaid: false)
        let index = unused.popLast() ?? Int32(payments.count)
        if Int(index) == payments.count { payments.append(fresh) } else { payments[Int(index)] = fresh }
        after(PollFlow.hopNanoseconds, .hop, index)
        arrived += 1
        if arrived < options.payments { after(draws.gapNanoseconds(), .arrive, 0) }
    }

    private func served(_ payment: Int32) {
        if let next = dispatcherQueue.popFirst() {
            after(draws.serviceNanoseconds(), .served, next)
        } else {
            freeSlots += 1
        }
        payments[Int(payment)].position = Int32(open.count)
        open.append(payment)
        figures.maxOpen = max(figures.maxOpen, open.count)
        after(draws.payNanoseconds(), .paid, payment)
    }

    private func tick() {
        figures.ticks += 1
        pendingChecks = open.count
        for payment in open {
            if freeInterface > 0 {
                freeInterface -= 1
                after(draws.callNanoseconds(), .called, payment)
            } else {
                interfaceQueue.append(payment)
            }
        }
        if pendingChecks == 0 { scheduleTick() }
    }

    private func called(_ payment: Int32) {
        figures.calls += 1
        if let next = interfaceQueue.popFirst() {
            after(draws.callNanoseconds(), .called, next)
        } else {
            freeInterface += 1
        }
        if payments[Int(payment)].isPaid {
            let last = open.removeLast()
            if last != payment {
                let position = payments[Int(payment)].position
                open[Int(position)] = last
                payments[Int(last)].position = position
            }
            figures.closed += 1
            after(PollFlow.hopNanoseconds, .mark, payment)
        }
        pendingChecks -= 1
        if pendingChecks == 0, figures.closed < options.payments { scheduleTick() }
    }
}
