import HTTPTypes

/// What is asked of a host, without its body: immutable, and cheap to make and to pass on.
///
/// Requests to one host mostly differ in their paths alone. Whoever sends many keeps what they have in common as a
/// ``Template``, and each request costs one reference and its path.
public struct HTTPRequestHead: Sendable {
    /// What requests that differ in their paths have in common.
    public final class Template: Sendable {
        /// `GET`, `POST` ...
        public let method: HTTPRequest.Method
        /// `http` or `https`.
        public let scheme: String
        /// The host, with its port where it is not the scheme's own.
        public let authority: String
        /// Header fields in their order.
        public let headerFields: HTTPFields

        private static let noFields = HTTPFields()

        /// All but the path of a request.
        public init(
            method: HTTPRequest.Method, scheme: String, authority: String, headerFields: HTTPFields? = nil
        ) {
            self.method = method
            self.scheme = scheme
            self.authority = authority
            self.headerFields = headerFields ?? Self.noFields
        }

        /// The request for one path; a query belongs to it.
        @inlinable
        public func request(path: String) -> HTTPRequestHead { HTTPRequestHead(template: self, path: path) }
    }

    /// What it has in common with others.
    public let template: Template
    /// Path and query, as a request line carries them.
    public let path: String

    @inlinable
    init(template: Template, path: String) {
        self.template = template
        self.path = path
    }

    /// A request that shares nothing with others.
    public init(
        method: HTTPRequest.Method, scheme: String, authority: String, path: String, headerFields: HTTPFields? = nil
    ) {
        self.init(
            template: Template(method: method, scheme: scheme, authority: authority, headerFields: headerFields),
            path: path)
    }

    /// The method of its template.
    @inlinable
    public var method: HTTPRequest.Method { template.method }
    /// The scheme of its template.
    @inlinable
    public var scheme: String { template.scheme }
    /// The host of its template.
    @inlinable
    public var authority: String { template.authority }
    /// The header fields of its template.
    @inlinable
    public var headerFields: HTTPFields { template.headerFields }

    /// The request as servers and clients of the real protocol take it.
    public var request: HTTPRequest {
        HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: headerFields)
    }
}

extension HTTPRequestHead {
    /// A request that came over a real wire; what it leaves out is empty, as in its text form.
    public init(_ request: HTTPRequest) {
        self.init(
            method: request.method, scheme: request.scheme ?? "", authority: request.authority ?? "",
            path: request.path ?? "", headerFields: request.headerFields)
    }
}
