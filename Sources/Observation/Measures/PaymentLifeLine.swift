/// The instants of one payment's life, in nanoseconds since the scenario's start; nil where it has not come to it.
public struct PaymentLifeLine: Sendable, Equatable {
    /// The payment's id, as its events have it.
    public var paymentID: String
    /// The id of the application that it is for; empty when no event named it.
    public var applicationID: String
    /// The name of the tenant; empty when nobody told.
    public var tenant: String
    /// How the money moved: `online`, `offline`, or `unknown` as long as it has not.
    public var channel: String
    /// The payment's last status on the topic.
    public var status: String
    /// The citizen came, to begin the application.
    public var arrived: Int64?
    /// Core put the application into 1500.
    public var submitted: Int64?
    /// CREATION_PENDING stood on the topic for the first time.
    public var creationPending: Int64?
    /// PAYMENT_PENDING stood on the topic for the first time.
    public var paymentPending: Int64?
    /// The citizen's page offered to pay.
    public var payLinkShown: Int64?
    /// The money changed hands, whoever knew of it.
    public var moneyMoved: Int64?
    /// COMPLETE stood on the topic for the first time.
    public var completePublished: Int64?
    /// The view's row showed COMPLETE for the first time.
    public var completeInView: Int64?
    /// The application left 1500.
    public var applicationMoved: Int64?
    /// The citizen's page said that the payment was received.
    public var pageShowsIt: Int64?
    /// How often the poller had the payment's status asked for.
    public var checks: Int

    /// A life line without any instant yet.
    public init(paymentID: String, applicationID: String, tenant: String, channel: String, status: String, checks: Int)
    {
        self.paymentID = paymentID
        self.applicationID = applicationID
        self.tenant = tenant
        self.channel = channel
        self.status = status
        self.checks = checks
    }
}

extension PaymentLifeLine {
    /// The instants of a line, each with its word, in the order in which most payments come to them.
    package static let stations: [(word: String, path: WritableKeyPath<PaymentLifeLine, Int64?> & Sendable)] = [
        ("arrived", \.arrived), ("submitted", \.submitted), ("creation pending", \.creationPending),
        ("payment pending", \.paymentPending), ("pay link shown", \.payLinkShown), ("money moved", \.moneyMoved),
        ("COMPLETE published", \.completePublished), ("COMPLETE in the view", \.completeInView),
        ("application moved on", \.applicationMoved), ("page shows it", \.pageShowsIt),
    ]
}
