/// What is ready at one instant where the order is a matter of choice.
struct ReadySet {
    enum Item {
        case job(ReadyJob)
        case entry(Agenda.Entry)
    }

    private enum Source {
        case stream(RandomStream)
        case replay(DecisionLog)
        case follow(DecisionLog)
    }

    private var items: [Item] = []
    private var source: Source
    private var cursor = DecisionLog.Cursor()
    /// Choices made so far.
    private var choices = 0

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

    var isEmpty: Bool { items.isEmpty }

    mutating func add(_ item: Item) { items.append(item) }

    /// Up to here the rest keeps its order, so that choice 0 means "what was ready first"; beyond, the last takes the
    /// place of the chosen, since moving all the rest would cost more than the order is worth.
    private static let orderedUpTo = 256

    /// What goes next, and the choice that made it so unless there was none.
    /// - Throws: where a replay does not fit; nothing has been taken then.
    mutating func take(at instant: VirtualInstant) throws(ReplayDivergence) -> (Item, choice: Int?) {
        precondition(!items.isEmpty, "Nothing is ready to choose from.")
        guard items.count > 1 else { return (items.removeLast(), nil) }
        let choice = try choose(at: instant)
        precondition(choice < items.count, "A choice is a place among what is ready.")
        choices += 1
        guard items.count > Self.orderedUpTo else { return (items.remove(at: choice), choice) }
        items.swapAt(choice, items.count - 1)
        return (items.removeLast(), choice)
    }

    private mutating func choose(at instant: VirtualInstant) throws(ReplayDivergence) -> Int {
        precondition(items.count > 1, "Where there is no choice none is asked for.")
        switch source {
        case .stream(var stream):
            let choice = Int(stream.next(below: UInt64(items.count)))
            source = .stream(stream)
            return choice
        case .follow(let log): return min(log.next(&cursor) ?? 0, items.count - 1)
        case .replay(let log):
            let before = cursor
            guard let choice = log.next(&cursor) else { throw .decisionsUsedUp(count: log.count, at: instant) }
            guard choice < items.count else {
                cursor = before
                throw .choiceOutOfRange(index: choices, choice: choice, ready: items.count, at: instant)
            }
            return choice
        }
    }

    /// Decisions of a replay that no choice has asked for.
    var decisionsLeft: Int {
        switch source {
        case .stream: 0
        case .replay(let log), .follow(let log): max(0, log.count - choices)
        }
    }

    /// A job that is left when the world ends.
    mutating func takeLastJob() -> ReadyJob? {
        while let last = items.popLast() { if case .job(let job) = last { return job } }
        return nil
    }
}
