import Containers
import VirtualTime

/// W2 as agenda entries: a kind of step, and the payment it is about.
final class PollFlowEntries: AgendaHandler {
    typealias Entry = TaggedEntry<Step, SlotToken>

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
    private var payments = SlotTable<Payment>()
    private var open: [SlotToken] = []
    private var dispatcherQueue = Ring<SlotToken>(capacity: 64)
    private var interfaceQueue = Ring<SlotToken>(capacity: 64)
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
        after(draws.gapNanoseconds(), Entry(.arrive))
        scheduleTick()
        simulation.run()
        report.pollFlow(figures, simulation: simulation)
    }

    private func after(_ nanoseconds: Int64, _ step: Step, _ payment: SlotToken) {
        after(nanoseconds, Entry(step, payment))
    }

    private func after(_ nanoseconds: Int64, _ entry: Entry) {
        simulation.schedule(afterNanoseconds: nanoseconds, handler.unsafelyUnwrapped, entry)
    }

    private func scheduleTick() { after(PollFlow.untilNextTick(simulation.now.nanoseconds), Entry(.tick)) }

    func fire(_ entry: Entry) {
        let payment = entry.subject
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
        case .paid: payments[payment].isPaid = true
        case .tick: tick()
        case .called: called(payment)
        case .mark:
            figures.marked += 1
            figures.totalNanoseconds += simulation.now.nanoseconds - payments.remove(payment).arrivedNanoseconds
        }
    }

    private func arrive() {
        let payment = payments.insert(
            Payment(arrivedNanoseconds: simulation.now.nanoseconds, position: 0, isPaid: false))
        after(PollFlow.hopNanoseconds, .hop, payment)
        arrived += 1
        if arrived < options.payments { after(draws.gapNanoseconds(), Entry(.arrive)) }
    }

    private func served(_ payment: SlotToken) {
        if let next = dispatcherQueue.popFirst() {
            after(draws.serviceNanoseconds(), .served, next)
        } else {
            freeSlots += 1
        }
        payments[payment].position = Int32(open.count)
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

    private func called(_ payment: SlotToken) {
        figures.calls += 1
        if let next = interfaceQueue.popFirst() {
            after(draws.callNanoseconds(), .called, next)
        } else {
            freeInterface += 1
        }
        if payments[payment].isPaid {
            let last = open.removeLast()
            if last != payment {
                let position = payments[payment].position
                open[Int(position)] = last
                payments[last].position = position
            }
            figures.closed += 1
            after(PollFlow.hopNanoseconds, .mark, payment)
        }
        pendingChecks -= 1
        if pendingChecks == 0, figures.closed < options.payments { scheduleTick() }
    }
}
