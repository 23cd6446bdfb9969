/// Places for elements side by side in memory of its own; only growing moves them.
///
/// It does not know which of its places hold an element: whoever owns it counts them, and takes out what needs taking
/// out before the buffer goes. A pointer into it is checked neither for bounds nor for exclusive access, which is what
/// hot paths want it for; where those checks cost nothing that matters, an array is the better choice.
@usableFromInline
package struct GrowableBuffer<Element: ~Copyable>: ~Copyable {
    /// The first place. Valid until the buffer grows.
    @inlinable @inline(__always)
    package var base: UnsafeMutablePointer<Element> { start }

    /// The number of places.
    @inlinable @inline(__always)
    package var capacity: Int { places }

    @usableFromInline var start: UnsafeMutablePointer<Element>
    @usableFromInline var places: Int

    /// - Parameter capacity: places to begin with, at least one.
    @inlinable
    package init(capacity: Int) {
        precondition(capacity > 0, "A buffer doubles when it grows, so it begins with a place.")
        start = .allocate(capacity: capacity)
        places = capacity
    }

    @inlinable deinit { start.deallocate() }

    /// Twice as many places; the elements of the first `count` move along to the same places.
    @inlinable
    package mutating func grow(moving count: Int) {
        grow { $1.moveInitialize(from: $0, count: count) }
    }

    /// Twice as many places.
    /// - Parameter move: takes all elements out of the first memory and puts them into the second.
    @inlinable
    package mutating func grow(
        _ move: (_ former: UnsafeMutablePointer<Element>, _ larger: UnsafeMutablePointer<Element>) -> Void
    ) {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * places)
        move(start, larger)
        start.deallocate()
        start = larger
        places *= 2
    }
}
