import Synchronization

/// Jobs of a simulation that turned up on a thread that does not run it: kept here until the simulation looks.
final class CrossThreadInbox: Sendable {
    private struct Contents {
        var jobs: [UnownedJob] = []
    }

    private let contents = Mutex(Contents())
    private let hasJobs = Atomic<Bool>(false)

    /// The simulations that exist, by number.
    private static let registry = Mutex<(last: UInt64, existing: [UInt64: CrossThreadInbox])>((0, [:]))
    private static let existing = Atomic<Int>(0)

    /// The number of a new simulation; the last one, which many share and nobody is found by, when 126 exist.
    func enter() -> UInt64 {
        Self.registry.withLock { registry in
            let numbers = JobMark.sharedSimulation - 1
            guard registry.existing.count < Int(numbers) else { return JobMark.sharedSimulation }
            repeat {
                registry.last = registry.last % numbers + 1
            } while registry.existing[registry.last] != nil
            registry.existing[registry.last] = self
            Self.existing.add(1, ordering: .relaxed)
            return registry.last
        }
    }

    func leave(_ number: UInt64) {
        guard number != JobMark.sharedSimulation else { return }
        Self.registry.withLock { registry in
            let left = registry.existing.removeValue(forKey: number)
            precondition(left === self, "A simulation leaves once, under its own number.")
        }
        let (before, _) = Self.existing.subtract(1, ordering: .relaxed)
        precondition(before > 0, "A simulation that leaves has entered.")
    }

    /// Whether `job`, met on a thread without a simulation, belongs to one and was brought back to it.
    static func takeBack(_ job: UnownedJob, asMainActor: Bool = false) -> Bool {
        guard existing.load(ordering: .relaxed) > 0, let number = JobMark.simulation(of: job),
            let owner = registry.withLock({ $0.existing[number] })
        else { return false }
        owner.contents.withLock { $0.jobs.append(asMainActor ? MainActorStandIn.tagged(job) : job) }
        owner.hasJobs.store(true, ordering: .releasing)
        return true
    }

    /// What has come since the last look.
    @inline(__always)
    func drain() -> [UnownedJob]? {
        guard hasJobs.load(ordering: .acquiring) else { return nil }
        return contents.withLock { contents in
            hasJobs.store(false, ordering: .relaxed)
            defer { contents.jobs.removeAll() }
            return contents.jobs
        }
    }
}
