import HTTPTypes
import PaymentModel
import ServicePorts

extension HTTPReply {
    /// An answer that says what went wrong.
    static func failure(_ status: HTTPResponse.Status, _ title: String, detail: String? = nil) -> HTTPReply {
        HTTPReply(status, body: .value(ErrorAnswer(title: title, detail: detail)))
    }

    /// 404 for a path that the service does not serve.
    static var noSuchPath: HTTPReply { failure(.notFound, "no such path") }

    /// 302 to `url`.
    static func redirect(to url: String) -> HTTPReply {
        HTTPReply(.found, headerFields: [.location: url])
    }
}

extension HTTPRequest {
    /// A request for a link out of an event.
    init(_ method: HTTPRequest.Method, _ link: ServiceLink) {
        self.init(method: method, scheme: link.scheme, authority: link.authority, path: link.path)
    }
}

/// Reads a body and checks it, whether it comes as bytes or as a value that never was any; tells a body of the wrong
/// form from other trouble.
/// - Throws: `ValidationError`, which names the field.
func readBody<Body: WireValue & JSONMessage>(_ payload: Payload, as type: Body.Type = Body.self) throws -> Body {
    do {
        let body = try payload.decode(as: type)
        if payload.isValue { try body.validate() }
        return body
    } catch PayloadError.missing(let expected), PayloadError.mismatch(let expected, _) {
        throw ValidationError(field: "", reason: .wrongType(expected: expected))
    }
}
