import Containers

/// One piece of a task (or of an actor) that is ready to run, and the process it belongs to.
struct ReadyJob {
    var job: UnownedJob
    var process: UInt32
}

/// The jobs that are ready now.
extension Ring<ReadyJob> {
    @inline(__always)
    mutating func append(_ job: UnownedJob, of process: UInt32) { append(ReadyJob(job: job, process: process)) }
}
