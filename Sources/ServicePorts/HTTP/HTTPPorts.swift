import HTTPTypes

/// An answer with its body: immutable and passed by reference, since it changes hands many times on its way.
public final class HTTPReply: Sendable {
    /// Held as a number: an `HTTPResponse` keeps it as text and reads it again each time it is asked.
    public let status: HTTPResponse.Status
    /// Header fields in their order.
    public let headerFields: HTTPFields
    /// Empty where the answer has none.
    public let body: Payload

    private static let noFields = HTTPFields()

    /// An answer with this status; without header fields and body unless they are given.
    public init(_ status: HTTPResponse.Status, headerFields: HTTPFields? = nil, body: Payload = .empty) {
        self.status = status
        self.headerFields = headerFields ?? Self.noFields
        self.body = body
    }

    /// A 200 that says no more.
    public static let ok = HTTPReply(.ok)

    /// The same answer with another body.
    public func replacingBody(_ body: Payload) -> HTTPReply {
        HTTPReply(status, headerFields: headerFields, body: body)
    }

    /// The same answer with its body in the given form.
    /// - Throws: the encoder's error, when there are no bytes of the body.
    public func withBody(inForm form: PayloadForm) throws -> HTTPReply {
        body.isReady(for: form) ? self : replacingBody(try body.inForm(form))
    }

    /// The answer without its body, as servers and clients of the real protocol take it.
    public var response: HTTPResponse { HTTPResponse(status: status, headerFields: headerFields) }
}

/// Calls other hosts. The time-out belongs to the caller: the callee goes on working after the caller has given up.
public protocol HTTPCaller: Sendable {
    /// Sends `request` to its `authority` and waits for the answer, 4xx and 5xx included.
    /// - Throws: `HTTPCallError` when no answer came; `CancellationError` when the calling task or process ends first.
    func call(_ request: HTTPRequestHead, body: Payload, timeout: Duration) async throws -> HTTPReply
}

/// Why a call brought no answer. Only `connectionRefused` and `unknownHost` say that the callee did nothing.
public enum HTTPCallError: Error, Equatable, Sendable {
    /// Nobody listens there: nothing was done.
    case connectionRefused(authority: String)
    /// The connection broke: the work may have been done or not.
    case connectionReset(authority: String)
    /// The caller gave up: the work may have been done or not.
    case timedOut(authority: String, after: Duration)
    /// No host has this name.
    case unknownHost(authority: String)
}

extension HTTPCallError: CustomStringConvertible {
    /// What happened, in words for a log.
    public var description: String {
        switch self {
        case .connectionRefused(let authority): "\(authority) refused the connection"
        case .connectionReset(let authority): "\(authority) reset the connection"
        case .timedOut(let authority, let limit): "\(authority) did not answer within \(limit)"
        case .unknownHost(let authority): "no host is called \(authority)"
        }
    }
}

/// What a host does with the requests it receives.
public protocol HTTPService: Sendable {
    /// A thrown error becomes a 500 without a body.
    func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply
}

/// Listens on one address.
public protocol HTTPServer: Sendable {
    /// Serves until its service is asked to shut down: then it takes no more requests, finishes those it has taken, and
    /// returns.
    /// - Throws: `CancellationError` when the calling task is cancelled, which stops it at once.
    func serve(_ service: any HTTPService) async throws
}
