import Synchronization

/// Jobs of a simulation that turned up on a thread that does not run it: kept here until the simulation looks.
final class ForeignJobs: Sendable {
    private struct Inbox {
        var jobs: [UnownedJob] = []
    }

    private let inbox = Mutex(Inbox())
    private let hasJobs = Atomic<Bool>(false)

    /// The living simulations by number.
    private static let registry = Mutex<(last: UInt64, living: [UInt64: ForeignJobs])>((0, [:]))
    private static let living = Atomic<Int>(0)

    /// The number of a new simulation; 0, which is never found again, when 127 are alive.
    func enter() -> UInt64 {
        Self.registry.withLock { registry in
            guard registry.living.count < Int(JobMark.lastSimulation) else { return 0 }
            repeat {
                registry.last = registry.last % JobMark.lastSimulation + 1
            } while registry.living[registry.last] != nil
            registry.living[registry.last] = self
            Self.living.add(1, ordering: .relaxed)
            return registry.last
        }
    }

    func leave(_ number: UInt64) {
        guard number != 0 else { return }
        Self.registry.withLock { _ = $0.living.removeValue(forKey: number) }
        Self.living.subtract(1, ordering: .relaxed)
    }

    /// Whether `job`, met on a thread without a simulation, belongs to one and was brought back to it.
    static func takeBack(_ job: UnownedJob) -> Bool {
        guard living.load(ordering: .relaxed) > 0, let number = JobMark.simulation(of: job),
            let owner = registry.withLock({ $0.living[number] })
        else { return false }
        owner.inbox.withLock { $0.jobs.append(job) }
        owner.hasJobs.store(true, ordering: .releasing)
        return true
    }

    /// What has come since the last look.
    @inline(__always)
    func drain() -> [UnownedJob]? {
        guard hasJobs.load(ordering: .acquiring) else { return nil }
        return inbox.withLock { inbox in
            hasJobs.store(false, ordering: .relaxed)
            defer { inbox.jobs.removeAll() }
            return inbox.jobs
        }
    }
}
