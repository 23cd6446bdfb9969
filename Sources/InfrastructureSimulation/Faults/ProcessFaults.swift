import VirtualTime

/// Replicas, as what befalls them.
///
/// Used by one thread.
final class ProcessFaults {
    private struct Injected {
        let trouble: ProcessFault
        let replicas: [Replica]
        /// What its replicas had counted when it began; nil when they count nothing for it, or no more.
        var countBefore: UInt64?
        var paused: [SimulatedProcess] = []
        var rolling: RollingRestart?

        /// What of such trouble its replicas count, of whatever fault.
        var count: UInt64? {
            switch trouble {
            case .rollingRestart: UInt64(replicas.reduce(0) { $0 + $1.incarnations })
            case .outOfMemory: UInt64(replicas.reduce(0) { $0 + $1.outOfMemoryCrashes })
            case .slowCPU: replicas.reduce(0) { $0 + $1.jobsSlowed }
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
        if let former = newest[name] {
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
            for replica in replicas where replica.process != nil {
                ledger.hit(fault)
                replica.restart(after: restart)
            }
        case .rollingRestart(let restart, let between):
            let rolling = RollingRestart(
                of: replicas, downtime: restart, pause: between,
                in: simulation)
            injected[fault.index].rolling = rolling
            rolling.begin()
        case .outOfMemory(let lifetime, let restart):
            for replica in replicas {
                replica.leakMemory(lifetime: lifetime, restartDelay: restart)
            }
        case .pause:
            for replica in replicas {
                guard let process = replica.process, process.state == .running else { continue }
                process.pause()
                injected[fault.index].paused.append(process)
                ledger.hit(fault)
            }
        case .slowCPU(let time): for replica in replicas { replica.slow(timePerJob: time) }
        }
    }

    /// Ends a fault. Ending one that has ended does nothing.
    func remove(_ fault: FaultID) {
        let ended = injected[fault.index]
        switch ended.trouble {
        case .crash: break
        case .rollingRestart: ended.rolling?.cancel()
        case .outOfMemory where ended.countBefore != nil: for replica in ended.replicas { replica.endMemoryLeak() }
        case .slowCPU where ended.countBefore != nil: for replica in ended.replicas { replica.endSlowness() }
        case .pause: for process in ended.paused { process.resume() }
        case .outOfMemory, .slowCPU: break
        }
        injected[fault.index].paused = []
        settle(fault)
    }

    /// The processes that `faults` have taken away come back at once, and stay.
    /// - Parameter replicas: of all these faults.
    func heal(_ faults: [FaultID], of replicas: [Replica]) {
        for fault in faults { injected[fault.index].rolling?.cancel() }
        for replica in replicas { replica.start() }
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
    case crash(restart: Duration)
    case rollingRestart(restart: Duration, between: Duration)
    case outOfMemory(lifetime: Duration, restart: Duration)
    case pause
    case slowCPU(timePerStep: Duration)

    /// Whether replicas may be away because of it when it is over.
    var takesAway: Bool {
        switch self {
        case .crash, .rollingRestart, .outOfMemory: true
        case .pause, .slowCPU: false
        }
    }
}
