/// Notices a run in which no time passes any more: a service that polls without a wait, two that wake each other.
///
/// Looked at once in so many steps, so that a step costs a comparison.
struct StallWatch {
    /// Between two looks, in jobs or in agenda entries; a power of two.
    static let stride: UInt64 = 0x1_0000

    /// Jobs and agenda entries at one instant after which the run is stalled.
    var limit: UInt64 = .max
    private var instant: Int64 = -1
    private var steps: UInt64 = 0
    /// The last process that was met at this instant; 0 when only agenda entries were.
    private var process: UInt32 = 0
    /// The process whose code ran when it was noticed.
    private(set) var stalled: UInt32?

    /// A run begins.
    mutating func reset() { (instant, steps, process, stalled) = (-1, 0, 0, nil) }

    /// `stride` jobs or entries have been met since the last look at such, the last one of `process`. Returns whether
    /// the run is stalled.
    mutating func look(at now: Int64, _ process: UInt32) -> Bool {
        precondition(now >= instant, "Time does not go back.")
        if now > instant { (instant, steps, self.process) = (now, 0, 0) } else { steps += Self.stride }
        if process > 0 { self.process = process }
        guard steps >= limit else { return false }
        stalled = self.process
        return true
    }
}
