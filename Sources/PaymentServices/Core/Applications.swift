import CoreMetrics
import HTTPTypes
import Logging
import PaymentModel
import ServicePorts

/// An event whose state change is committed and that nobody will ever see (<doc:/PaymentModel/Core>).
struct EventLost: Error, Sendable {
    var application: EntityID
}

/// Core's applications: rows in its database, read and written without locks, and an event for every change.
struct Applications: Sendable {
    let surroundings: Surroundings
    let rules: ApplicationRules
    private let configuration: CoreConfiguration
    private let caller: any HTTPCaller
    private let store: any ObjectStore
    private let gatewayRequest: HTTPRequestHead
    private let slugs: [EntityID: String]
    private let events: Counter
    private let lostEvents: Counter
    private let queuedEvents: Counter

    init(
        _ configuration: CoreConfiguration, caller: any HTTPCaller, store: any ObjectStore,
        surroundings: Surroundings
    ) {
        self.configuration = configuration
        self.caller = caller
        self.store = store
        self.surroundings = surroundings
        rules = ApplicationRules(configuration)
        slugs = Dictionary(configuration.tenants.map { ($0.id, $0.slug) }) { $1 }
        gatewayRequest = HTTPRequestHead(
            method: .post, scheme: "http", authority: configuration.gatewayAuthority,
            path: "/" + configuration.applicationsTopic)
        let counter = surroundings.counters(of: "core_events_total")
        events = counter("sent")
        lostEvents = counter("lost")
        queuedEvents = counter("queued")
    }

    func now() -> Timestamp { Timestamp(surroundings.wallClock()) }
    func newID() -> EntityID { EntityID(surroundings.makeUUID()) }

    func envelope() -> EventEnvelope {
        EventEnvelope(
            eventID: newID(), createdAt: now(), appID: configuration.appID, version: configuration.eventVersion)
    }

    private func key(_ id: EntityID) -> String { "applications/" + id.description }

    /// The application, when it is one of this tenant.
    func load(_ id: EntityID, tenantID: EntityID) async throws -> ApplicationEvent? {
        guard let application = try await load(id), application.origin.tenantID == tenantID else { return nil }
        return application
    }

    func load(_ id: EntityID) async throws -> ApplicationEvent? {
        try await store.get(key(id))?.body.decode()
    }

    /// Commits the move, then tells the topic, then does what the move entails; in this order, and a failure in between
    /// leaves the rest undone (<doc:/PaymentModel/ApplicationStates>).
    /// - Throws: `ApplicationTransitionError`, `EventLost`.
    func move(_ application: ApplicationEvent, to status: ApplicationStatus) async throws {
        let moved = try rules.moved(application, to: status, envelope: envelope())
        try await store.put(key(moved.id), .value(moved), condition: .none)
        try await surroundings.announce(.coreAfterStateChange)
        try await tell(moved)
        try await surroundings.announce(.coreAfterGateway)
        switch status {
        case .paymentSuccess: try await move(moved, to: .preSubmit)
        case .preSubmit: try await queue(CoreAction(.submit(application: moved.id)), tenantID: moved.origin.tenantID)
        default: break
        }
    }

    private func tell(_ event: ApplicationEvent) async throws {
        guard try await !send(event) else { return }
        surroundings.logger.error(
            "Event not taken by the gateway",
            metadata: ["application": "\(event.id)", "status": "\(event.state.status.code)"])
        switch configuration.gatewayFailure {
        case .loseEvent:
            lostEvents.increment()
            throw EventLost(application: event.id)
        case .queueResend:
            queuedEvents.increment()
            try await queue(CoreAction(.resend(event)), tenantID: event.origin.tenantID)
        }
    }

    /// Returns whether the gateway took the event. A time-out counts as a no, although it may have taken it.
    func send(_ event: ApplicationEvent) async throws -> Bool {
        do {
            let reply = try await caller.call(
                gatewayRequest, body: .value(event), timeout: configuration.gatewayTimeout)
            guard reply.status == .ok || reply.status == .created else { return false }
            events.increment()
            return true
        } catch is HTTPCallError {
            return false
        }
    }

    private func queue(_ action: CoreAction, tenantID: EntityID) async throws {
        guard let slug = slugs[tenantID] else { preconditionFailure("Every application belongs to a known tenant.") }
        try await store.put(
            ActionSelection.key(tenant: slug, now: now(), id: newID()), .value(action), condition: .none)
    }

    // What the background job needs of the same database.

    func waitingActionKeys() async throws -> [String] { try await store.list(prefix: ActionSelection.prefix) }

    /// Reserves an action for a host.
    /// - Returns: nil when it is gone, or another host has it.
    func reserveAction(_ key: String, by host: EntityID) async throws -> CoreAction? {
        guard let found = try await store.get(key) else { return nil }
        var action: CoreAction = try found.body.decode()
        let now = now()
        guard action.isFree(at: now, takeoverTime: configuration.jobs.takeoverTime) else { return nil }
        action.reservation = CoreAction.Reservation(host: host, since: now)
        do {
            try await store.put(key, .value(action), condition: .version(found.version))
            return action
        } catch ObjectStoreError.preconditionFailed {
            return nil
        }
    }

    func finishAction(_ key: String) async throws { try await store.delete(key) }

    /// Gives a failed action back, out of sight when it has failed too often.
    func releaseAction(_ key: String, _ action: CoreAction) async throws {
        guard action.failures >= configuration.jobs.retries else {
            try await store.put(key, .value(action), condition: .none)
            return
        }
        try await store.put(ActionSelection.exhaustedKey(key), .value(action), condition: .none)
        try await store.delete(key)
    }
}
