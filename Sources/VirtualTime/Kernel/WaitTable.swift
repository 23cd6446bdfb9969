import CMemoryHints
import Containers

/// Names one suspended call of a process until it is woken; afterwards it names nothing, and waking it does nothing.
public struct Waiter: Hashable, Sendable {
    let token: SlotToken

    /// Its place in the table of calls that wait.
    @inline(__always)
    var slot: UInt32 { UInt32(truncatingIfNeeded: token.raw) }
}

/// How a suspended call ended.
enum WaitEnd {
    case woken
    /// By cancellation or crash; `afterWake` when somebody had given it something that it now never takes.
    case cancelled(afterWake: Bool)
}

/// The suspended calls of all processes: a slot each, in a doubly linked list per process so that a crash finds its
/// own.
///
/// A slot is open while its call waits, closed when the wait has ended, and free again only when the call itself has
/// resumed and taken its cancellation record down: until then the record may still fire and must find its own slot.
/// These three states, and the lists through the slots, are what a `SlotTable` does not have.
struct WaitTable: ~Copyable {
    static let none = UInt32.max

    struct Slot {
        /// Of the suspended task; nil before it has got that far.
        var job: UnownedJob?
        var generation: UInt32
        var process: UInt32
        var previous: UInt32
        var next: UInt32
        /// Agenda entries that would wake this wait.
        var timers: UInt16
        var isOpen: Bool
        /// Somebody woke it, maybe while its process was paused.
        var wasWoken: Bool
        /// It ended by that, and not by being cancelled.
        var endedWoken: Bool
    }

    private var buffer: GrowableBuffer<Slot>
    private(set) var used: UInt32 = 0
    private var firstFree = none
    /// Calls that wait.
    private(set) var count = 0

    init(capacity: Int = 64) { buffer = GrowableBuffer(capacity: capacity) }

    @inline(__always)
    var slots: UnsafeMutablePointer<Slot> { buffer.base }

    var hasFreeSlot: Bool { firstFree != Self.none }

    /// A slot for a call of `process`, linked before `head`. Needs a free slot.
    @inline(__always)
    mutating func open(process: UInt32, head: inout UInt32) -> Waiter {
        let index = firstFree
        precondition(index != Self.none, "A slot is added before one is opened.")
        let slot = slots + Int(index)
        assert(!slot.pointee.isOpen && slot.pointee.job == nil, "A free slot is nobody's.")
        assert(head == Self.none || slots[Int(head)].process == process, "A list of waits is that of one process.")
        firstFree = slot.pointee.next
        // The free slots are a list through memory, too: the next to be taken is on its way when it is.
        memory_hint_fetch(slots + Int(firstFree == Self.none ? index : firstFree))
        slot.pointee.process = process
        slot.pointee.previous = Self.none
        slot.pointee.next = head
        slot.pointee.timers = 0
        slot.pointee.isOpen = true
        slot.pointee.wasWoken = false
        slot.pointee.endedWoken = false
        if head != Self.none { slots[Int(head)].previous = index }
        head = index
        count &+= 1
        return waiter(index)
    }

    /// What names the call of a slot.
    @inline(__always)
    func waiter(_ index: UInt32) -> Waiter {
        Waiter(token: SlotToken(slot: index, generation: slots[Int(index)].generation))
    }

    @inline(__always)
    func isOpen(_ waiter: Waiter) -> Bool {
        waiter.slot < used && slots[Int(waiter.slot)].generation == waiter.token.generation
    }

    /// Past a few thousand tasks a wake-up waits for memory most of the time: slot, task and frame of the waiting call
    /// lie far apart, each found through the one before. Whoever knows who is woken soon says so, the earlier the
    /// nearer to the slot.
    @inline(__always)
    func prefetchSlot(of waiter: Waiter) { memory_hint_fetch(slots + Int(waiter.slot)) }

    /// The slot has been fetched: now for the task.
    @inline(__always)
    func prefetchTask(of waiter: Waiter) {
        if waiter.slot < used, let task = slots[Int(waiter.slot)].job { Self.prefetchTask(task) }
    }

    /// The task has been fetched: now for the frame that it resumes.
    @inline(__always)
    func prefetchFrame(of waiter: Waiter) {
        if waiter.slot < used, let task = slots[Int(waiter.slot)].job { Self.prefetchFrame(task) }
    }

    @inline(__always)
    static func prefetchTask(_ task: UnownedJob) {
        let address = unsafeBitCast(task, to: UnsafeRawPointer.self)
        for line in 0..<5 { memory_hint_fetch(address + 64 * line) }
    }

    @inline(__always)
    static func prefetchFrame(_ task: UnownedJob) {
        let frame = unsafeBitCast(task, to: UnsafePointer<UnsafeRawPointer>.self)[Self.resumeContext]
        for line in -2..<4 { memory_hint_fetch(frame + 64 * line) }
    }

    /// The word of a task that holds the frame it resumes. Only hints depend on it.
    private static let resumeContext = 8

    /// Ends the wait of an open slot and hands back its job, if it has got that far.
    @inline(__always)
    mutating func close(_ index: UInt32, woken: Bool, head: inout UInt32) -> UnownedJob? {
        let slot = slots + Int(index)
        precondition(slot.pointee.isOpen, "A wait ends once.")
        let job = slot.pointee.job
        slot.pointee.job = nil
        slot.pointee.endedWoken = woken
        slot.pointee.generation = SlotToken.generation(after: slot.pointee.generation)
        slot.pointee.isOpen = false
        let (previous, next) = (slot.pointee.previous, slot.pointee.next)
        assert(previous == Self.none ? head == index : slots[Int(previous)].next == index, "A list leads forth.")
        assert(next == Self.none || slots[Int(next)].previous == index, "A list leads back.")
        assert(count > 0, "A wait that ends was counted.")
        if previous != Self.none { slots[Int(previous)].next = next } else { head = next }
        if next != Self.none { slots[Int(next)].previous = previous }
        count &-= 1
        return job
    }

    /// Makes a closed slot free again.
    @inline(__always)
    mutating func free(_ index: UInt32) {
        precondition(!slots[Int(index)].isOpen, "A call that still waits keeps its slot.")
        slots[Int(index)].next = firstFree
        firstFree = index
    }

    /// Adds one free slot.
    mutating func append() {
        if Int(used) == buffer.capacity { buffer.grow(moving: Int(used)) }
        precondition(used < Self.none, "Four thousand million calls wait at a time.")
        (slots + Int(used)).initialize(
            to: Slot(
                job: nil, generation: 0, process: 0, previous: Self.none, next: firstFree, timers: 0,
                isOpen: false, wasWoken: false, endedWoken: false))
        firstFree = used
        used += 1
    }
}
