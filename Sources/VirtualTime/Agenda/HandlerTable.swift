import Containers

/// The handlers by number. 0 stands for wake-ups of suspended calls, 1 for timers.
struct HandlerTable: ~Copyable {
    static let wakeUp: UInt16 = 0
    static let timer: UInt16 = 1
    private static let first = 2

    private var handlers = GrowableBuffer<Unmanaged<AnyHandler>?>(capacity: 16)
    private var count = first

    init() { handlers.base.initialize(repeating: nil, count: Self.first) }

    deinit { for index in Self.first..<count { handlers.base[index]?.release() } }

    mutating func append(_ handler: AnyHandler) -> UInt16 {
        precondition(
            count < Int(UInt16.max),
            "65,533 handlers: entries of one kind share a handler and differ by what they are about.")
        if count == handlers.capacity { handlers.grow(moving: count) }
        (handlers.base + count).initialize(to: .passRetained(handler))
        count += 1
        return UInt16(count - 1)
    }

    mutating func removeAll() {
        for index in Self.first..<count { handlers.base[index]?.release() }
        count = Self.first
    }

    @inline(__always)
    subscript(_ handler: Int) -> Unmanaged<AnyHandler> {
        guard handler < count, let found = handlers.base[handler] else {
            preconditionFailure("This handler is known to another simulation, or this one is closed.")
        }
        return found
    }
}
