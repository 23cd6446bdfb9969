import HTTPTypes
import PaymentModel
import ServicePorts

/// One request to an intermediary, read and understood. The bulky cases are held by reference: most calls ask for a
/// status.
enum IntermediaryOperation {
    indirect case create(DebtPositionRequest)
    case status(NoticeCode)
    case notice(NoticeCode)
    case receipt(NoticeCode)
    indirect case openSession(NoticeCode, WaysBack)
    case showPortal(EntityID)
    /// Nothing the intermediary knows.
    indirect case refuse(HTTPResponse.Status, reason: String)

    /// Reads `POST /debt-positions`, `GET /debt-positions/{iuv}` with `/notice` or `/receipt`, `POST
    /// /debt-positions/{iuv}/online-session` and the portal's own page.
    init(_ request: HTTPRequestHead, body: Payload) {
        var path = request.path
        let method = request.method
        self = path.withUTF8 { text in
            var path = PathBytes(text)
            return Self.read(method, &path, body)
        }
    }

    private static func read(_ method: HTTPRequest.Method, _ path: inout PathBytes, _ body: Payload) -> Self {
        if path.take("debt-positions") {
            if path.isAtEnd, method == .post { return creation(body) }
            guard let digits = path.takeSegment() else { return noEndpoint }
            return aboutPosition(method, digits, &path, body)
        }
        if method == .get, path.take("portal"), let id = path.takeSegment(), path.isAtEnd {
            return EntityID(utf8: id).map { .showPortal($0) } ?? .refuse(.notFound, reason: "unknown page")
        }
        return noEndpoint
    }

    private static func aboutPosition(
        _ method: HTTPRequest.Method, _ digits: UnsafeBufferPointer<UInt8>, _ path: inout PathBytes, _ body: Payload
    ) -> Self {
        if method == .get {
            if path.isAtEnd { return known(digits) { .status($0) } }
            if path.take("notice"), path.isAtEnd { return known(digits) { .notice($0) } }
            if path.take("receipt"), path.isAtEnd { return known(digits) { .receipt($0) } }
        } else if method == .post, path.take("online-session"), path.isAtEnd {
            return known(digits) { session($0, body) }
        }
        return noEndpoint
    }

    private static var noEndpoint: Self { .refuse(.notFound, reason: "no such endpoint") }

    private static func creation(_ body: Payload) -> Self {
        do { return .create(try body.decode()) } catch {
            return .refuse(.badRequest, reason: "\(error)")
        }
    }

    @inline(__always)
    private static func known(
        _ digits: UnsafeBufferPointer<UInt8>, _ operation: (NoticeCode) -> Self
    ) -> Self {
        NoticeCode(iuvDigits: digits).map(operation) ?? .refuse(.notFound, reason: "unknown IUV")
    }

    private static func session(_ notice: NoticeCode, _ body: Payload) -> Self {
        do {
            let links = try body.decode(as: OnlineSessionRequest.self).returnLinks
            return .openSession(notice, WaysBack(links))
        } catch {
            return .refuse(.badRequest, reason: "\(error)")
        }
    }
}

/// Reads the segments of a path from left to right, up to its query; empty ones count for nothing. A status is asked
/// for at every poll, so reading one makes no strings.
struct PathBytes {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        passSlashes()
    }

    var isAtEnd: Bool { position == text.count || text[position] == UInt8(ascii: "?") }

    private func endsSegment(at position: Int) -> Bool {
        position == text.count || text[position] == UInt8(ascii: "/") || text[position] == UInt8(ascii: "?")
    }

    private mutating func passSlashes() {
        while position < text.count, text[position] == UInt8(ascii: "/") { position += 1 }
    }

    /// Steps over the next segment when it is `word`.
    @inline(__always)
    mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard text.count - position >= count, endsSegment(at: position + count) else { return false }
        for offset in 0..<count where text[position + offset] != word.utf8Start[offset] { return false }
        position += count
        passSlashes()
        return true
    }

    /// Steps over the next segment; nil when there is none.
    mutating func takeSegment() -> UnsafeBufferPointer<UInt8>? {
        guard !isAtEnd else { return nil }
        let start = position
        while !endsSegment(at: position) { position += 1 }
        let end = position
        passSlashes()
        return UnsafeBufferPointer(rebasing: text[start..<end])
    }
}

extension WaysBack {
    init(_ links: ReturnLinks) {
        self.init(
            completed: links.ok.description, canceled: links.cancel.description, failed: links.error.description)
    }
}
