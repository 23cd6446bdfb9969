import Synchronization

/// A task that is there before any simulation is, and waits for whoever resumes it, again and again.
final class OutsideTask: Sendable {
    private let waiting = Mutex<UnsafeContinuation<Void, Never>?>(nil)

    /// It waits when this has returned.
    init() {
        Task.immediateDetached(name: "outsider") { [self] in
            while true { await withUnsafeContinuation { continuation in waiting.withLock { $0 = continuation } } }
        }
    }

    func resume() { waiting.withLock { $0.take() }?.resume() }
}
