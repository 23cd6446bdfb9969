/// Settings of the Checkout pagoPA API (<doc:/PaymentModel/CheckoutAPI>).
public struct CheckoutAPIConfiguration: Sendable {
    /// Host of pagoPA's Checkout.
    public var pagoPAAuthority = "api.platform.pagopa.test"
    /// Time-out of one `POST /carts`.
    public var cartTimeout = Duration.seconds(10)
    /// How long a payment's cart is handed out again. pagoPA keeps a cart for 10 minutes (<doc:/PaymentModel/PagoPA>),
    /// so it must be less: the citizen still has to begin.
    public var cartLifetime = Duration.seconds(9 * 60)

    /// As deployed.
    public init() {}
}
