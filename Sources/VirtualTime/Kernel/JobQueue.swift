import CMemoryHints

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

/// Tasks that are to start: made only when their turn comes, so that making one and its first step touch the same memory
/// while it is near. Until then a stand-in for their job waits in the queue.
struct BirthTable {
    /// A struct, since in a tuple the closure would be wrapped twice, once going in and once coming out.
    struct Birth {
        let process: SimulatedProcess
        let body: @Sendable () async -> Void
    }

    private var births: [Birth?] = []
    private var free: [Int32] = []

    /// Jobs are aligned, so an odd address is free to mean a place in this table.
    mutating func add(_ process: SimulatedProcess, _ body: @escaping @Sendable () async -> Void) -> UnownedJob {
        let index = free.popLast() ?? Int32(births.count)
        let birth = Birth(process: process, body: body)
        if Int(index) == births.count { births.append(birth) } else { births[Int(index)] = birth }
        return unsafeBitCast(UInt(index) << 1 | 1, to: UnownedJob.self)
    }

    @inline(__always)
    static func isStandIn(_ job: UnownedJob) -> Bool { unsafeBitCast(job, to: UInt.self) & 1 == 1 }

    /// A birth is near whose closure was made long ago: its context is fetched ahead.
    @inline(__always)
    func expect(_ standIn: UnownedJob) {
        births.withUnsafeBytes { bytes in
            let birth = Int(unsafeBitCast(standIn, to: UInt.self) >> 1) * MemoryLayout<Birth?>.stride
            if let context = bytes.load(fromByteOffset: birth + Self.contextOffset, as: UnsafeRawPointer?.self) {
                memory_hint_fetch(context)
            }
        }
    }

    /// Behind the process and the closure's function. Only hints depend on it.
    private static let contextOffset = 16

    mutating func take(_ standIn: UnownedJob) -> Birth {
        let index = Int(unsafeBitCast(standIn, to: UInt.self) >> 1)
        guard let birth = births[index].take() else { preconditionFailure("A task is born once.") }
        free.append(Int32(index))
        return birth
    }
}
