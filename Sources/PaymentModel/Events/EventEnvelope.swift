/// The part of an event that belongs to the one who wrote it, and that nobody may copy into a derived event
/// (<doc:EventVersions>).
public struct EventEnvelope: Hashable, Sendable {
    /// Never repeated.
    public var eventID: EntityID
    /// Which form the event has.
    public var version: EventVersion
    /// When the event was written, which is not when the entity was made.
    public var createdAt: Timestamp
    /// `name:version` of the writer, for example `efil-payment-proxy:1.5.0`.
    public var appID: String

    /// An envelope of the version that this model writes, or of another.
    public init(eventID: EntityID, createdAt: Timestamp, appID: String, version: EventVersion = .two) {
        self.eventID = eventID
        self.version = version
        self.createdAt = createdAt
        self.appID = appID
    }
}

/// The members stand among those of the event.
extension EventEnvelope {
    init(from fields: KeyedDecodingContainer<EventField>) throws {
        eventID = try fields.decode(EntityID.self, forKey: .eventID)
        version = try fields.decode(EventVersion.self, forKey: .eventVersion)
        createdAt = try fields.decode(Timestamp.self, forKey: .eventCreatedAt)
        appID = try fields.decode(String.self, forKey: .appID)
        guard appID.utf8.contains(UInt8(ascii: ":")) else {
            throw fields.failure(.appID, .unreadable(expected: "name:version"))
        }
    }

    func encode(to fields: inout KeyedEncodingContainer<EventField>) throws {
        try fields.encode(eventID, forKey: .eventID)
        try fields.encode(version, forKey: .eventVersion)
        try fields.encode(createdAt, forKey: .eventCreatedAt)
        try fields.encode(appID, forKey: .appID)
    }
}

/// The members that stand at the top of an event, of either topic: one list, because a container of another list would
/// be made of the whole object again.
enum EventField: String, CodingKey {
    case id, status, type, reason, payment, links, payer, debtor, locale, data, user
    case userID = "user_id"
    case tenantID = "tenant_id"
    case serviceID = "service_id"
    case remoteID = "remote_id"
    case createdAt = "created_at"
    case updatedAt = "updated_at"
    case statusName = "status_name"
    case submittedAt = "submitted_at"
    case latestStatusChangeAt = "latest_status_change_at"
    case flowChangedAt = "flow_changed_at"
    case paymentData = "payment_data"
    case eventID = "event_id"
    case eventVersion = "event_version"
    case eventCreatedAt = "event_created_at"
    case appID = "app_id"
}
