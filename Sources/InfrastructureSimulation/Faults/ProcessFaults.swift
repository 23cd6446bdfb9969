import VirtualTime

/// Replicas, as what befalls them: faults that overlap add up, and the end of one leaves the others.
///
/// Used by one thread.
final class ProcessFaults {
    /// What a fault does to replicas until its end.
    private enum Hold {
        case pause(Replica, SimulatedProcess)
        case leak(Replica, MemoryLeak)
        case burden(Replica, ProcessorBurden)

        /// Incarnations that it has ended by itself.
        var crashes: UInt64 { if case .leak(_, let leak) = self { UInt64(leak.crashes) } else { 0 } }

        func end() {
            switch self {
            case .pause(let replica, let process): replica.endPauseByItself(of: process)
            case .leak(let replica, let leak): replica.end(leak)
            case .burden(let replica, let burden): replica.end(burden)
            }
        }
    }

    private struct Injected {
        let trouble: ProcessFault
        let replicas: [Replica]
        /// What its replicas had counted when it began; nil when they count nothing for it, or no more.
        var countBefore: UInt64?
        var holds: [Hold] = []
        var rolling: RollingRestart?

        /// What of such trouble its replicas count.
        var count: UInt64? {
            switch trouble {
            case .rolling: UInt64(rolling?.takenDown ?? 0)
            case .slowCPU: replicas.reduce(0) { $0 + $1.jobsSlowed }
            case .outOfMemory: holds.reduce(0) { $0 + $1.crashes }
            case .crash, .pause: nil
            }
        }
    }

    private let simulation: Simulation
    private var ledger = FaultLedger()
    /// By the fault's index.
    private var injected: [Injected] = []
    /// The last fault of each name: those before it have been settled.
    private var newest: [String: FaultID] = [:]

    init(in simulation: Simulation) { self.simulation = simulation }

    /// Lets `trouble` befall `replicas` until `remove`; what happens at one instant is over by itself.
    /// - Parameter name: who injects it. While a rolling restart of that name is under way, it is that one.
    func inject(_ trouble: ProcessFault, into replicas: [Replica], named name: String) -> FaultID {
        if case .rolling = trouble, let former = newest[name] {
            if injected[former.index].rolling?.state == .running { return former }
            settle(former)
        }
        let fault = ledger.open(name)
        newest[name] = fault
        injected.append(Injected(trouble: trouble, replicas: replicas))
        injected[fault.index].countBefore = injected[fault.index].count
        begin(fault)
        return fault
    }

    private func begin(_ fault: FaultID) {
        let replicas = injected[fault.index].replicas
        switch injected[fault.index].trouble {
        case .crash(let restart):
            for replica in replicas where takeDown(replica, until: restart) { ledger.hit(fault) }
        case .rolling(let restart, let between, let gracePeriod):
            let rolling = RollingRestart(
                of: replicas, downtime: restart, grace: gracePeriod, pause: between, in: simulation)
            injected[fault.index].rolling = rolling
            rolling.beginByItself()
        case .outOfMemory(let lifetime, let restart):
            injected[fault.index].holds = replicas.map {
                .leak($0, $0.leakMemory(lifetime: lifetime, restartDelay: restart))
            }
        case .pause:
            for replica in replicas {
                guard let process = replica.pauseByItself() else { continue }
                injected[fault.index].holds.append(.pause(replica, process))
                ledger.hit(fault)
            }
        case .slowCPU(let time):
            injected[fault.index].holds = replicas.map { .burden($0, $0.slow(timePerJob: time)) }
        }
    }

    /// - Returns: whether the replica is away for longer now.
    private func takeDown(_ replica: Replica, until restart: Duration?) -> Bool {
        if let restart { return replica.restartByItself(after: restart) }
        let isNew = !replica.isGoneForGood
        replica.crashForGood()
        return isNew
    }

    /// Whether it is a rolling restart that has not come to its end.
    func isUnderWay(_ fault: FaultID) -> Bool { injected[fault.index].rolling?.state == .running }

    /// Ends a fault. Ending one that has ended does nothing.
    func remove(_ fault: FaultID) {
        injected[fault.index].rolling?.cancel()
        for hold in injected[fault.index].holds { hold.end() }
        settle(fault)
        injected[fault.index].holds = []
    }

    /// The processes that `faults` have taken away come back at once, and stay, but for those that are gone for good.
    /// - Parameter replicas: of all these faults.
    func heal(_ faults: [FaultID], of replicas: [Replica]) {
        for fault in faults { injected[fault.index].rolling?.cancel() }
        for replica in replicas where !replica.isGoneForGood { replica.start() }
        for fault in faults { settle(fault) }
    }

    /// What a fault has done so far; it may have ended.
    func hits(of fault: FaultID) -> FaultHits {
        var hits = ledger[fault]
        if let before = injected[fault.index].countBefore, let count = injected[fault.index].count {
            hits.hit += count - before
        }
        return hits
    }

    /// From now on its replicas count for others.
    private func settle(_ fault: FaultID) {
        ledger[fault] = hits(of: fault)
        injected[fault.index].countBefore = nil
    }
}

/// What befalls a replica as a whole.
enum ProcessFault: Sendable, Equatable {
    /// For good where nothing is said of its return.
    case crash(restart: Duration?)
    /// One after another; nobody is asked to end where there is no grace period.
    case rolling(restart: Duration, between: Duration, gracePeriod: Duration?)
    case outOfMemory(lifetime: Duration, restart: Duration)
    case pause
    case slowCPU(timePerStep: Duration)

    /// Whether replicas may be away because of it when it is over.
    var takesAway: Bool {
        switch self {
        case .crash, .rolling, .outOfMemory: true
        case .pause, .slowCPU: false
        }
    }
}
