import Synchronization

/// Jobs of a simulation that turned up on a thread that does not run it: kept here until the simulation looks.
final class CrossThreadInbox: Sendable {
    struct Contents {
        /// Brought back.
        fileprivate(set) var jobs: [UnownedJob] = []
        /// Run there, by an executor of somebody's; they may have ended since.
        fileprivate(set) var runElsewhere: [RunElsewhere] = []
    }

    /// What is known of a task before another thread runs it.
    struct RunElsewhere {
        let identity: TaskIdentity
        let name: String?
        /// As `TaskLayout.returns` has them.
        let returns: [UInt]
    }

    private let contents = Mutex(Contents())
    private let hasNews = Atomic<Bool>(false)
    /// Who has run the simulation last and may go on with it.
    private let runner = Mutex<(who: SimulationRunner, kernel: Kernel)?>(nil)

    /// The simulations that exist, by number, and the number that was given last.
    private struct Registry {
        var last: UInt64 = 0
        var existing: [UInt64: CrossThreadInbox] = [:]
        /// Those that exist with numbers that have a mark's bits for themselves.
        var short = 0

        /// A number that nobody has: one after the other, so that what comes late to one that is gone finds nobody.
        mutating func next() -> UInt64 {
            let (first, count) =
                short < Int(JobMark.lastShort)
                ? (1, JobMark.lastShort) : (JobMark.lastShort + 1, JobMark.lastNumber - JobMark.lastShort)
            // Whoever holds too many is told in release, too.
            guard existing.count < Int(JobMark.lastNumber) else {
                fatalError(
                    """
                    \(JobMark.lastNumber) simulations exist, and no more can be told apart: close those that are over \
                    and let go of them before others are made
                    """)
            }
            repeat {
                last = last >= first && last < first + count - 1 ? last + 1 : first
            } while existing[last] != nil
            return last
        }
    }

    private static let registry = Mutex(Registry())
    private static let existing = Atomic<Int>(0)

    /// The number of a new simulation.
    func enter() -> UInt64 {
        Self.registry.withLock { registry in
            let number = registry.next()
            registry.existing[number] = self
            if number <= JobMark.lastShort { registry.short += 1 }
            Self.existing.add(1, ordering: .relaxed)
            return number
        }
    }

    func leave(_ number: UInt64) {
        Self.registry.withLock { registry in
            let left = registry.existing.removeValue(forKey: number)
            precondition(left === self, "A simulation leaves once, under its own number.")
            if number <= JobMark.lastShort { registry.short -= 1 }
        }
        let (before, _) = Self.existing.subtract(1, ordering: .relaxed)
        precondition(before > 0, "A simulation that leaves has entered.")
    }

    /// Whoever calls runs the simulation from now on.
    func isRun(_ kernel: Kernel) { runner.withLock { $0 = (.current, kernel) } }

    /// The simulation is over.
    func isRunNoMore() { runner.withLock { $0 = nil } }

    /// Whether somebody else than who calls has run the simulation last, and may be running it.
    var isRunByAnother: Bool { runner.withLock { runner in runner.map { $0.who != .current } ?? false } }

    /// Whether `job` was resumed by whoever runs the simulation, and is ready there.
    private func takeFromRunner(_ job: UnownedJob, asMainActor: Bool) -> Bool {
        // Nobody else begins a run meanwhile, so the state is this thread's own.
        runner.withLock { runner in
            guard let runner, runner.who == .current else { return false }
            runner.kernel.take(job, asMainActor: asMainActor)
            return true
        }
    }

    /// Whether `job`, met on a thread without a simulation, belongs to one and was brought back to it.
    static func takeBack(_ job: UnownedJob, asMainActor: Bool = false) -> Bool {
        guard let owner = owner(of: job) else { return false }
        if owner.takeFromRunner(job, asMainActor: asMainActor) { return true }
        owner.contents.withLock { $0.jobs.append(asMainActor ? MainActorStandIn.tagged(job) : job) }
        owner.hasNews.store(true, ordering: .releasing)
        return true
    }

    /// A thread without a simulation is about to run `job`.
    static func note(runningElsewhere job: UnownedJob) {
        guard let owner = owner(of: job), let identity = JobMark.identity(of: job) else { return }
        let task = JobMark.task(job)
        let run = RunElsewhere(
            identity: identity, name: TaskLayout.name(of: task), returns: TaskLayout.returns(of: task))
        owner.contents.withLock { $0.runElsewhere.append(run) }
        owner.hasNews.store(true, ordering: .releasing)
    }

    /// The simulation that has seen `job`, if that exists.
    private static func owner(of job: UnownedJob) -> CrossThreadInbox? {
        guard existing.load(ordering: .relaxed) > 0, let number = JobMark.simulation(of: job) else { return nil }
        return registry.withLock { $0.existing[number] }
    }

    /// What has come since the last look.
    @inline(__always)
    func drain() -> Contents? {
        guard hasNews.load(ordering: .acquiring) else { return nil }
        return contents.withLock { contents in
            hasNews.store(false, ordering: .relaxed)
            defer { contents = Contents() }
            return contents
        }
    }
}
