import PaymentModel
import ServicePorts
import VirtualTime

/// A poller's calls of update URLs: those that bring no 200 are told to the feed, with the payment that they were
/// about. The answer is the service's as it came.
struct WatchedPolls: HTTPCaller {
    private static let path = "/update/"

    let feed: WitnessFeed
    let base: any HTTPCaller

    func call(_ request: HTTPRequestHead, body: Payload, timeout: Duration) async throws -> HTTPReply {
        do {
            let reply = try await base.call(request, body: body, timeout: timeout)
            if reply.status != .ok { tellUnanswered(request) }
            return reply
        } catch let error as HTTPCallError {
            tellUnanswered(request)
            throw error
        }
    }

    private func tellUnanswered(_ request: HTTPRequestHead) {
        guard request.path.hasPrefix(Self.path), let id = EntityID(request.path.dropFirst(Self.path.count)) else {
            return
        }
        feed.checkUnanswered(of: id)
    }
}
