/// Notices a job that does nothing but read a clock of the simulation, which stands still in it.
///
/// Looked at once in so many readings, so that one costs an addition.
struct ClockWatch {
    /// Readings between two looks.
    private static let stride: UInt64 = 1_000_000
    /// Looks at which nothing has happened, after which nothing ever will: a loop over stored events may ask for the
    /// time of each, and comes to its end.
    private static let patience = 50

    var readings: UInt64 = 0
    private(set) var next = stride
    private var steps: UInt64 = 0
    private var trace = TraceHash()
    private var stillLooks = 0

    /// After so many steps of the simulation. Returns whether nothing has happened for so long that nothing will.
    mutating func look(after steps: UInt64, _ trace: TraceHash) -> Bool {
        let isStill = steps == self.steps && trace == self.trace
        stillLooks = isStill ? stillLooks + 1 : 0
        (next, self.steps, self.trace) = (readings &+ Self.stride, steps, trace)
        return stillLooks >= Self.patience
    }
}

/// Notices a process that has ended and goes on: each of its sleeps on a real clock ends at once, and it sleeps again,
/// in one job after the other.
struct RestlessProcess {
    /// Readings of a real clock at one instant after which a process that has ended never does.
    private static let patience = 200_000
    /// Readings that are reported.
    private static let curiosity = 1_000

    private var instant: Int64 = -1
    private var readings = 0
    /// Who it is, once it was noticed.
    private(set) var process: UInt32?

    /// Whether the last reading is to be reported.
    var isNews: Bool { readings <= Self.curiosity }

    /// A run begins.
    mutating func reset() { (instant, readings, process) = (-1, 0, nil) }

    mutating func read(_ process: UInt32, at now: Int64) {
        if now != instant { (instant, readings) = (now, 0) }
        readings += 1
        if readings >= Self.patience { self.process = process }
    }
}

extension Kernel {
    /// Counts a reading of a process's own clock.
    @inline(__always)
    func noteClockReading() {
        state.pointee.clockWatch.readings &+= 1
        if state.pointee.clockWatch.readings >= state.pointee.clockWatch.next { lookAtClockReadings() }
    }

    @inline(never)
    private func lookAtClockReadings() {
        // Whoever asks between two runs, or on another thread, waits for nobody in here.
        guard GlobalPool.runs(self) else { return }
        let steps = state.pointee.jobs &+ state.pointee.events
        guard state.pointee.clockWatch.look(after: steps, state.pointee.trace) else { return }
        fatalError(
            """
            \(state.pointee.processes.name(state.pointee.current)) reads its clock for ever, in one job\
            \(CallPlace.ofCaller().text.map { " (\($0))" } ?? ""): no time passes in a job, so sleep on the clock
            """)
    }

    /// Counts a reading of a real clock by a process that has ended. Returns whether such a reading is to be reported:
    /// of those that live each is.
    func isNewsOfLiving() -> Bool {
        let process = state.pointee.current
        guard state.pointee.processes.rows[Int(process)].state == .crashed else { return true }
        state.pointee.restless.read(process, at: state.pointee.now)
        if state.pointee.restless.process != nil { lookUp() }
        return state.pointee.restless.isNews
    }
}
