import HTTPTypes
import Logging
import PaymentModel
import ServicePorts

/// Core's endpoints, below `/{tenant}` (<doc:/PaymentModel/Core>).
struct CoreEndpoints: HTTPService {
    private let applications: Applications
    private let ksql: KsqlClient
    private let tenants: [String: Tenant]

    private struct Tenant: Sendable {
        var id: EntityID
        var addresses: ApplicationRules.Addresses
    }

    init(_ applications: Applications, configuration: CoreConfiguration, caller: any HTTPCaller) {
        self.applications = applications
        ksql = KsqlClient(caller, authority: configuration.ksqlAuthority, timeout: configuration.ksqlTimeout)
        tenants = Dictionary(
            configuration.tenants.map {
                ($0.slug, Tenant(id: $0.id, addresses: .init($0, authority: configuration.authority)))
            }, uniquingKeysWith: { $1 })
    }

    func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
        var path = PathReader(request.path)
        guard path.take("/"), let slug = path.takeSegment(), let tenant = tenants[String(slug)] else {
            return .noSuchPath
        }
        if path.take("/pratiche/") {
            guard let id = path.takeID(), path.take("/detail"), path.isAtEnd else { return .noSuchPath }
            return try await requiring(.get, request) { try await show(id, tenant) }
        }
        guard path.take("/api/applications") else { return .noSuchPath }
        if path.isAtEnd { return try await requiring(.post, request) { try await submit(body, tenant) } }
        guard path.take("/"), let id = path.takeID() else { return .noSuchPath }
        if path.isAtEnd { return try await requiring(.get, request) { try await show(id, tenant) } }
        if path.take("/payment"), path.isAtEnd {
            switch request.method {
            case .get: return try await paymentStatus(id, tenant)
            case .post: return try await paymentOutcome(id, tenant, body)
            default: return .failure(.methodNotAllowed, "only GET and POST")
            }
        }
        if path.take("/transition/complete-payment"), path.isAtEnd {
            return try await requiring(.post, request) { try await settle(id, tenant) { true } }
        }
        return .noSuchPath
    }

    private func requiring(
        _ method: HTTPRequest.Method, _ request: HTTPRequestHead, _ act: () async throws -> HTTPReply
    ) async throws -> HTTPReply {
        guard request.method == method else { return .failure(.methodNotAllowed, "only \(method.rawValue)") }
        return try await act()
    }

    private func submit(_ body: Payload, _ tenant: Tenant) async throws -> HTTPReply {
        let submission: ApplicationSubmission
        do {
            submission = try readBody(body)
        } catch let error as ValidationError {
            return HTTPReply(.badRequest, body: .value(ErrorAnswer(error)))
        }
        let draft = applications.rules.draft(
            submission, tenantID: tenant.id, addresses: tenant.addresses, id: applications.newID(),
            envelope: applications.envelope())
        try await applications.move(draft, to: applications.rules.firstMove(submission))
        return HTTPReply(.created, body: .value(CreatedAnswer(id: draft.id)))
    }

    private func show(_ id: EntityID, _ tenant: Tenant) async throws -> HTTPReply {
        guard let application = try await applications.load(id, tenantID: tenant.id) else {
            return .failure(.notFound, "unknown application")
        }
        return HTTPReply(.ok, body: .value(ApplicationStatusAnswer(id: id, status: application.state.status)))
    }

    private func paymentStatus(_ id: EntityID, _ tenant: Tenant) async throws -> HTTPReply {
        guard try await applications.load(id, tenantID: tenant.id) != nil else {
            return .failure(.notFound, "unknown application")
        }
        do {
            guard let row = try await ksql.rows(PaymentStatusQuery.sql(id)).first else {
                return .failure(.notFound, "no payment")
            }
            guard let answer = PaymentStatusQuery.answer(row) else { return .failure(.badRequest, "unreadable row") }
            return HTTPReply(.ok, body: .value(answer))
        } catch let error as KsqlFailure {
            applications.surroundings.logger.error("The view does not answer", metadata: ["error": "\(error)"])
            return .failure(.badRequest, "the view does not answer")
        }
    }

    private func paymentOutcome(_ id: EntityID, _ tenant: Tenant, _ body: Payload) async throws -> HTTPReply {
        try await settle(id, tenant) { try readBody(body, as: PaymentOutcome.self).isAccepted }
    }

    /// Moves an application on or into its dead end. The body counts last: an application that waits for no outcome is
    /// answered 422 whatever the outcome says.
    private func settle(
        _ id: EntityID, _ tenant: Tenant, succeeded: () throws -> Bool
    ) async throws -> HTTPReply {
        guard let application = try await applications.load(id, tenantID: tenant.id) else {
            return .failure(.notFound, "unknown application")
        }
        guard application.state.status.acceptsPaymentOutcome else {
            return .failure(.unprocessableContent, "no payment outcome expected")
        }
        try await applications.surroundings.announce(.coreAfterStateCheck)
        do {
            try await applications.move(application, to: succeeded() ? .paymentSuccess : .paymentError)
            return .ok
        } catch let error as ValidationError {
            return HTTPReply(.badRequest, body: .value(ErrorAnswer(error)))
        }
    }
}
