import PaymentModel

/// How a citizen pays.
public enum PaymentChannel: String, Sendable, CaseIterable {
    case unknown, online, offline
}

/// What is known of one application and its payment while either is open: some two hundred bytes.
struct PaymentRecord: Sendable {
    /// An instant that has not come.
    static let never: Int64 = -1

    let application: EntityID
    /// Nil until an event names the payment.
    var payment: EntityID?
    var status: PaymentStatus?
    var tenant: UInt32
    var channel = PaymentChannel.unknown
    var checks: Int32 = 0
    var debtPositions: UInt16 = 0
    /// Whether its last application event said 1500.
    var applicationWaits = false
    /// Of the latest event id, so that a republished copy is known however late it comes.
    var latestEvent: UInt64 = 0
    /// The poller's next check, in nanoseconds of virtual time.
    var nextCheck = never
    /// When the row joined those that wait to be forgotten.
    var closed = never

    // In nanoseconds of virtual time.
    var submitted = never
    var creationPending = never
    var paymentPending = never
    var payLinkShown = never
    var moneyMoved = never
    var completePublished = never
    var completeInView = never
    var applicationMoved = never
    var pageShowsIt = never

    init(application: EntityID, tenant: UInt32) {
        self.application = application
        self.tenant = tenant
    }

    /// Money has moved and some view does not know it yet.
    var viewsDisagree: Bool {
        moneyMoved != Self.never
            && (completePublished == Self.never || completeInView == Self.never || applicationMoved == Self.never)
    }

    func lifeLine(tenantName: String) -> PaymentLifeLine {
        func known(_ instant: Int64) -> Int64? { instant == Self.never ? nil : instant }
        var line = PaymentLifeLine(
            paymentID: payment?.description ?? "", applicationID: application.description, tenant: tenantName,
            channel: channel.rawValue, status: status?.rawValue ?? "", checks: Int(checks))
        line.submitted = known(submitted)
        line.creationPending = known(creationPending)
        line.paymentPending = known(paymentPending)
        line.payLinkShown = known(payLinkShown)
        line.moneyMoved = known(moneyMoved)
        line.completePublished = known(completePublished)
        line.completeInView = known(completeInView)
        line.applicationMoved = known(applicationMoved)
        line.pageShowsIt = known(pageShowsIt)
        return line
    }
}
