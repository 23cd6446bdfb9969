/// Settings of the Checkout pagoPA API (<doc:/PaymentModel/CheckoutAPI>).
public struct CheckoutAPIConfiguration: Sendable {
    /// Version of pagoPA's carts API (<doc:/PaymentModel/PagoPA>).
    public enum CartsVersion: String, Sendable, CaseIterable {
        /// It knows no way back for an outcome that is still unknown.
        case v1
        /// It demands one.
        case v2
    }

    /// Host of pagoPA's Checkout.
    public var pagoPAAuthority = "api.platform.pagopa.test"
    /// Decides the path, and whether `returnWaitingUrl` is sent.
    public var cartsVersion = CartsVersion.v2
    /// Sent as `Ocp-Apim-Subscription-Key`; without the right one pagoPA answers 401.
    public var subscriptionKey = ""
    /// Time-out of one `POST /carts`.
    public var cartTimeout = Duration.seconds(10)
    /// How long a payment's cart is handed out again. pagoPA keeps a cart for 10 minutes (<doc:/PaymentModel/PagoPA>),
    /// so it must be less: the citizen still has to begin.
    public var cartLifetime = Duration.seconds(9 * 60)
    /// As deployed, pagoPA is not left alone when it asks for it, and a 429 reads as a refusal of the payment. Obeyed,
    /// who wants a cart meanwhile is answered 503 with the same `Retry-After`.
    public var retryAfter = RetryAfterRule.ignore

    /// As deployed.
    public init() {}
}
