import Glibc
import Synchronization

/// Waited for without laying the thread still.
final class Flag: Sendable {
    private let isRaised = Atomic(false)

    func raise() { isRaised.store(true, ordering: .releasing) }

    func spin() { while !isRaised.load(ordering: .acquiring) { sched_yield() } }
}
