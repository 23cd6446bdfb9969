import CMemoryHints
import Containers

/// Tasks that are to start: made only when their turn comes, so that making one and its first step touch the same
/// memory while it is near. Until then a placeholder for their job waits in the queue.
struct TaskStarts: ~Copyable {
    /// Moved and never copied, so that no reference is counted on the way from `start` to the task.
    struct Start: ~Copyable {
        let process: SimulatedProcess
        let body: @Sendable () async -> Void
        let site: CodeSite
    }

    private var starts: SlotTable<Start>

    init(capacity: Int = 64) { starts = SlotTable(capacity: capacity) }

    /// Jobs are aligned, so an odd address is free to mean a record of this table.
    mutating func add(
        _ process: SimulatedProcess, _ body: @escaping @Sendable () async -> Void, _ site: CodeSite
    ) -> UnownedJob {
        let token = starts.insert(Start(process: process, body: body, site: site))
        return unsafeBitCast(UInt(token.raw) << 1 | 1, to: UnownedJob.self)
    }

    @inline(__always)
    static func isPlaceholder(_ job: UnownedJob) -> Bool { unsafeBitCast(job, to: UInt.self) & 1 == 1 }

    /// A start is near whose closure was made long ago: its context is fetched ahead.
    @inline(__always)
    func prefetch(_ placeholder: UnownedJob) {
        let start = UnsafeRawPointer(starts.address(of: token(of: placeholder)))
        if let context = start.load(fromByteOffset: Self.contextOffset, as: UnsafeRawPointer?.self) {
            memory_hint_fetch(context)
        }
    }

    /// Behind the process and the closure's function. Only hints depend on it.
    private static let contextOffset = 16

    /// Takes a start out, once.
    mutating func take(_ placeholder: UnownedJob) -> Start { starts.remove(token(of: placeholder)) }

    @inline(__always)
    private func token(of placeholder: UnownedJob) -> SlotToken {
        precondition(Self.isPlaceholder(placeholder), "A job of a task that was made stands for no start.")
        return SlotToken(untagging: UInt64(unsafeBitCast(placeholder, to: UInt.self) >> 1))
    }
}
