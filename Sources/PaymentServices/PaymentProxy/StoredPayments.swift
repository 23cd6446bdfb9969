import PaymentModel
import ServicePorts

/// The payments a proxy keeps, one object each, and the index from iuv to payment (<doc:/PaymentModel/Proxy>).
struct StoredPayments: Sendable {
    /// A payment as it was read.
    struct Loaded: Sendable {
        let key: String
        var event: PaymentEvent
        var version: UInt64
        /// By the policy `outbox`, who publishes `event`; nil once it is on the topic.
        var publication: PendingPublication?
    }

    let store: any ObjectStore
    let basePathEvent: String
    let basePathIUV: String
    let policies: ProxyPolicies

    init(_ store: any ObjectStore, configuration: PaymentProxyConfiguration) {
        self.store = store
        basePathEvent = configuration.basePathEvent
        basePathIUV = configuration.basePathIUV
        policies = configuration.policies
    }

    private func key(_ id: EntityID) -> String { id.description(behind: basePathEvent) }

    /// The payment as it stands; nil when there is none.
    func load(_ id: EntityID) async throws -> Loaded? {
        let key = key(id)
        guard let object = try await store.get(key) else { return nil }
        guard usesOutbox else { return Loaded(key: key, event: try object.body.decode(), version: object.version) }
        let found: OutboxPayment = try object.body.decode()
        return Loaded(key: key, event: found.event, version: object.version, publication: found.publication)
    }

    private var usesOutbox: Bool { policies.publication == .outbox }

    private func body(_ event: PaymentEvent, _ publication: PendingPublication?) -> Payload {
        usesOutbox ? .value(OutboxPayment(event: event, publication: publication)) : .value(event)
    }

    /// Writes a payment that was not there before.
    /// - Parameter publication: by the policy `outbox`, who publishes it; nil for what is on the topic.
    /// - Returns: what another writer has stored in its place; nil when `event` stands there.
    func add(_ event: PaymentEvent, _ publication: PendingPublication? = nil) async throws -> PaymentEvent? {
        let isGuarded = policies.staleWriteGuard == .compareAndSwap && policies.creationGuard != .none
        do {
            try await store.put(key(event.id), body(event, publication), condition: isGuarded ? .absent : .none)
            return nil
        } catch ObjectStoreError.preconditionFailed {
            let stored = try await load(event.id)?.event
            // A put that was done and not answered meets itself when it is repeated.
            return stored?.envelope.eventID == event.envelope.eventID ? nil : stored
        }
    }

    /// Writes what `change` makes of a payment that was read before. When another writer came between and the guard is
    /// on, `change` is made again on the newer payment.
    /// - Parameter change: returns nil when nothing is to be written (any more).
    /// - Returns: what was written.
    func write(
        over loaded: Loaded, _ change: (PaymentEvent) async throws -> PaymentEvent?
    ) async throws -> PaymentEvent? {
        var loaded = loaded
        while let next = try await change(loaded.event) {
            do {
                let condition: PutCondition =
                    switch policies.staleWriteGuard {
                    case .none: .none
                    case .compareAndSwap: .version(loaded.version)
                    }
                try await store.put(loaded.key, .value(next), condition: condition)
                return next
            } catch ObjectStoreError.preconditionFailed {
                guard let newer = try await load(next.id) else { return nil }
                loaded = newer
            }
        }
        return nil
    }

    /// Writes what comes after a payment that was read before, as long as it still stands there (`outbox`).
    /// - Returns: what was written; nil when another writer came between.
    func replace(
        _ loaded: Loaded, with event: PaymentEvent, _ publication: PendingPublication?
    ) async throws -> Loaded? {
        do {
            let version = try await store.put(
                loaded.key, body(event, publication), condition: .version(loaded.version))
            return Loaded(key: loaded.key, event: event, version: version, publication: publication)
        } catch ObjectStoreError.preconditionFailed {
            return nil
        }
    }

    /// Remembers which payment an iuv is about. The creditor belongs to the key: an iuv is unique only within it.
    func index(iuv: String, creditor: Creditor, id: EntityID) async throws {
        try await store.put(
            indexKey(iuv: iuv, creditor: creditor.taxIdentificationNumber), .value(PaymentReference(id: id)),
            condition: .none)
    }

    func payment(iuv: String, creditorTaxID: String) async throws -> Loaded? {
        guard let object = try await store.get(indexKey(iuv: iuv, creditor: creditorTaxID)) else { return nil }
        return try await load(object.body.decode(as: PaymentReference.self).id)
    }

    private func indexKey(iuv: String, creditor: String) -> String { "\(basePathIUV)\(creditor)/\(iuv)" }
}

/// What the iuv index holds: `{"id": ...}`.
struct PaymentReference: JSONMessage, WireValue, Equatable {
    static var typicalSize: Int { 48 }

    var id: EntityID

    init(id: EntityID) { self.id = id }
}
