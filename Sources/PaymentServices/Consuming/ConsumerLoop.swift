import CoreMetrics
import Logging
import PaymentModel
import ServiceLifecycle
import ServicePorts

/// What a service does with the events of a topic.
protocol EventHandler: Sendable {
    associatedtype Event: WireValue
    /// Whether the event asks for anything. Most events of a topic ask nothing of most services.
    func concerns(_ event: Event) -> Bool
    /// Acts on an event. An error means that trying again later may help; what can never succeed is counted, and no
    /// error.
    func handle(_ event: Event) async throws
}

/// Polls a topic and hands its events, one after the other, to a handler, until it is cancelled. Asked to shut down it
/// polls no more, finishes the records it has, but for one that fails, commits, and leaves its group.
///
/// Delivery is at least once: an offset is committed after its record was handled, once per batch and at the pace of
/// ``CommitPace``.
struct ConsumerLoop<Handler: EventHandler>: Sendable {
    /// How long one `poll` waits. Long, because an idle consumer has nothing else to do.
    private static var pollTimeout: Duration { .seconds(60) }

    private let handler: Handler
    private let consumer: any EventConsumer<Handler.Event>
    private let topic: String
    private let commitInterval: Duration
    private let backOff: BackOff
    private let beforeCommit: Moment?
    private let surroundings: Surroundings
    private let malformedEvents: Counter

    /// - Parameters:
    ///   - settings: those that `consumer` was made with.
    ///   - beforeCommit: what is announced between work that was done and its commit.
    ///   - service: the value of the label `app_name` of the error counter (<doc:/PaymentModel/MalformedEvents> and
    ///     <doc:/PaymentModel/Proxy>).
    init(
        _ handler: Handler, consumer: any EventConsumer<Handler.Event>, topic: String, settings: ConsumerSettings,
        backOff: BackOff, beforeCommit: Moment? = nil, service: String, surroundings: Surroundings
    ) {
        self.beforeCommit = beforeCommit
        self.handler = handler
        self.consumer = consumer
        self.topic = topic
        commitInterval = settings.autoCommitInterval
        self.backOff = backOff
        self.surroundings = surroundings
        malformedEvents = EventErrors.counter(service: service, surroundings: surroundings)
    }

    func run() async throws {
        let pending = PendingOffsets { [consumer] in try await consumer.commit($0) }
        do {
            try await consumer.subscribe(to: [topic], listener: pending)
            try await withGracefulShutdownHandler {
                try await consume(pending)
            } onGracefulShutdown: { [consumer] in
                consumer.wakeup()
            }
        } catch KafkaError.wokenUp {
            // The service is asked to shut down, and has handled what it has polled.
        } catch {
            await consumer.close()
            throw error
        }
        await consumer.close()
    }

    private func consume(_ pending: PendingOffsets) async throws {
        var pace = CommitPace(interval: commitInterval)
        while true {
            let records = try await nextRecords()
            let batch = try await handle(records)
            pending.finished(records.prefix(batch.handled))
            guard pace.isDue(after: batch) else { continue }
            if batch.didWork, let beforeCommit { try await surroundings.announce(beforeCommit) }
            try await commit(pending)
        }
    }

    private func nextRecords() async throws -> [ConsumerRecord<Handler.Event>] {
        var failures = 0
        while true {
            do {
                return try await consumer.poll(timeout: Self.pollTimeout)
            } catch KafkaError.brokerUnavailable {
                failures += 1
                try await pause(afterFailures: failures)
            }
        }
    }

    private func pause(afterFailures failures: Int) async throws {
        try await untilShutdown { [clock = surroundings.clock, backOff] in
            try await clock.sleep(for: backOff.wait(afterFailures: failures))
        }
    }

    private func handle(_ records: [ConsumerRecord<Handler.Event>]) async throws -> HandledBatch {
        var batch = HandledBatch()
        for record in records {
            batch.newestMilliseconds = record.timestamp
            switch record.value {
            case .event(let event) where handler.concerns(event):
                batch.didWork = true
                guard try await handleUntilDone(event) else { return batch }
            case .malformed(let reason): report(record, reason)
            case .event, .tombstone: break
            }
            batch.handled += 1
        }
        return batch
    }

    /// An event of another version is none of this consumer's business; everything else unreadable is an error.
    private func report(_ record: ConsumerRecord<Handler.Event>, _ reason: String) {
        let place: Logger.Metadata = [
            "partition": "\(record.topicPartition.topic)/\(record.topicPartition.partition)",
            "offset": "\(record.offset)", "reason": "\(reason)",
        ]
        guard !UnsupportedEventVersion.explains(reason: reason) else {
            return surroundings.logger.debug("Event of another version passed over", metadata: place)
        }
        malformedEvents.increment()
        surroundings.logger.error("Malformed event passed over", metadata: place)
    }

    /// Returns false when the service shuts down before the event could be handled.
    private func handleUntilDone(_ event: Handler.Event) async throws -> Bool {
        var failures = 0
        while true {
            do {
                try await handler.handle(event)
                return true
            } catch let error as CancellationError {
                throw error
            } catch {
                failures += 1
                surroundings.logger.warning(
                    "Event will be tried again", metadata: ["failures": "\(failures)", "error": "\(error)"])
                try await pause(afterFailures: failures)
                if Task.isShuttingDownGracefully { return false }
            }
        }
    }

    private func commit(_ pending: PendingOffsets) async throws {
        do {
            try await pending.commitAll()
        } catch let error as KafkaError {
            surroundings.logger.warning("Commit failed; records may come again", metadata: ["error": "\(error)"])
        }
    }
}

/// The counter of events that cannot be acted on (<doc:/PaymentModel/MalformedEvents>).
enum EventErrors {
    /// - Parameter service: the label `app_name`.
    static func counter(service: String, surroundings: Surroundings) -> Counter {
        Counter(
            label: "payment_events_errors_total", dimensions: [("error", "internal"), ("app_name", service)],
            factory: surroundings.metrics)
    }
}
