import HTTPTypes
import PaymentModel
import ServicePorts

extension HTTPReply {
    /// 302 to `url`.
    static func redirect(to url: String) -> HTTPReply { HTTPReply(.found, headerFields: [.location: url]) }
}

extension HTTPRequestHead {
    /// A request for a link out of an event.
    convenience init(_ method: HTTPRequest.Method, _ link: ServiceLink) {
        let path = link.path
        self.init(
            method: method, scheme: link.scheme, authority: link.authority,
            path: path.utf8.first == UInt8(ascii: "/") ? path : "/" + path)
    }
}

extension PathReader {
    /// Steps over an id when one comes next.
    mutating func takeID() -> EntityID? { take(EntityID.textLength) { EntityID(utf8: $0) } }
}
