/// A number of equal slots that processes take in turn: connections, workers, permits.
///
/// First come, first served. A call that is cancelled while it waits leaves the line; one that is cut after a slot was
/// handed to it hands it on.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class Resource: @unchecked Sendable {
    public let slots: Int
    public private(set) var free: Int
    private unowned let simulation: Simulation
    /// In memory of its own, where the language checks no exclusive access on every step.
    private let line: UnsafeMutablePointer<Line>

    public init(slots: Int, in simulation: Simulation) {
        precondition(slots > 0)
        self.slots = slots
        self.simulation = simulation
        free = slots
        line = .allocate(capacity: 1)
        line.initialize(to: Line())
    }

    deinit {
        line.deinitialize(count: 1)
        line.deallocate()
    }

    /// Calls in line, those that were cancelled and not yet passed over included.
    public var waiting: Int { line.pointee.count }

    /// Takes a slot, waiting in line when none is free.
    /// - Throws: `CancellationError` as soon as the task is cancelled or the process crashes; no slot is taken then.
    public func acquire(for process: SimulatedProcess) async throws {
        if free > 0 {
            try process.checkIn()
            free -= 1
            return
        }
        switch try await process.wait({ line.pointee.append($0) }) {
        case .woken: return
        case .cut(let afterWake):
            if afterWake { release() }
            throw CancellationError()
        }
    }

    /// Gives a slot back: to the first in line, or to nobody.
    public func release() {
        while let next = line.pointee.popFirst() {
            guard simulation.isWaiting(next) else { continue }
            simulation.kernel.expect(line.pointee.ahead(4), line.pointee.ahead(2), line.pointee.ahead(1))
            return simulation.wake(next)
        }
        precondition(free < slots, "Released more often than acquired.")
        free += 1
    }
}

/// Waiters, first come, first served: a ring that doubles when it is full.
private struct Line {
    private var ring = [Waiter](repeating: Waiter(token: 0), count: 16)
    private var head = 0
    private(set) var count = 0

    mutating func append(_ waiter: Waiter) {
        if count == ring.count {
            ring = Array(ring[head...] + ring[..<head]) + [Waiter](repeating: waiter, count: count)
            head = 0
        }
        ring[(head + count) & (ring.count - 1)] = waiter
        count += 1
    }

    /// Who stands so many places behind the first; nonsense beyond the end of the line, good enough for a hint.
    func ahead(_ places: Int) -> Waiter { ring[(head + places) & (ring.count - 1)] }

    mutating func popFirst() -> Waiter? {
        guard count > 0 else { return nil }
        defer {
            head = (head + 1) & (ring.count - 1)
            count -= 1
        }
        return ring[head]
    }
}
