import HTTPTypes
import ServicePorts

/// Answers calls with a closure and remembers them.
package actor FakeCaller: HTTPCaller {
    package struct Call {
        package var request: HTTPRequestHead
        package var body: Payload
        package var timeout: Duration
    }

    package typealias Answer = @Sendable (HTTPRequestHead, Payload) async throws -> HTTPReply

    package private(set) var calls: [Call] = []
    private let answer: Answer

    package init(_ answer: @escaping Answer) { self.answer = answer }

    /// Answers the n-th call with the n-th reply; then ends its caller as a cancelled task would.
    package init(replies: [Result<HTTPReply, HTTPCallError>]) {
        let script = Script(replies)
        answer = { _, _ in try await script.next() }
    }

    private actor Script {
        private var replies: [Result<HTTPReply, HTTPCallError>]
        init(_ replies: [Result<HTTPReply, HTTPCallError>]) { self.replies = replies }
        func next() throws -> HTTPReply {
            guard !replies.isEmpty else { throw CancellationError() }
            return try replies.removeFirst().get()
        }
    }

    package func call(_ request: HTTPRequestHead, body: Payload, timeout: Duration) async throws -> HTTPReply {
        calls.append(Call(request: request, body: body, timeout: timeout))
        return try await answer(request, body)
    }
}

/// Puts the service it is to serve through a script, then ends as a cancelled task would.
package struct FakeServer: HTTPServer {
    package let script: @Sendable (any HTTPService) async throws -> Void

    package init(_ script: @escaping @Sendable (any HTTPService) async throws -> Void) { self.script = script }

    package func serve(_ service: any HTTPService) async throws {
        try await script(service)
        throw CancellationError()
    }
}

extension FakeServer {
    /// Gets no request; waits for its cancellation.
    package static var idle: FakeServer {
        FakeServer { _ in
            let (stream, continuation) = AsyncStream<Never>.makeStream()
            for await _ in stream {}
            continuation.finish()
        }
    }
}

extension HTTPService {
    package func get(_ path: String) async throws -> HTTPReply {
        try await respond(
            to: HTTPRequestHead(method: .get, scheme: "https", authority: "host.test", path: path), body: .empty)
    }

    package func post(_ path: String, _ body: any WireValue, headerFields: HTTPFields = [:]) async throws -> HTTPReply {
        try await post(path, payload: .value(body), headerFields: headerFields)
    }

    package func post(_ path: String, payload: Payload, headerFields: HTTPFields = [:]) async throws -> HTTPReply {
        try await respond(
            to: HTTPRequestHead(
                method: .post, scheme: "https", authority: "host.test", path: path, headerFields: headerFields),
            body: payload)
    }
}

extension HTTPReply {
    package var location: String? { response.headerFields[.location] }
}
