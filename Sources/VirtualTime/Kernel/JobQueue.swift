/// One piece of a task (or of an actor) that is ready to run, and the process it belongs to.
struct ReadyJob {
    var job: UnownedJob
    var process: UInt32
}

/// The jobs that are ready now, first come, first served: a ring that doubles when it is full.
struct JobQueue: ~Copyable {
    private var ring: UnsafeMutablePointer<ReadyJob>
    private var mask = 255
    private var head = 0
    private(set) var count = 0

    init() { ring = .allocate(capacity: mask + 1) }
    deinit { ring.deallocate() }

    @inline(__always)
    mutating func append(_ job: UnownedJob, of process: UInt32) {
        if count > mask { grow() }
        (ring + ((head &+ count) & mask)).initialize(to: ReadyJob(job: job, process: process))
        count &+= 1
    }

    @inline(__always)
    mutating func popFirst() -> ReadyJob? {
        guard count > 0 else { return nil }
        let first = ring[head]
        head = (head &+ 1) & mask
        count &-= 1
        return first
    }

    /// The job that has so many before it; nil when fewer are ready.
    @inline(__always)
    func ahead(_ places: Int) -> UnownedJob? { count > places ? ring[(head &+ places) & mask].job : nil }

    private mutating func grow() {
        let capacity = mask + 1
        let larger = UnsafeMutablePointer<ReadyJob>.allocate(capacity: 2 * capacity)
        for offset in 0..<count { (larger + offset).initialize(to: ring[(head + offset) & mask]) }
        ring.deallocate()
        (ring, mask, head) = (larger, 2 * capacity - 1, 0)
    }
}
