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
    /// Scheme and authority of `last`, as written.
    private var site = ""
    private var last: HTTPRequest?
    /// That of the link that led to `last`.
    private var template: LinkTemplate?

    /// A GET of the URL in a row; nil when that is no absolute URL.
    mutating func get(_ url: KsqlCell) -> HTTPRequest? {
        guard case .link(let link) = url else { return url.text.flatMap { get($0) } }
        if last != nil, template === link.template {
            // Changed in place: by now the call before is over and has let go of it.
            last?.path = link.path
            return last
        }
        let request = get(link.description)
        // A link without a path is asked for as "/", which the next one of its kind must be, too.
        template = link.template.pathBeforeID.utf8.first == UInt8(ascii: "/") ? link.template : nil
        return request
    }

    /// A GET of `url`; nil when that is no absolute URL.
    mutating func get(_ url: String) -> HTTPRequest? {
        template = nil
        if var request = last, let path = Self.path(of: url, at: site) {
            request.path = path
            return request
        }
        last = HTTPRequest(getting: url)
        if let request = last { site = "\(request.scheme ?? "")://\(request.authority ?? "")" }
        return last
    }

    private static func path(of url: String, at site: String) -> String? {
        guard url.hasPrefix(site) else { return nil }
        let rest = url[url.utf8.index(url.startIndex, offsetBy: site.utf8.count)...]
        return rest.utf8.first == UInt8(ascii: "/") ? String(rest) : nil
    }
}
