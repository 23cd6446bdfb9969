import HTTPTypes

/// What is asked of a host, without its body: immutable and passed by reference, since it changes hands many times on
/// its way.
public final class HTTPRequestHead: Sendable {
    /// `GET`, `POST` ...
    public let method: HTTPRequest.Method
    /// `http` or `https`.
    public let scheme: String
    /// The host, with its port where it is not the scheme's own.
    public let authority: String
    /// Path and query, as a request line carries them.
    public let path: String
    /// Header fields in their order.
    public let headerFields: HTTPFields

    private static let noFields = HTTPFields()

    /// A request; without header fields unless they are given.
    public init(
        method: HTTPRequest.Method, scheme: String, authority: String, path: String, headerFields: HTTPFields? = nil
    ) {
        self.method = method
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.headerFields = headerFields ?? Self.noFields
    }

    /// A request that came over a real wire; what it leaves out is empty, as in its text form.
    public convenience init(_ request: HTTPRequest) {
        self.init(
            method: request.method, scheme: request.scheme ?? "", authority: request.authority ?? "",
            path: request.path ?? "", headerFields: request.headerFields)
    }

    /// The request as servers and clients of the real protocol take it.
    public var request: HTTPRequest {
        HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: headerFields)
    }
}
