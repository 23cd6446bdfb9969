/// Core's answer to `GET /applications/{id}`, as far as the citizen's page reads it after paying
/// (<doc:ApplicationStates>).
public struct ApplicationStatusAnswer: JSONMessage, Hashable {
    public var id: EntityID
    public var status: ApplicationStatus

    public init(id: EntityID, status: ApplicationStatus) {
        self.id = id
        self.status = status
    }

    public static var typicalSize: Int { 100 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("id", id)
            $0.member("status", status.code)
            $0.member("status_name", status.name)
        }
    }

    public init(json: JSONField) throws {
        let fields = try json.members()
        let code = try fields.required("status")
        guard let status = ApplicationStatus(code: try code.string()) else {
            throw code.failure(.unknownValue(try code.string()))
        }
        self.init(id: try fields.required("id").id(), status: status)
    }
}

/// What a proxy asks an intermediary's `POST /debt-positions/{iuv}/online-session` for: a visit to its portal, and
/// where the browser goes from there (<doc:LifeOfAPayment>, step 5).
public struct OnlineSessionRequest: JSONMessage, Hashable {
    public var returnLinks: ReturnLinks

    public init(returnLinks: ReturnLinks) { self.returnLinks = returnLinks }

    public static var typicalSize: Int { 450 }

    public func write(to writer: inout JSONWriter) {
        writer.object {
            $0.key("return_urls")
            returnLinks.write(to: &$0, names: ReturnLinks.checkoutNames)
        }
    }

    public init(json: JSONField) throws {
        returnLinks = try ReturnLinks(
            fields: try json.members().object("return_urls"), names: ReturnLinks.checkoutNames)
    }
}

/// The portal's answer: the page that the browser is sent to.
public struct OnlineSessionAnswer: JSONMessage, Hashable {
    public var url: ServiceLink

    public init(url: ServiceLink) { self.url = url }

    public static var typicalSize: Int { 120 }

    public func write(to writer: inout JSONWriter) { writer.object { $0.member("url", url) } }

    public init(json: JSONField) throws { url = try json.members().required("url").link() }
}
