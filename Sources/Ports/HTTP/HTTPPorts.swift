import HTTPTypes

/// An answer with its body.
public struct HTTPReply: Sendable {
    public var response: HTTPResponse
    public var body: Payload

    public init(_ status: HTTPResponse.Status, headerFields: HTTPFields = [:], body: Payload = .empty) {
        self.response = HTTPResponse(status: status, headerFields: headerFields)
        self.body = body
    }

    public var status: HTTPResponse.Status { response.status }
}

/// Calls other hosts. The time-out belongs to the caller: the callee goes on working after the caller has given up.
public protocol HTTPCaller: Sendable {
    /// Sends `request` to its `authority` and waits for the answer, 4xx and 5xx included.
    /// - Throws: `HTTPCallError` when no answer came; `CancellationError` when the calling task or process ends first.
    func call(_ request: HTTPRequest, body: Payload, timeout: Duration) async throws -> HTTPReply
}

/// Why a call brought no answer. Only `connectionRefused` and `unknownHost` say that the callee did nothing.
public enum HTTPCallError: Error, Equatable, Sendable {
    case connectionRefused(authority: String)
    case connectionReset(authority: String)
    case timedOut(authority: String, after: Duration)
    case unknownHost(authority: String)
}

/// What a host does with the requests it receives.
public protocol HTTPService: Sendable {
    /// A thrown error becomes a 500 without a body.
    func respond(to request: HTTPRequest, body: Payload) async throws -> HTTPReply
}

/// Listens on one address.
public protocol HTTPServer: Sendable {
    /// Serves until the calling task is cancelled; then stops accepting and throws `CancellationError`.
    func serve(_ service: any HTTPService) async throws
}
