import Observation
import PaymentServices
import ServicePorts

/// Hears from one replica of the poller when its loops begin and end. Whoever listens to all moments hears of them as
/// well; a loop that is held there lasts as long.
final class PollerLoopListener: MomentListener {
    private let poller: PollerID
    private let feed: WitnessFeed
    private let next: (any MomentListener)?

    init(_ poller: PollerID, feed: WitnessFeed, before next: (any MomentListener)?) {
        self.poller = poller
        self.feed = feed
        self.next = next
    }

    func reached(_ moment: Moment) async throws {
        if moment == .pollerLoopBegins { feed.pollerLoopBegan(poller) }
        try await next?.reached(moment)
        if moment == .pollerLoopEnds { feed.pollerLoopEnded(poller) }
    }
}
