/// The part of an event that belongs to the one who wrote it, and that nobody may copy into a derived event
/// (<doc:EventVersions>).
public struct EventEnvelope: Hashable, Sendable {
    /// Never repeated.
    public var eventID: EntityID
    public var version: EventVersion
    public var createdAt: Timestamp
    /// `name:version` of the writer, for example `efil-payment-proxy:1.5.0`.
    public var appID: String

    public init(eventID: EntityID, createdAt: Timestamp, appID: String, version: EventVersion = .two) {
        self.eventID = eventID
        self.version = version
        self.createdAt = createdAt
        self.appID = appID
    }

    init(fields: JSONFields) throws(ValidationError) {
        eventID = try fields.required("event_id").id()
        version = try EventVersion(json: try fields.required("event_version"))
        createdAt = try fields.required("event_created_at").timestamp()
        let appID = try fields.required("app_id")
        self.appID = try appID.string()
        guard self.appID.utf8.contains(UInt8(ascii: ":")) else {
            throw appID.failure(.unreadable(expected: "name:version"))
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("event_id", eventID)
        writer.key("event_version")
        version.write(to: &writer)
        writer.member("event_created_at", createdAt)
        writer.member("app_id", appID)
    }
}
