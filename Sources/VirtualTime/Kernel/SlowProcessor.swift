import Containers

/// The processor of a process that is slow: one job at a time, first come, first served.
///
/// Jobs take no virtual time of their own, so how slow it is is told in time per job.
final class SlowProcessor {
    /// Tells it from others that the same index has had.
    let number: Int
    var timePerJobNanoseconds: Int64
    /// Jobs that wait for it; the first one has it while `isBusy`.
    var queue = Ring<ReadyJob>()
    var isBusy = false
    /// Has had its time and runs when it is met again.
    var served: UnownedJob?

    init(number: Int, timePerJobNanoseconds: Int64) {
        self.number = number
        self.timePerJobNanoseconds = timePerJobNanoseconds
    }

    func takeServed(_ job: UnownedJob) -> Bool {
        guard let served, unsafeBitCast(served, to: UInt.self) == unsafeBitCast(job, to: UInt.self) else {
            return false
        }
        precondition(isBusy, "Who was served has had the processor.")
        self.served = nil
        return true
    }
}

/// Ends the turns of all slow processors of a simulation.
final class ProcessorTurns: AgendaHandler {
    private let kernel: Kernel
    var handler: HandlerID<EpochEntry>!
    private var lastNumber = 0

    init(kernel: Kernel) { self.kernel = kernel }

    func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    /// About a process by its index, and the number of the processor that it had.
    func fire(_ entry: EpochEntry) {
        precondition(entry.number < kernel.state.pointee.processes.count, "A turn is that of a process that has been.")
        guard let object = kernel.state.pointee.processes.rows[entry.number].object else { return }
        let process = object.takeUnretainedValue()
        guard process.processor?.number == entry.epoch else { return }
        process.turnEnded()
    }
}

extension Simulation {
    /// Made when it is first asked for, so that a run without slow processors has no trace of it.
    func turnsOfProcessors() -> ProcessorTurns {
        if let processorTurns { return processorTurns }
        let turns = ProcessorTurns(kernel: kernel)
        turns.handler = register(turns)
        processorTurns = turns
        return turns
    }
}

extension SimulatedProcess {
    /// From now on each job takes `timePerJob` of the process's only processor before it runs, one after another in the
    /// order in which they became ready, until `endSlowness`. When it is slow already, the new time counts from the
    /// next turn on.
    public func slow(timePerJob: Duration) {
        guard simulation.admits("\(fullName).slow(timePerJob: \(timePerJob.told))") else { return }
        guard timePerJob > .zero else {
            return simulation.refuse(
                "slow(timePerJob: \(timePerJob.told))", "it would not be slow; give it more than 0 s",
                orTrap: "A slow processor takes time for a job.")
        }
        guard isAlive else { return }
        let nanoseconds = timePerJob.wholeNanoseconds
        noteSpeed(nanoseconds)
        if let processor {
            processor.timePerJobNanoseconds = nanoseconds
        } else {
            let number = simulation.turnsOfProcessors().nextNumber()
            processor = SlowProcessor(number: number, timePerJobNanoseconds: nanoseconds)
        }
        setDeferral()
    }

    /// The processor takes no time any more: what waited for it becomes ready in its order.
    public func endSlowness() {
        guard let processor else { return }
        precondition(processor.served == nil || processor.isBusy, "Who was served and has not run has the processor.")
        noteSpeed(0)
        self.processor = nil
        setDeferral()
        GlobalPool.capturing(into: kernel) {
            while let next = processor.queue.popFirst() { kernel.state.pointee.ready.append(next) }
        }
    }

    /// Keeps a job that became ready, unless it may run now.
    func deferJob(_ next: ReadyJob) -> Bool {
        precondition(next.process == index, "A process defers its own jobs.")
        if state == .paused {
            deferred.append(.job(next))
            return true
        }
        guard let processor else { return false }
        if processor.takeServed(next.job) {
            precondition(processor.isBusy, "A job that was served has had a turn.")
            processor.isBusy = false
            beginTurn()
            return false
        }
        processor.queue.append(next)
        jobsSlowed += 1
        if !processor.isBusy { beginTurn() }
        return true
    }

    /// The next job in the queue gets the processor, if it is free.
    func beginTurn() {
        guard let processor, !processor.isBusy, processor.queue.count > 0 else { return }
        precondition(processor.timePerJobNanoseconds > 0, "A turn of a slow processor takes time.")
        processor.isBusy = true
        simulation.schedule(
            afterNanoseconds: processor.timePerJobNanoseconds, simulation.turnsOfProcessors().handler,
            EpochEntry(Int(index), epoch: processor.number))
    }

    /// A job has had its time. While the process is paused it has not, and begins anew afterwards.
    func turnEnded() {
        guard let processor else { return }
        precondition(processor.isBusy, "A turn that ends has begun.")
        guard state == .running, let next = processor.queue.popFirst() else {
            processor.isBusy = false
            return
        }
        precondition(processor.served == nil, "A processor serves one job at a time.")
        processor.served = next.job
        kernel.state.pointee.ready.append(next)
    }
}
