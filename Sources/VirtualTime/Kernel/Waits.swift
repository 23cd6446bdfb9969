/// Names one suspended call of a process until it is woken; afterwards it names nothing, and waking it does nothing.
public struct Waiter: Hashable, Sendable {
    let slot: UInt32
    let generation: UInt32

    var token: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    init(token: UInt64) {
        slot = UInt32(truncatingIfNeeded: token)
        generation = UInt32(token >> 32)
    }
}

/// The suspended calls of all processes: a slot each, in a doubly linked list per process so that a crash finds its own.
struct WaitTable: ~Copyable {
    static let none = UInt32.max

    struct Slot {
        var continuation: UnsafeContinuation<Bool, Never>?
        var generation: UInt32
        var process: UInt32
        var previous: UInt32
        var next: UInt32
    }

    private(set) var slots: UnsafeMutablePointer<Slot>
    private var capacity = 256
    private var used: UInt32 = 0
    private var firstFree = none
    private(set) var waiting = 0

    init() { slots = .allocate(capacity: capacity) }
    deinit { slots.deallocate() }

    /// A slot for a call of `process`, linked before `head`.
    @inline(__always)
    mutating func open(process: UInt32, head: inout UInt32) -> Waiter {
        let index: UInt32
        if firstFree != Self.none {
            index = firstFree
            firstFree = slots[Int(index)].next
        } else {
            index = append()
        }
        let slot = slots + Int(index)
        slot.pointee.process = process
        slot.pointee.previous = Self.none
        slot.pointee.next = head
        if head != Self.none { slots[Int(head)].previous = index }
        head = index
        waiting += 1
        return Waiter(slot: index, generation: slot.pointee.generation)
    }

    @inline(__always)
    func isOpen(_ waiter: Waiter) -> Bool {
        waiter.slot < used && slots[Int(waiter.slot)].generation == waiter.generation
    }

    @inline(__always)
    mutating func suspend(_ waiter: Waiter, _ continuation: UnsafeContinuation<Bool, Never>) {
        slots[Int(waiter.slot)].continuation = continuation
    }

    /// Frees the slot and hands back its continuation.
    @inline(__always)
    mutating func close(_ index: UInt32, head: inout UInt32) -> UnsafeContinuation<Bool, Never>? {
        let slot = slots + Int(index)
        let continuation = slot.pointee.continuation
        slot.pointee.continuation = nil
        slot.pointee.generation &+= 1
        let (previous, next) = (slot.pointee.previous, slot.pointee.next)
        if previous != Self.none { slots[Int(previous)].next = next } else { head = next }
        if next != Self.none { slots[Int(next)].previous = previous }
        slot.pointee.next = firstFree
        firstFree = index
        waiting -= 1
        return continuation
    }

    private mutating func append() -> UInt32 {
        if Int(used) == capacity {
            let larger = UnsafeMutablePointer<Slot>.allocate(capacity: 2 * capacity)
            larger.moveInitialize(from: slots, count: capacity)
            slots.deallocate()
            slots = larger
            capacity *= 2
        }
        (slots + Int(used)).initialize(
            to: Slot(continuation: nil, generation: 0, process: 0, previous: Self.none, next: Self.none))
        used += 1
        return used - 1
    }
}
