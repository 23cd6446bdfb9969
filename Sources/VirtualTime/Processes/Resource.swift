import Containers

/// A number of equal slots that processes take in turn: connections, workers, permits.
///
/// First come, first served. A call that is cancelled while it waits leaves the queue; one that is cancelled after a
/// slot was handed to it hands it on.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class Resource: @unchecked Sendable {
    /// All there are.
    public let slots: Int
    /// Those that nobody has.
    public private(set) var free: Int
    private unowned let simulation: Simulation
    /// While it changes, nothing is called that could come back to it.
    @exclusivity(unchecked) private var queue = Ring<Waiter>()

    /// A resource all of whose slots are free; at least one.
    public init(slots: Int, in simulation: Simulation) {
        if slots <= 0 {
            simulation.refuse(
                "Resource(slots: \(slots))", "it would be waited for for ever; give it 1 or more",
                orTrap: "A resource without slots would be waited for for ever.")
        }
        self.slots = max(1, slots)
        self.simulation = simulation
        free = self.slots
    }

    /// Calls in the queue, those that were cancelled and not yet passed over included.
    public var waiting: Int { queue.count }

    /// Takes a slot, waiting in the queue when none is free.
    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes; no slot is taken then.
    public func acquire(for process: SimulatedProcess) async throws {
        if free > 0 {
            try process.checkIn()
            precondition(free <= slots, "No more slots are free than there are.")
            free -= 1
            return
        }
        switch try await process.wait({ queue.append($0) }) {
        case .woken: return
        case .cancelled(let afterWake):
            if afterWake { release() }
            throw CancellationError()
        }
    }

    /// Gives a slot back: to the first in the queue, or to nobody.
    public func release() {
        while let next = queue.popFirst() {
            guard simulation.isWaiting(next) else { continue }
            precondition(free == 0, "Nobody waits for a slot while one is free.")
            simulation.kernel.prefetch(queue.ahead(4), queue.ahead(2), queue.ahead(1))
            return simulation.wake(next)
        }
        guard free < slots else {
            return simulation.refuse(
                "release()", "all slots are free; release each once", orTrap: "Released more often than acquired.")
        }
        free += 1
    }
}
