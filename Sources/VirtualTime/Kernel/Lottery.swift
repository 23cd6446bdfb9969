/// What is ready at one instant when the order is drawn by lot.
struct Lottery {
    enum Ticket {
        case job(ReadyJob)
        case entry(Agenda.Entry)
    }

    private enum Source {
        case stream(RandomStream)
        case replay(DecisionLog)
        case follow(DecisionLog)
    }

    private var tickets: [Ticket] = []
    private var source: Source
    private var cursor = DecisionLog.Cursor()
    /// Choices made so far.
    private var drawn = 0

    init(_ settings: Simulation.Settings) {
        source =
            switch settings.policy {
            case .replay(let log): .replay(log)
            case .follow(let log): .follow(log)
            case .fifo, .shuffle:
                .stream(
                    RandomStream(
                        seed: settings.seed, name: "virtual-time/lottery", replication: settings.replication))
            }
    }

    var isEmpty: Bool { tickets.isEmpty }

    mutating func add(_ ticket: Ticket) { tickets.append(ticket) }

    /// Up to here the rest keeps its order, so that choice 0 means "what was ready first"; beyond, the last takes the place
    /// of the chosen, since moving all the rest would cost more than the order is worth.
    private static let orderedUpTo = 256

    /// What goes next, and the choice that made it so unless there was none.
    /// - Throws: where a replay does not fit; nothing has been drawn then.
    mutating func draw(at instant: VirtualInstant) throws(ReplayDivergence) -> (Ticket, choice: Int?) {
        guard tickets.count > 1 else { return (tickets.removeLast(), nil) }
        let choice = try choose(at: instant)
        drawn += 1
        guard tickets.count > Self.orderedUpTo else { return (tickets.remove(at: choice), choice) }
        tickets.swapAt(choice, tickets.count - 1)
        return (tickets.removeLast(), choice)
    }

    private mutating func choose(at instant: VirtualInstant) throws(ReplayDivergence) -> Int {
        switch source {
        case .stream(var stream):
            let choice = Int(stream.next(below: UInt64(tickets.count)))
            source = .stream(stream)
            return choice
        case .follow(let log): return min(log.next(&cursor) ?? 0, tickets.count - 1)
        case .replay(let log):
            let before = cursor
            guard let choice = log.next(&cursor) else { throw .decisionsUsedUp(count: log.count, at: instant) }
            guard choice < tickets.count else {
                cursor = before
                throw .choiceOutOfRange(index: drawn, choice: choice, ready: tickets.count, at: instant)
            }
            return choice
        }
    }

    /// Decisions of a replay that no choice has asked for.
    var decisionsLeft: Int {
        switch source {
        case .stream: 0
        case .replay(let log), .follow(let log): max(0, log.count - drawn)
        }
    }

    /// A job that is left when the world ends.
    mutating func takeLastJob() -> ReadyJob? {
        while let last = tickets.popLast() { if case .job(let job) = last { return job } }
        return nil
    }
}
