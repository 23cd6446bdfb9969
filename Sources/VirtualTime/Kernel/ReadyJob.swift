import Containers

/// One piece of a task (or of an actor) that is ready to run, the process it belongs to, and who it is there.
struct ReadyJob {
    var job: UnownedJob
    var process: UInt32
    /// Tells the tasks of one process apart in the trace; the same in every run.
    var turn: UInt32

    /// The first step of a task, which nothing tells from others.
    static let firstStep: UInt32 = 0
}

/// The jobs that are ready now.
extension Ring<ReadyJob> {
    @inline(__always)
    mutating func append(_ job: UnownedJob, of process: UInt32, turn: UInt32) {
        append(ReadyJob(job: job, process: process, turn: turn))
    }
}
