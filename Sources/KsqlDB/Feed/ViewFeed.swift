import Logging
import PaymentModel
import ServiceLifecycle
import ServicePorts

/// Brings the topic into the table. Rows become visible only at the end of a flush interval, as with ksqlDB's cache;
/// between the first row of an interval and its end the feed sleeps, and while nothing comes it only waits.
struct ViewFeed: Sendable {
    private static let idleTimeout = Duration.seconds(60)

    let configuration: KsqlViewConfiguration
    let consumer: any EventConsumer<PaymentEvent>
    let table: SharedTable<PaymentEvent>
    /// Nil when nobody asks whether the table is whole.
    let wholeness: Wholeness?
    let observer: (any KsqlViewObserver)?
    let surroundings: Surroundings

    func run() async throws {
        do {
            try await consumer.subscribe(to: [configuration.paymentsTopic], listener: FirstReading(consumer, wholeness))
            try await withGracefulShutdownHandler {
                try await feed(on: surroundings.clock)
            } onGracefulShutdown: { [consumer] in
                consumer.wakeup()
            }
        } catch KafkaError.wokenUp {
            // The view shuts down, and with it goes what it has not shown yet: the next one reads from the beginning.
        } catch {
            await consumer.close()
            throw error
        }
        await consumer.close()
    }

    private func feed<ServiceClock: Clock<Duration>>(on clock: ServiceClock) async throws {
        let start = clock.now
        var failures = 0
        while true {
            do {
                var rows = try await nextRows(timeout: Self.idleTimeout).rows
                guard !rows.isEmpty else {
                    await wholeness?.look(at: consumer)
                    continue
                }
                let flush = start.advanced(by: Self.endOfInterval(start.duration(to: clock.now), configuration))
                try await clock.sleep(until: flush, tolerance: nil)
                // A view that is rebuilding finds more than an interval's worth: it shows what it has read so far.
                let nextFlush = flush.advanced(by: configuration.flushInterval)
                var isBehind = true
                while isBehind, clock.now < nextFlush {
                    let more = try await nextRows(timeout: .zero)
                    rows += more.rows
                    isBehind = more.isFull
                }
                try await surroundings.announce(.viewBeforeFlush)
                try table.upsert(rows)
                observer?.viewTook(rows)
                await wholeness?.look(at: consumer)
                failures = 0
            } catch KafkaError.brokerUnavailable {
                failures += 1
                let pause = configuration.backOff.wait(afterFailures: failures)
                try await untilShutdown { try await clock.sleep(for: pause) }
            }
        }
    }

    private static func endOfInterval(_ elapsed: Duration, _ configuration: KsqlViewConfiguration) -> Duration {
        configuration.flushInterval * (Int(elapsed / configuration.flushInterval) + 1)
    }

    private func nextRows(timeout: Duration) async throws -> (rows: [PaymentEvent], isFull: Bool) {
        let records = try await consumer.poll(timeout: timeout)
        var rows: [PaymentEvent] = []
        for record in records {
            switch record.value {
            case .event(let event):
                if configuration.versionRule.accepts(event.envelope.version) { rows.append(event) }
            case .malformed(let reason):
                surroundings.logger.debug("Record without a row", metadata: ["reason": "\(reason)"])
            case .tombstone: break
            }
        }
        return (rows, records.count >= configuration.consumer.maxPollRecords)
    }
}
