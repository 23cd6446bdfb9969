/// A queue, first in, first out: a ring in memory of its own that doubles when it is full.
///
/// For the few queues that every step passes; it checks no exclusive access and can be looked into ahead of its first
/// element. `Deque` of swift-collections is the choice everywhere else.
@usableFromInline
package struct Ring<Element>: ~Copyable {
    @usableFromInline var buffer: GrowableBuffer<Element>
    @usableFromInline var head = 0
    @usableFromInline var elements = 0

    /// - Parameter capacity: places to begin with, a power of two.
    @inlinable
    package init(capacity: Int = 16) {
        precondition(capacity & (capacity - 1) == 0, "A ring's places are counted by masking.")
        buffer = GrowableBuffer(capacity: capacity)
    }

    @inlinable
    deinit {
        let mask = buffer.capacity - 1
        for offset in 0..<elements { (buffer.base + ((head + offset) & mask)).deinitialize(count: 1) }
    }

    /// Elements that wait.
    @inlinable @inline(__always)
    package var count: Int { elements }

    /// Puts an element behind all others.
    @inlinable @inline(__always)
    package mutating func append(_ element: consuming Element) {
        if elements == buffer.capacity { grow() }
        (buffer.base + ((head &+ elements) & (buffer.capacity &- 1))).initialize(to: element)
        elements &+= 1
    }

    /// The element that came first; nil when there is none.
    @inlinable @inline(__always)
    package mutating func popFirst() -> Element? {
        guard elements > 0 else { return nil }
        let first = (buffer.base + head).move()
        head = (head &+ 1) & (buffer.capacity &- 1)
        elements &-= 1
        return first
    }

    /// The element that has `places` before it; nil when there are not so many.
    @inlinable @inline(__always)
    package func ahead(_ places: Int) -> Element? {
        elements > places ? buffer.base[(head &+ places) & (buffer.capacity &- 1)] : nil
    }

    /// The first element goes to the first place again.
    @usableFromInline
    mutating func grow() {
        let (head, wrapped) = (head, elements - (buffer.capacity - head))
        buffer.grow { former, larger in
            larger.moveInitialize(from: former + head, count: elements - wrapped)
            (larger + (elements - wrapped)).moveInitialize(from: former, count: wrapped)
        }
        self.head = 0
    }
}
