import HTTPTypes
import PaymentModel

extension HTTPRequest {
    /// A GET of an absolute URL; nil when it is none. Only what the poller meets is cut: scheme, authority, the rest.
    init?(getting url: String) {
        let bytes = url.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let slashes = bytes[colon...].prefix(3)
        guard slashes.elementsEqual("://".utf8) else { return nil }
        let authority = slashes.endIndex
        let path = bytes[authority...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        guard colon > bytes.startIndex, path > authority else { return nil }
        self.init(
            method: .get, scheme: String(url[..<colon]), authority: String(url[authority..<path]),
            path: path == bytes.endIndex ? "/" : String(url[path...]))
    }
}

/// Makes requests of update URLs, one after the other. Nearly all of them lead to one host, and a request made of the one
/// before differs only in its path.
struct UpdateRequests {
    private var last: HTTPRequest?
    /// Of `last`, as its link has them.
    private var scheme = ""
    private var authority = ""

    /// A GET of the URL in a row; nil when that is no absolute URL.
    mutating func get(_ url: KsqlCell) -> HTTPRequest? {
        // What begins with a query is no path yet.
        guard case .link(let link) = url, link.template.pathBeforeID.utf8.first == UInt8(ascii: "/") else {
            return url.text.flatMap { HTTPRequest(getting: $0) }
        }
        if last != nil, scheme == link.scheme, authority == link.authority {
            // Changed in place: by now the call before is over and has let go of it.
            last?.path = link.path
        } else {
            (scheme, authority) = (link.scheme, link.authority)
            last = HTTPRequest(method: .get, scheme: scheme, authority: authority, path: link.path)
        }
        return last
    }
}
