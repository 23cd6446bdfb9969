import CoreMetrics
import HTTPTypes
import Logging
import PaymentModel
import ServicePorts
import Synchronization

/// `POST /checkout`: a cart at pagoPA for one payment, and the page that shows it.
final class CheckoutEndpoint: HTTPService {
    private let configuration: CheckoutAPIConfiguration
    private let caller: any HTTPCaller
    private let surroundings: Surroundings
    private let cartRequest: HTTPRequestHead
    private let cache: Mutex<CartCache>
    private let accepted: Counter
    private let cached: Counter
    private let refused: Counter
    private let unanswered: Counter

    init(_ configuration: CheckoutAPIConfiguration, caller: any HTTPCaller, surroundings: Surroundings) {
        self.configuration = configuration
        self.caller = PatientCaller.caller(caller, configuration.retryAfter, clock: surroundings.clock)
        self.surroundings = surroundings
        cache = Mutex(CartCache(lifetime: configuration.cartLifetime))
        cartRequest = HTTPRequestHead(
            method: .post, scheme: "https", authority: configuration.pagoPAAuthority,
            path: "/checkout/ec/\(configuration.cartsVersion.rawValue)/carts",
            headerFields: [.subscriptionKey: configuration.subscriptionKey])
        let counter = surroundings.counters(of: "checkout_carts_total")
        accepted = counter("accepted")
        cached = counter("cached")
        refused = counter("refused")
        unanswered = counter("unanswered")
    }

    func respond(to request: HTTPRequestHead, body: Payload) async throws -> HTTPReply {
        var path = PathReader(request.path)
        guard path.take("/checkout"), path.isAtEnd else { return .noSuchPath }
        guard request.method == .post else { return .failure(.methodNotAllowed, "only POST") }
        let checkout: CheckoutRequest
        do {
            checkout = try readBody(body)
        } catch let error as ValidationError {
            refused.increment()
            return HTTPReply(.unprocessableContent, body: .value(ErrorAnswer(error)))
        }
        let now = Timestamp(surroundings.wallClock())
        if let location = cache.withLock({ $0.location(for: checkout, now: now) }) {
            cached.increment()
            return .redirect(to: location)
        }
        return try await openCart(checkout)
    }

    private func openCart(_ checkout: CheckoutRequest) async throws -> HTTPReply {
        let reply: HTTPReply
        var cart = checkout.cart
        if configuration.cartsVersion == .v1 { cart.returnLinks.waiting = nil }
        do {
            reply = try await caller.call(cartRequest, body: .value(cart), timeout: configuration.cartTimeout)
        } catch let error as HTTPCallError {
            unanswered.increment()
            surroundings.logger.warning("No cart", metadata: ["error": "\(error)"])
            return .failure(.badGateway, "Checkout does not answer")
        }
        if configuration.retryAfter == .obey, let wait = reply.retryAfter {
            unanswered.increment()
            return .later(.serviceUnavailable, after: wait)
        }
        switch reply.status.code {
        case 302:
            guard let location = Self.location(of: reply) else {
                unanswered.increment()
                return .failure(.badGateway, "Checkout redirects to nowhere")
            }
            accepted.increment()
            try await surroundings.announce(.checkoutAfterCart)
            let now = Timestamp(surroundings.wallClock())
            cache.withLock { $0.remember(location, for: checkout, now: now) }
            return .redirect(to: location)
        case 400..<500:
            refused.increment()
            let answer = try? reply.body.decode(as: ErrorAnswer.self)
            return .failure(.unprocessableContent, answer?.title ?? "Invalid payment info", detail: answer?.detail)
        default:
            unanswered.increment()
            return .failure(.badGateway, "Checkout failed")
        }
    }

    /// The `Location` header, or what the body says in its place.
    private static func location(of reply: HTTPReply) -> String? {
        if let location = reply.headerFields[.location] { return location }
        return (try? reply.body.decode(as: RedirectAnswer.self))?.location.description
    }
}
