/// Notices a run in which no time passes any more: a service that polls without a wait, two that wake each other.
///
/// Looked at once in so many jobs and in so many agenda entries, so that none of them costs anything.
struct StallWatch {
    /// Jobs, or agenda entries, between two looks.
    static let stride: UInt64 = 0x1_0000

    /// Jobs and agenda entries at one instant after which the run is stalled.
    var limit: UInt64 = .max
    private var instant: Int64 = -1
    private var stepsBefore: UInt64 = 0
    /// The last process that was met at this instant; 0 when only agenda entries were.
    private var process: UInt32 = 0
    /// The process whose code ran when it was noticed.
    private(set) var stalled: UInt32?

    /// A run begins.
    mutating func reset() { (instant, stepsBefore, process, stalled) = (-1, 0, 0, nil) }

    /// After `steps` jobs and entries of the simulation, the last one of `process`. Returns whether the run is stalled.
    mutating func look(at now: Int64, after steps: UInt64, _ process: UInt32) -> Bool {
        precondition(now >= instant && steps >= stepsBefore, "Neither time nor work goes back.")
        if now > instant { (instant, stepsBefore, self.process) = (now, steps, 0) }
        if process > 0 { self.process = process }
        guard steps - stepsBefore >= limit else { return false }
        return accuse(self.process)
    }

    /// The run is stalled, by this process.
    mutating func accuse(_ process: UInt32) -> Bool {
        stalled = process
        return true
    }
}
