import PaymentModel
import ServicePorts
import VirtualTime

/// What one incarnation of the dispatcher asks and sends: whether the view has answered it since its last dispatch.
///
/// It stands between the service and its ports and changes neither. `@unchecked Sendable`: touched only by the thread
/// that runs its simulation.
final class DispatcherWatch: @unchecked Sendable {
    private let feed: WitnessFeed
    private var isAnswered = false

    init(feed: WitnessFeed) { self.feed = feed }

    fileprivate func answered(_ reply: HTTPReply) { if reply.status == .ok { isAnswered = true } }

    fileprivate func dispatches(_ event: PaymentEvent) {
        feed.dispatched(event, answered: isAnswered)
        isAnswered = false
    }
}

/// The dispatcher's way to the view.
struct WatchedCaller: HTTPCaller {
    let watch: DispatcherWatch
    let base: any HTTPCaller

    func call(_ request: HTTPRequestHead, body: Payload, timeout: Duration) async throws -> HTTPReply {
        let reply = try await base.call(request, body: body, timeout: timeout)
        watch.answered(reply)
        return reply
    }
}

/// The dispatcher's way to the topic.
struct WatchedProducer: EventProducer {
    let watch: DispatcherWatch
    let base: any EventProducer<PaymentEvent>

    func send(_ record: ProducerRecord<PaymentEvent>) async throws -> RecordMetadata {
        if let event = record.value { watch.dispatches(event) }
        return try await base.send(record)
    }

    func enqueue(_ record: ProducerRecord<PaymentEvent>) async throws {
        if let event = record.value { watch.dispatches(event) }
        try await base.enqueue(record)
    }

    func flush() async throws { try await base.flush() }
}
