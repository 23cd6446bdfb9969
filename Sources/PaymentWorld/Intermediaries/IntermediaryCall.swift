import HTTPTypes
import PaymentModel
import Ports

/// One request to an intermediary, read and understood.
enum IntermediaryOperation {
    case create(DebtPositionRequest)
    case status(NoticeCode)
    case notice(NoticeCode)
    case receipt(NoticeCode)
    case openSession(NoticeCode, WaysBack)
    case showPortal(EntityID)
    /// Nothing the intermediary knows.
    case refuse(HTTPResponse.Status, reason: String)

    /// Reads `POST /debt-positions`, `GET /debt-positions/{iuv}` with `/notice` or `/receipt`, `POST
    /// /debt-positions/{iuv}/online-session` and the portal's own page.
    init(_ request: HTTPRequest, body: Payload) {
        let path = (request.path ?? "").prefix { $0 != "?" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        switch (request.method, parts.count, parts.first, parts.count == 3 ? parts[2] : nil) {
        case (.post, 1, "debt-positions", _): self = Self.creation(body)
        case (.get, 2, "debt-positions", _): self = Self.known(parts[1]) { .status($0) }
        case (.get, 3, "debt-positions", "notice"): self = Self.known(parts[1]) { .notice($0) }
        case (.get, 3, "debt-positions", "receipt"): self = Self.known(parts[1]) { .receipt($0) }
        case (.post, 3, "debt-positions", "online-session"): self = Self.session(parts[1], body)
        case (.get, 2, "portal", _):
            self = EntityID(parts[1]).map { .showPortal($0) } ?? .refuse(.notFound, reason: "unknown page")
        default: self = .refuse(.notFound, reason: "no such endpoint")
        }
    }

    private static func creation(_ body: Payload) -> Self {
        do { return .create(try body.decode()) } catch {
            return .refuse(.badRequest, reason: "\(error)")
        }
    }

    private static func known(_ iuv: Substring, _ operation: (NoticeCode) -> Self) -> Self {
        NoticeCode(iuv: iuv).map(operation) ?? .refuse(.notFound, reason: "unknown IUV")
    }

    private static func session(_ iuv: Substring, _ body: Payload) -> Self {
        known(iuv) { notice in
            do {
                let links = try body.decode(as: OnlineSessionRequest.self).returnLinks
                return .openSession(notice, WaysBack(links))
            } catch {
                return .refuse(.badRequest, reason: "\(error)")
            }
        }
    }
}

extension WaysBack {
    init(_ links: ReturnLinks) {
        self.init(
            completed: links.ok.description, canceled: links.cancel.description, failed: links.error.description)
    }
}
