/// Core's answer to `GET /applications/{id}`, as far as the citizen's page reads it after paying
/// (<doc:ApplicationStates>).
public struct ApplicationStatusAnswer: JSONMessage, Hashable {
    /// The application's.
    public var id: EntityID
    /// Where it stands: on the wire by its code and by its name, of which the code counts.
    public var status: ApplicationStatus

    /// An answer of these parts.
    public init(id: EntityID, status: ApplicationStatus) {
        self.id = id
        self.status = status
    }

    private enum CodingKeys: String, CodingKey {
        case id, status
        case statusName = "status_name"
    }

    /// Writes the status by its code and by its name.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(status, forKey: .status)
        try fields.encode(status.name, forKey: .statusName)
    }

    /// Reads the status by its code.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try fields.decode(EntityID.self, forKey: .id),
            status: try fields.decode(ApplicationStatus.self, forKey: .status))
    }

    /// 100 bytes.
    public static var typicalSize: Int { 100 }
}

/// What a proxy asks an intermediary's `POST /debt-positions/{iuv}/online-session` for: a visit to its portal, and
/// where the browser goes from there (<doc:LifeOfAPayment>, step 5).
public struct OnlineSessionRequest: JSONMessage, Hashable {
    /// Where the browser goes from the portal.
    public var returnLinks: ReturnLinks

    /// A request for a visit that ends there.
    public init(returnLinks: ReturnLinks) { self.returnLinks = returnLinks }

    private enum CodingKeys: String, CodingKey { case returnLinks = "return_urls" }

    /// 450 bytes.
    public static var typicalSize: Int { 450 }
}

/// The portal's answer: the page that the browser is sent to.
public struct OnlineSessionAnswer: JSONMessage, Hashable {
    /// The page.
    public var url: ServiceLink

    /// An answer with that page.
    public init(url: ServiceLink) { self.url = url }

    private enum CodingKeys: String, CodingKey { case url }

    /// 120 bytes.
    public static var typicalSize: Int { 120 }
}
