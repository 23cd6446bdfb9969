import HTTPTypes
import PaymentModel
import ServicePorts

/// Why the view did not answer a query.
enum KsqlFailure: Error, Equatable, Sendable {
    case refused(status: Int, message: String)
    case unanswered(HTTPCallError)
    /// It answered with something that is no answer of a view.
    case unreadable(reason: String)
}

/// Asks the view with SQL (<doc:/PaymentModel/ViewOfPayments>).
struct KsqlClient: Sendable {
    private let caller: any HTTPCaller
    private let request: HTTPRequestHead
    private let timeout: Duration

    init(_ caller: any HTTPCaller, authority: String, timeout: Duration) {
        self.caller = caller
        self.timeout = timeout
        request = HTTPRequestHead(
            method: .post, scheme: "http", authority: authority, path: "/query",
            headerFields: [.accept: "application/vnd.ksql.v1+json"])
    }

    /// The rows that `sql` selects.
    /// - Throws: `KsqlFailure`; `CancellationError`.
    func rows(_ sql: String) async throws -> [[KsqlCell]] {
        let reply: HTTPReply
        do {
            reply = try await caller.call(request, body: .value(KsqlRequest(ksql: sql)), timeout: timeout)
        } catch let error as HTTPCallError {
            throw KsqlFailure.unanswered(error)
        }
        guard reply.status == .ok else {
            let answer = try? reply.body.decode(as: ErrorAnswer.self)
            throw KsqlFailure.refused(status: reply.status.code, message: answer?.title ?? "")
        }
        do { return try readBody(reply.body, as: KsqlAnswer.self).rows } catch {
            throw KsqlFailure.unreadable(reason: "\(error)")
        }
    }
}
