import PaymentModel

/// The carts that are still good, by payment, without IO. A payment opened twice in a few minutes gets the same cart.
struct CartCache: Sendable {
    private struct Cart {
        var request: CheckoutRequest
        var location: String
        var goodUntil: Timestamp
    }

    private struct Deadline {
        var payment: EntityID
        var goodUntil: Timestamp
    }

    private let lifetimeSeconds: Int64
    private var carts: [EntityID: Cart] = [:]
    /// Earliest first, since all carts live equally long.
    private var deadlines: [Deadline] = []

    init(lifetime: Duration) { lifetimeSeconds = lifetime.components.seconds }

    /// The location of the payment's cart, when it asks for the same as `request`.
    mutating func location(for request: CheckoutRequest, now: Timestamp) -> String? {
        forgetOld(now)
        guard let cart = carts[request.paymentID], cart.request == request else { return nil }
        return cart.location
    }

    mutating func remember(_ location: String, for request: CheckoutRequest, now: Timestamp) {
        forgetOld(now)
        let goodUntil = now.adding(seconds: lifetimeSeconds)
        carts[request.paymentID] = Cart(request: request, location: location, goodUntil: goodUntil)
        deadlines.append(Deadline(payment: request.paymentID, goodUntil: goodUntil))
    }

    /// Carts that are remembered.
    var count: Int { carts.count }

    private mutating func forgetOld(_ now: Timestamp) {
        let expired = deadlines.prefix { $0.goodUntil <= now }
        for deadline in expired {
            // A newer cart of the same payment has a deadline of its own, further on.
            if let cart = carts[deadline.payment], cart.goodUntil <= now { carts[deadline.payment] = nil }
        }
        deadlines.removeFirst(expired.count)
    }
}
