import CEntryPoints

/// The machine under a simulation, as far as a process can reach it without asking its ports: clocks, randomness,
/// threads, Dispatch's queues and sources, signals.
///
/// The C functions by which all of Swift's libraries reach it are defined in this program, too, and come first. While a
/// thread runs a simulation, its clocks show virtual time, signal sources are the process's own, and whatever is asked
/// is reported as a leak. What nobody can see: arithmetic on addresses, a file that is read, time measured by counting.
enum Machine {
    /// Done once per process, before the first simulation exists.
    static func install() {
        entry_points_observe(&observer)
    }

    /// Whether Dispatch's own functions are seen: not in a program that has Swift's libraries inside.
    static var seesDispatch: Bool { entry_points_see_dispatch() }

    /// Runs `body` as the simulation's own doing, which nobody reports; the clocks show it virtual time, too.
    @inline(__always)
    static func unseen<Result>(_ body: () -> Result) -> Result {
        entry_points_look_away()
        defer { entry_points_look_again() }
        return body()
    }

    /// This thread runs a simulation from now on, or no longer.
    @inline(__always)
    static func enterSimulation(_ enters: Bool) { entry_points_set_inside(enters) }

    // Never changed; C wants an address that stays.
    nonisolated(unsafe) private static var observer = entry_point_observer(
        asked: { what, caller in Machine.asked(what, caller) },
        read_clock: { clock, caller, nanoseconds in
            guard let kernel = GlobalPool.current, caller.map(isTesting) != true else { return false }
            let lapse = kernel.state.pointee.lapse.read(in: kernel.state.pointee.jobs)
            if kernel.state.pointee.lapse.isEndless { kernel.endIfOver() }
            let isNews = kernel.isNewsOfLiving() && kernel.state.pointee.lapse.isNews
            if let caller, isNews { Machine.asked(clock, caller) }
            // What Dispatch does at an instant it does on the machine's clock.
            guard caller.map({ entry_points_lies_in($0, "libdispatch.") }) != true else { return false }
            nanoseconds.pointee = Machine.read(clock, in: kernel).addingReportingOverflow(lapse).partialValue
            return true
        },
        slept: { nanoseconds in
            guard let kernel = GlobalPool.current else { return }
            kernel.state.pointee.lapse.sleep(nanoseconds, in: kernel.state.pointee.jobs)
        },
        waited: {
            guard let kernel = GlobalPool.current else { return }
            kernel.state.pointee.lapse.wait(in: kernel.state.pointee.jobs)
        },
        made: { task in
            guard let kernel = GlobalPool.current, kernel.hasNotMet(task) else { return }
            kernel.report(.ranOnOtherExecutor, at: CallPlace.ofCaller().text)
        },
        begun: { task in GlobalPool.current?.meetIfNew(unsafeBitCast(task, to: UnownedJob.self)) },
        ran_elsewhere: { job in CrossThreadInbox.note(runningElsewhere: unsafeBitCast(job, to: UnownedJob.self)) },
        owner_of_signals: { GlobalPool.current?.signalOwner ?? 0 })

    private static func asked(_ what: entry_point, _ caller: UnsafeRawPointer) {
        guard let kernel = GlobalPool.current, !isTesting(caller) else { return }
        // Whoever hands work to Dispatch is told of for that; when it wants a thread for it is its own affair.
        if what == .thread, seesDispatch, entry_points_lies_in(caller, "libdispatch.") { return }
        let kind = DeterminismLeak.Kind(what)
        kernel.reportClockRead()
        guard let place = CallPlace.ofMachineCall() else { return }
        if kind == .monotonicClockRead {
            kernel.state.pointee.clockRead = kernel.leak(kind, by: TaskRuntime.current, at: place.text)
            kernel.state.pointee.jobOfClockRead = kernel.state.pointee.jobs
        } else {
            kernel.report(kind, at: place.text)
        }
    }

    /// swift-testing stamps what it is told with the time, which reaches no process.
    private static func isTesting(_ caller: UnsafeRawPointer) -> Bool { entry_points_lies_in(caller, "libTesting.") }

    private static func read(_ clock: entry_point, in kernel: Kernel) -> Int64 {
        let state = kernel.state
        guard clock == .wall_clock else { return state.pointee.now }
        let process = state.pointee.processes.rows[Int(state.pointee.current)].object
        return process?._withUnsafeGuaranteedRef { $0.wallTime.nanosecondsSinceEpoch } ?? state.pointee.now
    }
}

extension Kernel {
    /// A process that has ended and sleeps on a real clock, which ends at once, sleeps again and so on: it ends the
    /// program, and does not hang it.
    fileprivate func endIfOver() {
        let row = state.pointee.processes.rows + Int(state.pointee.current)
        guard row.pointee.state == .crashed else { return }
        fatalError(
            """
            \(state.pointee.processes.name(state.pointee.current)) has ended and reads a real clock for ever, in one \
            job\(CallPlace.ofCaller().text.map { " (\($0))" } ?? ""): let the cancellation of a sleep end its loop
            """)
    }

    /// Enters the last reading of a real clock as a leak: no sleep has followed it.
    func reportClockRead() {
        if let read = state.pointee.clockRead.take() { state.pointee.leaks.add(read) }
    }

    /// A sleep on a real clock has read it, last of all that its job has done; earlier readings are somebody's own.
    func forgetClockReadOfSleep() {
        if state.pointee.jobOfClockRead == state.pointee.jobs { state.pointee.clockRead = nil }
        reportClockRead()
    }
}

extension DeterminismLeak.Kind {
    fileprivate init(_ what: entry_point) {
        switch what {
        case .wall_clock: self = .wallClockRead
        case .monotonic_clock, .cpu_clock: self = .monotonicClockRead
        case .randomness: self = .systemRandomness
        case .blocking: self = .threadBlocked
        case .thread: self = .threadStarted
        case .program: self = .programStarted
        case .socket: self = .socketOpened
        case .queue: self = .dispatchQueue
        case .source: self = .dispatchSource
        case .timer: self = .timerStarted
        case .run_loop: self = .runLoop
        case .waking: self = .threadWoken
        case .pipe: self = .pipeWritten
        }
    }
}
