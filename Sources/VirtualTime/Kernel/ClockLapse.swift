import CEntryPoints

/// How far the clocks of the machine, as a process is shown them, have gone on within one job: in a job no virtual time
/// passes, and whoever lies still in it, or waits in a loop for a clock to come to an instant, would never come to an
/// end.
///
/// It goes by what the code does, not by the machine, wherever the code says for how long it wants to lie still.
struct ClockLapse {
    /// Readings in one job after which the clock itself goes on: such code waits for it.
    private static let patience = 256
    /// Readings in one job that are reported: each costs a walk over the stack.
    private static let curiosity = 32

    /// Readings in one job after which it is one without an end, if its process has one.
    private static let endless = 1_000_000

    private var job: UInt64 = .max
    private var readings = 0
    private var nanoseconds: Int64 = 0
    /// What the machine's clock showed when the job's own was last known to go with it.
    private var machine: Int64 = 0

    /// Whether the job's last reading is to be reported.
    var isNews: Bool { readings <= Self.curiosity }

    /// Whether the job may be without an end.
    var isEndless: Bool { readings >= Self.endless }

    /// What a reading in `job` is to add to virtual time.
    mutating func read(in job: UInt64) -> Int64 {
        enter(job)
        readings += 1
        // A microsecond at first, and then faster and faster, so that a loop that waits for a year ends as well.
        if readings > Self.patience { extend(by: max(1_000, nanoseconds >> 4)) }
        return nanoseconds
    }

    /// The thread lies still for so long.
    mutating func sleep(_ length: Int64, in job: UInt64) {
        precondition(length > 0, "Nobody lies still for less than no time.")
        enter(job)
        extend(by: length)
    }

    /// The thread lay still for as long as somebody else wanted: what was to end at an instant has come to it.
    mutating func wait(in job: UInt64) {
        enter(job)
        let now = entry_points_machine_clock()
        extend(by: max(0, now - machine))
        machine = now
    }

    private mutating func enter(_ job: UInt64) {
        guard self.job != job else { return }
        (self.job, readings, nanoseconds, machine) = (job, 0, 0, entry_points_machine_clock())
    }

    private mutating func extend(by length: Int64) {
        let (sum, overflows) = nanoseconds.addingReportingOverflow(length)
        nanoseconds = min(overflows ? .max : sum, Self.longest)
    }

    /// About 146 years.
    private static let longest = Int64.max / 2
}
