import PaymentModel
import Synchronization

/// The calls of one loop, shared by those who make them.
final class DueCalls: Sendable {
    let count: Int
    private let left: Mutex<ArraySlice<KsqlCell>>

    init(_ urls: [KsqlCell]) {
        count = urls.count
        left = Mutex(urls[...])
    }

    func next() -> KsqlCell? { left.withLock { $0.popFirst() } }
    /// What has not begun is left to the next loop, of whatever poller.
    func dropRest() { left.withLock { $0 = [] } }
}
