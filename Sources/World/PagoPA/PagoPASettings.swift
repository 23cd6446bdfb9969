import VirtualTime

/// pagoPA's Checkout and node at their simplest (<doc:/PaymentModel/PagoPA>).
public struct PagoPASettings: Sendable, Hashable {
    /// The host of both.
    public var authority = "api.platform.pagopa.test"
    /// What whoever asks for a cart has to send as `Ocp-Apim-Subscription-Key`.
    public var subscriptionKey = "demo-subscription-key"
    /// Answering a request for a cart. Assumed.
    public var cartTime = Distribution.logNormal(median: .milliseconds(250), p99: .seconds(2))
    /// Showing Checkout's page. Assumed.
    public var pageTime = Distribution.logNormal(median: .milliseconds(150), p99: .seconds(1))
    /// Life of a cart that nobody opens.
    public var cartLife = Duration.seconds(600)
    /// Life of a payment token: what Checkout asks for in production.
    public var tokenLife = Duration.seconds(900)
    /// Carts answered with 502 because the node failed. Assumed.
    public var nodeFails = Ratio(2, in: 1000)
    /// Carts answered with 502 because Checkout's own store failed. Assumed.
    public var storeFails = Ratio(1, in: 1000)

    /// The defaults.
    public init() {}
}
