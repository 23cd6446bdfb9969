/// The instants of one payment's life, in nanoseconds since the scenario's start; nil where it has not come to it.
public struct PaymentLifeLine: Sendable, Equatable {
    public var paymentID: String
    public var applicationID: String
    public var tenant: String
    public var channel: String
    /// The payment's last status on the topic.
    public var status: String
    public var submitted: Int64?
    public var creationPending: Int64?
    public var paymentPending: Int64?
    public var payLinkShown: Int64?
    public var moneyMoved: Int64?
    public var completePublished: Int64?
    public var completeInView: Int64?
    public var applicationMoved: Int64?
    public var pageShowsIt: Int64?
    public var checks: Int

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
