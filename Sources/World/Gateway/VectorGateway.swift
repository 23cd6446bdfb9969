import DequeModule
import HTTPTypes
import KafkaSimulation
import NetworkSimulation
import ServicePorts
import VirtualTime

/// The HTTP source in front of Kafka through which Core publishes (<doc:/PaymentModel/TopicsAndKeys>): `POST /{topic}`
/// answers 200 and appends the body under its key afterwards. Its 200 means "taken", not "in Kafka", as with Vector's
/// acknowledgements left off, their default.
///
/// While Kafka is out of its reach it goes on answering 200 and keeps the events in its buffer on disk, in order; they
/// go off when Kafka is back. When the buffer is full, what comes next is treated as `Buffer.whenFull` says.
///
/// Not modelled: the fields that Vector adds to an event (`path`, `source_type`, `timestamp`, `x-forwarded-for`).
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class VectorGateway: SimulatedEndpoint, @unchecked Sendable {
    /// The disk buffer in front of Kafka.
    public struct Buffer: Sendable, Equatable {
        /// What becomes of a request that finds the buffer full.
        public enum WhenFull: Sendable, Equatable {
            /// The request is answered 503.
            case refuse
            /// The request waits until there is room, and its worker with it: Vector's `when_full: block`.
            case block
        }

        /// Events that fit. Vector counts bytes; the default is about what its least disk buffer, 256 MiB, holds.
        /// Counted in events, both wire modes fill it alike.
        public var limitEvents: Int
        /// What becomes of the next request then.
        public var whenFull: WhenFull

        /// Traps on a negative limit; 0 keeps nothing.
        public init(limitEvents: Int = 200_000, whenFull: WhenFull = .refuse) {
            precondition(limitEvents >= 0, "A buffer holds nothing or more.")
            self.limitEvents = limitEvents
            self.whenFull = whenFull
        }
    }

    /// What has happened while Kafka was out of reach.
    public struct Counters: Sendable, Equatable {
        /// Events that went into the buffer.
        public var buffered: UInt64 = 0
        /// Requests that found it full.
        public var foundFull: UInt64 = 0
        /// Events that have gone off to Kafka from it.
        public var sentLater: UInt64 = 0
        /// Events that Kafka did not take when they went off.
        public var dropped: UInt64 = 0
        /// The most events that were in it at once.
        public var longestBuffer = 0

        /// Counters at these values, for comparison.
        public init(
            buffered: UInt64 = 0, foundFull: UInt64 = 0, sentLater: UInt64 = 0, dropped: UInt64 = 0,
            longestBuffer: Int = 0
        ) {
            self.buffered = buffered
            self.foundFull = foundFull
            self.sentLater = sentLater
            self.dropped = dropped
            self.longestBuffer = longestBuffer
        }
    }

    private struct Event {
        let topic: String
        let key: String?
        let body: Payload
    }

    private let kafka: SimulatedKafka
    private let network: SimulatedNetwork
    /// Throws when a body is no event.
    private let readKey: (Payload) throws -> String?
    private let producer: UnattendedProducer
    private let buffer: Buffer
    private var buffered = Deque<Event>()
    private var blocked = Deque<(event: Event, answer: AnswerToken)>()
    /// Since the gateway was made.
    public private(set) var counters = Counters()
    /// Whether it reaches Kafka.
    public private(set) var reachesKafka = true

    /// - Parameter key: the key of an event's record. It is read from every body, value or bytes, as an `Event`; a body
    ///   that is none is answered 400.
    public init<Event: WireValue>(
        kafka: SimulatedKafka, network: SimulatedNetwork, at authority: String, _ model: HostModel = HostModel(),
        buffer: Buffer = Buffer(), keyedBy key: @escaping (Event) -> String?
    ) {
        self.kafka = kafka
        self.network = network
        self.buffer = buffer
        readKey = { try key($0.decode(as: Event.self)) }
        producer = kafka.makeUnattendedProducer(named: authority)
        network.attach(self, at: authority, model)
    }

    /// Takes Kafka out of its reach, or back into it: what is in the buffer goes off at once, then what was blocked.
    public func setReachesKafka(_ reaches: Bool) {
        guard reaches != reachesKafka else { return }
        reachesKafka = reaches
        network.simulation.note(WorldTrace.gatewayReachesKafka, reaches ? 1 : 0)
        guard reaches else { return }
        while let event = buffered.popFirst() {
            do {
                try send(event)
                counters.sentLater += 1
            } catch { counters.dropped += 1 }
        }
        while let (event, answer) = blocked.popFirst() { network.answer(answer, with: HTTPReply(take(event))) }
    }

    /// Events in the buffer.
    public var bufferedEvents: Int { buffered.count }

    /// Takes an event: answered 200 when taken, 400 when it is none, 503 when there is no room.
    public func receive(_ request: HTTPRequestHead, body: Payload, answer: AnswerToken) {
        switch event(of: request, body) {
        case .failure(let refusal): network.answer(answer, with: HTTPReply(refusal.status))
        case .success(let event):
            if reachesKafka {
                network.answer(answer, with: HTTPReply(take(event)))
            } else if !kafka.hasTopic(event.topic) {
                network.answer(answer, with: HTTPReply(.notFound))
            } else {
                keep(event, answer)
            }
        }
    }

    private struct Refusal: Error { let status: HTTPResponse.Status }

    private func event(of request: HTTPRequestHead, _ body: Payload) -> Result<Event, Refusal> {
        guard request.method == .post else { return .failure(Refusal(status: .methodNotAllowed)) }
        let key: String?
        do { key = try readKey(body) } catch { return .failure(Refusal(status: .badRequest)) }
        return .success(Event(topic: String(request.path.drop { $0 == "/" }), key: key, body: body))
    }

    private func take(_ event: Event) -> HTTPResponse.Status {
        do {
            try send(event)
            return .ok
        } catch is KafkaError { return .notFound } catch { return .badRequest }
    }

    private func send(_ event: Event) throws {
        try producer.send(topic: event.topic, key: event.key.map { RecordKey($0) }, payload: event.body)
    }

    private func keep(_ event: Event, _ answer: AnswerToken) {
        guard buffered.count < buffer.limitEvents else {
            counters.foundFull += 1
            switch buffer.whenFull {
            case .refuse: network.answer(answer, with: HTTPReply(.serviceUnavailable))
            case .block: blocked.append((event, answer))
            }
            return
        }
        buffered.append(event)
        counters.buffered += 1
        counters.longestBuffer = max(counters.longestBuffer, buffered.count)
        network.answer(answer, with: .ok)
    }
}

/// What the world enters into the trace besides notices, payments and applications by their numbers.
enum WorldTrace: UInt64, TraceTag {
    /// Whether the gateway reaches Kafka from now on.
    case gatewayReachesKafka = 0x5647_0000_0000
}
