import HTTPTypes
import PaymentModel
import Ports

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
    init(_ request: HTTPRequest, body: Payload) {
        var path = request.path ?? ""
        let method = request.method
        self = path.withUTF8 { Self.read(method, PathParts($0), body) }
    }

    private static func read(_ method: HTTPRequest.Method, _ path: PathParts, _ body: Payload) -> Self {
        switch path.count {
        case 1 where method == .post && path.part(0, is: "debt-positions"): creation(body)
        case 2 where method == .get && path.part(0, is: "debt-positions"): known(path) { .status($0) }
        case 2 where method == .get && path.part(0, is: "portal"):
            EntityID(path.text(1)).map { .showPortal($0) } ?? .refuse(.notFound, reason: "unknown page")
        case 3 where path.part(0, is: "debt-positions"): documentOrSession(method, path, body)
        default: .refuse(.notFound, reason: "no such endpoint")
        }
    }

    private static func documentOrSession(
        _ method: HTTPRequest.Method, _ path: PathParts, _ body: Payload
    ) -> Self {
        if method == .get, path.part(2, is: "notice") { return known(path) { .notice($0) } }
        if method == .get, path.part(2, is: "receipt") { return known(path) { .receipt($0) } }
        guard method == .post, path.part(2, is: "online-session") else {
            return .refuse(.notFound, reason: "no such endpoint")
        }
        return known(path) { session($0, body) }
    }

    private static func creation(_ body: Payload) -> Self {
        do { return .create(try body.decode()) } catch {
            return .refuse(.badRequest, reason: "\(error)")
        }
    }

    private static func known(_ path: PathParts, _ operation: (NoticeCode) -> Self) -> Self {
        NoticeCode(iuvDigits: path.bytes(1)).map(operation) ?? .refuse(.notFound, reason: "unknown IUV")
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

/// The segments of a path, up to three, without its query. A status is asked for at every poll, so reading one makes no
/// strings.
struct PathParts {
    private let text: UnsafeBufferPointer<UInt8>
    private var bounds = (0..<0, 0..<0, 0..<0)
    /// More than three when the path has more.
    private(set) var count = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        let end = text.firstIndex(of: UInt8(ascii: "?")) ?? text.count
        var start = 0
        for position in 0..<end where text[position] == UInt8(ascii: "/") {
            add(start..<position)
            start = position + 1
        }
        add(start..<end)
    }

    private mutating func add(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        switch count {
        case 0: bounds.0 = range
        case 1: bounds.1 = range
        case 2: bounds.2 = range
        default: break
        }
        count += 1
    }

    func bytes(_ index: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
        text[index == 0 ? bounds.0 : index == 1 ? bounds.1 : bounds.2]
    }

    func part(_ index: Int, is word: StaticString) -> Bool {
        let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        return bytes(index).elementsEqual(word)
    }

    func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }
}

extension WaysBack {
    init(_ links: ReturnLinks) {
        self.init(
            completed: links.ok.description, canceled: links.cancel.description, failed: links.error.description)
    }
}
