/// What a simulation does with a hop to the main actor. Both run the code inside, in the order of everything else.
public enum MainActorPolicy: Sendable {
    /// It is a `DeterminismLeak`: outside of the simulation the code would share its thread with whoever else does.
    case report
    /// It is what is meant to be tested.
    case capture
}

/// The main actor's executor as a thread that runs a simulation sees it: its jobs become jobs of that simulation.
///
/// One for all simulations, and for ever, since a task may be resumed when its simulation is gone.
final class MainActorStandIn: SerialExecutor {
    private static let shared = MainActorStandIn()
    static let reference = UnownedSerialExecutor(ordinary: shared)

    var isMainExecutor: Bool { true }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if let kernel = GlobalPool.current {
            Self.take(job, into: kernel)
        } else if !CrossThreadInbox.takeBack(job, asMainActor: true) {
            MainActor.shared.enqueue(job)
        }
    }

    /// A hop of the running code.
    private static func take(_ job: UnownedJob, into kernel: Kernel) {
        kernel.meetIfNew(job)
        if kernel.state.pointee.mainActor == .report {
            let hopping = JobMark.identity(of: job) == nil ? TaskRuntime.current : JobMark.task(job)
            // A task that has not begun waits nowhere: who makes it runs.
            let place = hopping.flatMap { CallPlace.ofWaiting($0) } ?? CallPlace.ofCaller().text
            kernel.report(.mainActor, by: hopping, at: place)
        }
        kernel.state.pointee.ready.append(
            tagged(job), of: kernel.state.pointee.current, turn: JobMark.turn(of: job))
    }

    // Jobs are aligned: the second bit of an address is free to say that it belongs to the main actor. The first bit
    // is that of a start's placeholder, whose other bits say other things.
    private static let bit: UInt = 2

    static func tagged(_ job: UnownedJob) -> UnownedJob {
        unsafeBitCast(unsafeBitCast(job, to: UInt.self) | bit, to: UnownedJob.self)
    }

    /// The job without its tag; nil for one that has none.
    static func untagged(_ job: UnownedJob) -> UnownedJob? {
        let word = unsafeBitCast(job, to: UInt.self)
        return word & 3 == bit ? unsafeBitCast(word & ~bit, to: UnownedJob.self) : nil
    }
}

extension Kernel {
    /// Runs a job of the main actor as its executor would.
    @inline(never)
    static func runOnMainActor(_ job: UnownedJob, at instant: Int64) {
        JobMark.write(lastRun: instant, on: job)
        job.runSynchronously(on: MainActorStandIn.reference)
    }
}
