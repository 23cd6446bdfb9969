/// Closures the runtime can call when a waiting task is cancelled.
///
/// `withTaskCancellationHandler` builds a closure and an async frame for each use; a simulation suspends millions of times
/// a second, so a closure is built once for each place in this table, and the runtime is told where it lies. A place is
/// taken while a call waits and until it has resumed: till then its closure may still be called.
struct CancellationDoors: ~Copyable {
    private struct Door {
        /// First, since the runtime is handed its address.
        var call: () -> Void
        /// The slot of the wait that the door is for; for a free door the next free one.
        var slot: UInt32
    }

    private static let none = UInt32.max

    private var doors: UnsafeMutablePointer<Door>
    private var capacity = 16
    private var used: UInt32 = 0
    private var firstFree = none

    init() { doors = .allocate(capacity: capacity) }

    deinit {
        doors.deinitialize(count: Int(used))
        doors.deallocate()
    }

    var hasFree: Bool { firstFree != Self.none }

    /// Takes a free door for the wait in `slot`.
    @inline(__always)
    mutating func take(for slot: UInt32) -> UInt32 {
        let door = firstFree
        firstFree = doors[Int(door)].slot
        doors[Int(door)].slot = slot
        return door
    }

    @inline(__always)
    mutating func giveBack(_ door: UInt32) {
        doors[Int(door)].slot = firstFree
        firstFree = door
    }

    /// The slot that a taken door is for.
    func slot(of door: UInt32) -> UInt32 { doors[Int(door)].slot }

    /// Where the two words of a door's closure lie until the table grows.
    @inline(__always)
    func address(of door: UInt32) -> UnsafeRawPointer { UnsafeRawPointer(doors + Int(door)) }

    /// Adds one free door; `call` is told its number.
    mutating func append(_ call: @escaping (_ door: UInt32) -> Void) {
        if Int(used) == capacity {
            let larger = UnsafeMutablePointer<Door>.allocate(capacity: 2 * capacity)
            larger.moveInitialize(from: doors, count: capacity)
            doors.deallocate()
            doors = larger
            capacity *= 2
        }
        let number = used
        (doors + Int(number)).initialize(to: Door(call: { call(number) }, slot: firstFree))
        firstFree = number
        used += 1
    }
}
