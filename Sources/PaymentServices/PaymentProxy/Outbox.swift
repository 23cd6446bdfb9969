import PaymentModel
import ServicePorts

/// Who publishes a stored payment's newest event, and until when others leave that to it.
package struct PendingPublication: Codable, Sendable, Equatable {
    /// The event with which it began to publish.
    var publisher: EntityID
    var until: Timestamp

    /// Whether others leave it alone. A publisher that has not ended by then has died, or it takes so long that another
    /// may overtake it.
    func isUnderWay(at now: Timestamp) -> Bool { now < until }
}

/// What is stored by the policy `outbox`: a payment, and whether its newest event has yet to be published, in one
/// object.
package struct OutboxPayment: JSONMessage, WireValue {
    package static var typicalSize: Int { PaymentEvent.typicalSize }

    package var event: PaymentEvent
    /// Nil once the event is on the topic.
    package var publication: PendingPublication?
}

/// A payment is being published by another, who may fail: trying again later helps.
struct PublicationUnderWay: Error, Sendable {
    var payment: EntityID
}

/// Publication from an outbox. Who writes a payment marks it and publishes it; who writes it meanwhile leaves his event
/// to the one that publishes already, so that events come in the order of the versions. What a publisher has left
/// behind, whoever reads the payment next publishes first: a poller does, since the view still has it as it was.
extension ProxyPayments {
    /// The payment as it stands, once nothing of it is left unpublished that nobody publishes.
    func load(_ id: EntityID) async throws -> StoredPayments.Loaded? {
        guard let loaded = try await stored.load(id) else { return nil }
        // Nearly always nothing is left, and this is read at every check.
        return loaded.publication == nil ? loaded : try await publishingWhatIsLeft(of: loaded)
    }

    /// Perhaps it was published before its publisher failed: what is said again is another event.
    func publishingWhatIsLeft(of loaded: StoredPayments.Loaded) async throws -> StoredPayments.Loaded {
        let now = now()
        guard let pending = loaded.publication, !pending.isUnderWay(at: now) else { return loaded }
        let again = event(after: loaded.event, loaded.event.state, now: now)
        guard let taken = try await stored.replace(loaded, with: again, publication(beginningWith: again, now: now))
        else { return try await stored.load(loaded.event.id) ?? loaded }
        return try await publish(marked: taken)
    }

    func publication(beginningWith event: PaymentEvent, now: Timestamp) -> PendingPublication {
        PendingPublication(publisher: event.envelope.eventID, until: now.adding(configuration.publicationLease))
    }

    /// Publishes a payment that was marked by its first write.
    func publishAdded(_ event: PaymentEvent) async throws {
        guard configuration.policies.publication == .outbox else { return try await publish(event) }
        guard let loaded = try await stored.load(event.id), let pending = loaded.publication else { return }
        if pending.publisher == event.envelope.eventID, pending.isUnderWay(at: now()) {
            _ = try await publish(marked: loaded)
        } else {
            _ = try await publishingWhatIsLeft(of: loaded)
        }
    }

    /// Writes the next state and, unless another does so already, publishes it.
    func advanceByOutbox(
        _ loaded: StoredPayments.Loaded, now: Timestamp, _ change: (PaymentEvent) -> PaymentState?
    ) async throws -> Bool {
        var loaded = loaded
        while let state = change(loaded.event) {
            let next = event(after: loaded.event, state, now: now)
            let other = loaded.publication.flatMap { $0.isUnderWay(at: self.now()) ? $0 : nil }
            let mark = other ?? publication(beginningWith: next, now: self.now())
            if let written = try await stored.replace(loaded, with: next, mark) {
                if other == nil { _ = try await publish(marked: written) }
                return true
            }
            guard let newer = try await stored.load(loaded.event.id) else { return false }
            loaded = newer
        }
        return false
    }

    /// Publishes what this publisher has marked, and what others have left to it meanwhile.
    private func publish(marked loaded: StoredPayments.Loaded) async throws -> StoredPayments.Loaded {
        var loaded = loaded
        while let pending = loaded.publication {
            do { try await publish(loaded.event) } catch let error as KafkaError {
                // Whoever comes next need not wait for a publisher that has given up.
                let given = PendingPublication(publisher: pending.publisher, until: now())
                _ = try? await stored.replace(loaded, with: loaded.event, given)
                throw error
            }
            if let done = try await stored.replace(loaded, with: loaded.event, nil) { return done }
            guard let newer = try await stored.load(loaded.event.id) else { return loaded }
            guard newer.publication?.publisher == pending.publisher else { return newer }
            loaded = newer
        }
        return loaded
    }
}
