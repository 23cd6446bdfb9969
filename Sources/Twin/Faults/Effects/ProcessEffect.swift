import VirtualTime

/// Ends processes at once; each comes back after a while.
final class CrashEffect: FaultEffect {
    private let replicas: [Replica]
    private let restart: Duration
    private(set) var hits: UInt64 = 0

    init(_ replicas: [Replica], restart: Duration) {
        self.replicas = replicas
        self.restart = restart
    }

    func begin(until end: Int64) {
        for replica in replicas where replica.process != nil {
            hits += 1
            replica.restart(after: restart)
        }
    }

    func end() {}
    func heal() { for replica in replicas { replica.start() } }
}

/// Restarts processes one after another.
final class RollingRestartEffect: FaultEffect {
    private let replicas: [Replica]
    private let restart: Duration
    private let between: Duration
    private unowned let simulation: Simulation
    private var restarts: [RollingRestart] = []
    /// Incarnations of all when they were first touched.
    private var incarnations: Int?
    private(set) var healedHits: UInt64?

    init(_ replicas: [Replica], restart: Duration, between: Duration, in simulation: Simulation) {
        self.replicas = replicas
        self.restart = restart
        self.between = between
        self.simulation = simulation
    }

    func begin(until end: Int64) {
        guard restarts.last?.state != .running else { return }
        incarnations = incarnations ?? total
        let rolling = RollingRestart(of: replicas, downtime: restart, pause: between, in: simulation)
        restarts.append(rolling)
        rolling.begin()
    }

    func end() {}

    func heal() {
        restarts.last?.cancel()
        for replica in replicas { replica.start() }
        healedHits = hits
    }

    private var total: Int { replicas.reduce(0) { $0 + $1.incarnations } }
    /// Processes that came back.
    var hits: UInt64 { healedHits ?? incarnations.map { UInt64(total - $0) } ?? 0 }
}

/// Lets processes run out of memory again and again.
final class OutOfMemoryEffect: FaultEffect {
    private let replicas: [Replica]
    private let lifetime: Duration
    private let restart: Duration
    /// Deaths so far, of this fault and of others of its kind.
    private var count: Int { replicas.reduce(0) { $0 + $1.outOfMemoryCrashes } }
    private var before = 0
    private var endedHits = 0
    private var isOn = false

    init(_ replicas: [Replica], lifetime: Duration, restart: Duration) {
        self.replicas = replicas
        self.lifetime = lifetime
        self.restart = restart
    }

    func begin(until end: Int64) {
        before = count
        isOn = true
        for replica in replicas { replica.leakMemory(lifetime: lifetime, restartDelay: restart) }
    }

    func end() {
        endedHits += count - before
        isOn = false
        for replica in replicas { replica.endMemoryLeak() }
    }

    func heal() { for replica in replicas { replica.start() } }
    var hits: UInt64 { UInt64(endedHits + (isOn ? count - before : 0)) }
}

/// Stops processes while time goes on.
final class PauseEffect: FaultEffect {
    private let replicas: [Replica]
    private var paused: [SimulatedProcess] = []
    private(set) var hits: UInt64 = 0

    init(_ replicas: [Replica]) { self.replicas = replicas }

    func begin(until end: Int64) {
        for replica in replicas {
            guard let process = replica.process, process.state == .running else { continue }
            process.pause()
            paused.append(process)
            hits += 1
        }
    }

    func end() {
        for process in paused { process.resume() }
        paused = []
    }
}

/// Makes each step of a process wait for a slow processor.
final class SlowCPUEffect: FaultEffect {
    private let replicas: [Replica]
    private let timePerJob: Duration
    private var count: UInt64 { replicas.reduce(0) { $0 + $1.jobsSlowed } }
    private var before: UInt64 = 0
    private var endedHits: UInt64 = 0
    private var isOn = false

    init(_ replicas: [Replica], timePerJob: Duration) {
        self.replicas = replicas
        self.timePerJob = timePerJob
    }

    func begin(until end: Int64) {
        before = count
        isOn = true
        for replica in replicas { replica.slow(timePerJob: timePerJob) }
    }

    func end() {
        endedHits += count - before
        isOn = false
        for replica in replicas { replica.endSlowness() }
    }

    var hits: UInt64 { endedHits + (isOn ? count - before : 0) }
}
