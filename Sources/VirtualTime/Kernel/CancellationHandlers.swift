import Containers

/// Closures the runtime can call when a waiting task is cancelled.
///
/// `withTaskCancellationHandler` builds a closure and an async frame for each use; a simulation suspends millions of
/// times a second, so a closure is built once for each place in this table, and the runtime is told where it lies. A
/// place is taken while a call waits and until it has resumed: till then its closure may still be called.
struct CancellationHandlers: ~Copyable {
    private struct Handler {
        /// First, since the runtime is handed its address.
        var call: () -> Void
        /// The slot of the wait that the handler is for; for a free handler the next free one.
        var slot: UInt32
        var isTaken = false
        /// Of a taken handler, what the runtime knows it by: nothing where it was called at once, for a task that was
        /// cancelled before. Kept here, the task that waits holds a word less.
        var record: UnsafeMutableRawPointer?
    }

    /// The number of no handler.
    static let none = UInt32.max

    private var handlers: GrowableBuffer<Handler>
    private var used: UInt32 = 0
    private var firstFree = none

    init(capacity: Int = 16) { handlers = GrowableBuffer(capacity: capacity) }

    deinit { handlers.base.deinitialize(count: Int(used)) }

    var hasFree: Bool { firstFree != Self.none }

    /// Takes a free handler for the wait in `slot`.
    @inline(__always)
    mutating func take(for slot: UInt32) -> UInt32 {
        let number = firstFree
        precondition(number != Self.none, "A handler is added before one is taken.")
        let handler = handlers.base + Int(number)
        assert(!handler.pointee.isTaken, "A handler that is free is nobody's.")
        firstFree = handler.pointee.slot
        handler.pointee.slot = slot
        handler.pointee.isTaken = true
        return number
    }

    @inline(__always)
    func note(_ record: UnsafeMutableRawPointer?, of number: UInt32) {
        assert(handlers.base[Int(number)].isTaken, "The runtime knows of a handler that somebody has taken.")
        handlers.base[Int(number)].record = record
    }

    /// What the runtime knows a taken handler by.
    @inline(__always)
    func record(of number: UInt32) -> UnsafeMutableRawPointer? {
        precondition(number < used, "A record is that of a handler.")
        return handlers.base[Int(number)].record
    }

    @inline(__always)
    mutating func giveBack(_ number: UInt32) {
        precondition(number < used, "A cancellation handler that is given back was taken.")
        let handler = handlers.base + Int(number)
        precondition(handler.pointee.isTaken, "A cancellation handler is given back once.")
        handler.pointee.isTaken = false
        handler.pointee.slot = firstFree
        firstFree = number
    }

    /// The slot that a taken handler is for.
    func slot(of number: UInt32) -> UInt32 {
        precondition(number < used, "A handler that is called was added.")
        precondition(handlers.base[Int(number)].isTaken, "Only the handler of a call that waits is called.")
        return handlers.base[Int(number)].slot
    }

    /// Where the two words of a handler's closure lie until the table grows.
    @inline(__always)
    func address(of number: UInt32) -> UnsafeRawPointer {
        assert(handlers.base[Int(number)].isTaken, "The runtime is told of a handler that somebody has taken.")
        return UnsafeRawPointer(handlers.base + Int(number))
    }

    /// Adds one free handler; `call` is told its number.
    mutating func append(_ call: @escaping (_ number: UInt32) -> Void) {
        if Int(used) == handlers.capacity { handlers.grow(moving: Int(used)) }
        precondition(used < Self.none, "Four thousand million calls wait at a time.")
        let number = used
        (handlers.base + Int(number)).initialize(to: Handler(call: { call(number) }, slot: firstFree))
        firstFree = number
        used += 1
    }
}
