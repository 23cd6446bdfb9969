import ServicePorts
import VirtualTime

/// Where the processes of a run tell which moments they reach, and where the rules act on them there.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
final class MomentBoard: AgendaHandler, @unchecked Sendable {
    enum Entry: UInt8, AgendaEntry { case end }

    /// Work that was stopped at a moment.
    private struct Held {
        var waiter: Waiter
        /// What it waits for, besides its time.
        var moment: Moment?
    }

    private unowned let simulation: Simulation
    private var watches: [MomentWatch] = []
    private var ledger = FaultLedger()
    /// One for each rule, in their order.
    private(set) var injected: [FaultID] = []
    /// Positions in `watches`, for looking up.
    private var rules: [Moment: [Int]] = [:]
    private var held: [Held] = []
    /// Those that a rule has stopped, in the order in which they were stopped first.
    private var stopped: [Replica] = []
    private(set) var isOver = false
    /// Told the position of each rule that only tells, as its moment is reached.
    var listener: ((Int) -> Void)?
    /// Told what a rule does to a process at a moment; nobody is unless that is set.
    var onAct: ((MomentRule.Action, Moment, _ process: String) -> Void)?

    /// - Parameter end: when the rules act no more and everything they have stopped goes on.
    init(_ rules: [MomentRule], until end: VirtualInstant, in simulation: Simulation) {
        self.simulation = simulation
        for rule in rules { inject(rule) }
        simulation.schedule(at: end, simulation.register(self), .end)
    }

    /// Lets a rule act until `remove`, or until the rules end.
    @discardableResult
    func inject(_ rule: MomentRule) -> FaultID {
        let fault = ledger.open(rule.name)
        rules[rule.moment, default: []].append(watches.count)
        watches.append(MomentWatch(rule, draws: simulation.stream("moments/\(rule.name)")))
        injected.append(fault)
        return fault
    }

    /// From now on the rule acts no more; what it has stopped goes on when it would have. Ending one that has ended
    /// does nothing.
    func remove(_ fault: FaultID) {
        rules[watches[fault.index].rule.moment]?.removeAll { $0 == fault.index }
    }

    /// The passages that a rule looked at so far, and those at which it acted; it may have ended.
    func hits(of fault: FaultID) -> FaultHits {
        let tally = watches[fault.index].tally
        return FaultHits(exposed: UInt64(tally.seen), hit: UInt64(tally.hits))
    }

    /// How often each rule acted, in their order.
    var tallies: [MomentTally] { watches.map(\.tally) }

    /// What the services of `process`, an incarnation of `replica`, announce their moments to.
    func listener(for process: SimulatedProcess, of replica: Replica) -> any MomentListener {
        Visitor(board: self, process: process, replica: replica)
    }

    // MARK: The end

    /// The rules' time is over.
    func fire(_ entry: Entry) { end() }

    /// Lets everything go on that a rule has stopped; from now on none acts. Doing it again does nothing.
    func end() {
        guard !isOver else { return }
        isOver = true
        for replica in stopped {
            replica.process?.resume()
            if !replica.isGoneForGood { replica.start() }
        }
        stopped = []
        for work in held { simulation.wake(work.waiter) }
        held = []
    }

    // MARK: At a moment

    fileprivate func reached(_ moment: Moment, by visitor: Visitor) async throws {
        guard !isOver else { return }
        try visitor.process.checkIn()
        goOn(after: moment)
        guard let positions = rules[moment] else { return }
        for position in positions where !isOver {
            guard watches[position].isHit(by: visitor.process.name, at: simulation.now) else { continue }
            simulation.note(TwinTrace.moment, of: position, UInt64(watches[position].tally.hits))
            try await act(position, on: visitor)
        }
    }

    private func act(_ position: Int, on visitor: Visitor) async throws {
        onAct?(watches[position].rule.action, watches[position].rule.moment, visitor.process.name)
        switch watches[position].rule.action {
        case .crash(let delay):
            noteStopped(visitor.replica)
            if let delay { visitor.replica.restart(after: delay) } else { visitor.replica.crash() }
            throw CancellationError()
        case .crashForGood:
            visitor.replica.crashForGood()
            throw CancellationError()
        case .pause(let length):
            noteStopped(visitor.replica)
            visitor.replica.pause(for: length)
            // What is woken in a paused process goes on when the process does.
            try await visitor.process.suspend { simulation.wake($0) }
        case .delay(let length):
            try await hold(visitor.process, for: watches[position].draw(length), until: nil)
        case .hold(let moment, let longest):
            try await hold(visitor.process, for: longest.wholeNanoseconds, until: moment)
        case .tell:
            listener?(position)
            // What was begun may have ended the very process.
            try visitor.process.checkIn()
        }
    }

    private func hold(_ process: SimulatedProcess, for nanoseconds: Int64, until moment: Moment?) async throws {
        try await process.suspend { waiter in
            held.removeAll { !simulation.isWaiting($0.waiter) }
            held.append(Held(waiter: waiter, moment: moment))
            let end = VirtualInstant(nanoseconds: simulation.now.nanoseconds + nanoseconds)
            simulation.wake(waiter, at: end)
        }
    }

    /// Whatever waits for this moment has waited long enough.
    private func goOn(after moment: Moment) {
        guard held.contains(where: { $0.moment == moment }) else { return }
        let ready = held.filter { $0.moment == moment }
        held.removeAll { $0.moment == moment }
        for work in ready { simulation.wake(work.waiter) }
    }

    private func noteStopped(_ replica: Replica) {
        if !stopped.contains(where: { $0 === replica }) { stopped.append(replica) }
    }
}

/// One incarnation's way to the board.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class Visitor: MomentListener, @unchecked Sendable {
    private let board: MomentBoard
    let process: SimulatedProcess
    let replica: Replica

    init(board: MomentBoard, process: SimulatedProcess, replica: Replica) {
        self.board = board
        self.process = process
        self.replica = replica
    }

    func reached(_ moment: Moment) async throws { try await board.reached(moment, by: self) }
}
