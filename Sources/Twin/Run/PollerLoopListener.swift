import Observation
import PaymentServices
import ServicePorts
import Synchronization

/// Hears from one incarnation of a replica of the poller when its loops begin and end. Whoever listens to all moments
/// hears of them as well; a loop that is held there lasts as long.
final class PollerLoopListener: MomentListener {
    private let poller: PollerID
    private let feed: WitnessFeed
    private let next: (any MomentListener)?
    private let underWay = Atomic(0)

    init(_ poller: PollerID, feed: WitnessFeed, before next: (any MomentListener)?) {
        self.poller = poller
        self.feed = feed
        self.next = next
    }

    func reached(_ moment: Moment) async throws {
        if moment == .pollerLoopBegins {
            feed.pollerLoopBegan(poller, beside: underWay.add(1, ordering: .relaxed).oldValue)
        }
        try await next?.reached(moment)
        if moment == .pollerLoopEnds {
            underWay.subtract(1, ordering: .relaxed)
            feed.pollerLoopEnded(poller)
        }
    }
}
