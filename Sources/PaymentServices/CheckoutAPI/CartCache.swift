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
    /// Earliest first, since all carts live equally long; the part before `firstLive` is done with.
    private var deadlines: [Deadline] = []
    private var firstLive = 0

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
        while firstLive < deadlines.count, deadlines[firstLive].goodUntil <= now {
            let payment = deadlines[firstLive].payment
            // A newer cart of the same payment has a deadline of its own, further on.
            if let cart = carts[payment], cart.goodUntil <= now { carts[payment] = nil }
            firstLive += 1
        }
        if firstLive > 64, firstLive * 2 > deadlines.count {
            deadlines.removeFirst(firstLive)
            firstLive = 0
        }
    }
}
