import HTTPTypes
import ServicePorts

extension HTTPReply {
    /// An answer that says what went wrong.
    package static func failure(
        _ status: HTTPResponse.Status, _ title: String, detail: String? = nil
    ) -> HTTPReply {
        HTTPReply(status, body: .value(ErrorAnswer(title: title, detail: detail)))
    }

    /// 404 for a path that the service does not serve.
    package static var noSuchPath: HTTPReply { failure(.notFound, "no such path") }
}

/// Reads a body and checks it, whether it comes as bytes or as a value that never was any; tells a body of the wrong
/// form from other trouble.
/// - Throws: `ValidationError`, which names the field.
@inlinable
package func readBody<Body: WireValue & JSONMessage>(
    _ payload: Payload, as type: Body.Type = Body.self
) throws -> Body {
    do {
        let body = try payload.decode(as: type)
        if payload.isValue { try body.validate() }
        return body
    } catch PayloadError.missing(let expected), PayloadError.mismatch(let expected, _) {
        throw ValidationError(field: "", reason: .wrongType(expected: expected))
    }
}
