import ServicePorts

/// The moments that the services of the flow announce. The crash windows of <doc:/PaymentModel/Proxy> and the
/// <doc:/PaymentModel/Races> lie between them.
extension Moment {
    /// Core found that an application accepts an outcome; nothing is written.
    public static let coreAfterStateCheck = Moment(
        "core.afterStateCheck", "Core found that an application accepts an outcome; nothing is written")
    /// Core has committed an application's state; the gateway has not heard of it.
    public static let coreAfterStateChange = Moment(
        "core.afterStateChange", "Core has committed an application's state; the gateway has not heard of it")
    /// The gateway has taken an application's event; what the state entails is not done.
    public static let coreAfterGateway = Moment(
        "core.afterGateway", "the gateway has taken an application's event; what the state entails is not done")

    /// The view knows no payment of the application; none is published.
    public static let dispatcherAfterQuery = Moment(
        "dispatcher.afterQuery", "the view knows no payment of the application; none is published")
    /// The first event of a payment is on the topic; its application is not committed.
    public static let dispatcherAfterProduce = Moment(
        "dispatcher.afterProduce", "the first event of a payment is on the topic; its application is not committed")
    /// A batch with candidates is done; its offsets are not committed.
    public static let dispatcherBeforeCommit = Moment(
        "dispatcher.beforeCommit", "a batch with candidates is done; its offsets are not committed")

    /// The first event of a payment is on the topic; its caller has no answer.
    public static let dispatcherAPIAfterProduce = Moment(
        "dispatcherAPI.afterProduce", "the first event of a payment is on the topic; its caller has no answer")

    /// A payment is to be created; the intermediary has not heard of it.
    public static let proxyBeforeCreate = Moment(
        "proxy.beforeCreate", "a payment is to be created; the intermediary has not heard of it")
    /// A creation has its outcome; nothing is stored.
    public static let proxyAfterCreate = Moment(
        "proxy.afterCreate", "a creation has its outcome; nothing is stored")
    /// A creation is stored; it is not published.
    public static let proxyAfterPut = Moment(
        "proxy.afterPut", "a creation is stored; it is not published")
    /// A creation's outcome is on the topic; the offset of its request is not committed.
    public static let proxyAfterProduce = Moment(
        "proxy.afterProduce", "a creation's outcome is on the topic; the offset of its request is not committed")
    /// A batch with creations is done; its offsets are not committed.
    public static let proxyBeforeCommit = Moment(
        "proxy.beforeCommit", "a batch with creations is done; its offsets are not committed")
    /// A check has its answer; the payment is read and not yet written.
    public static let proxyBeforeUpdateWrite = Moment(
        "proxy.beforeUpdateWrite", "a check has its answer; the payment is read and not yet written")
    /// The intermediary reported money; the payment is read and not yet written.
    public static let proxyBeforeNotifyWrite = Moment(
        "proxy.beforeNotifyWrite", "the intermediary reported money; the payment is read and not yet written")
    /// A citizen opened a link or came back; the payment is read and not yet written.
    public static let proxyBeforeOpeningWrite = Moment(
        "proxy.beforeOpeningWrite", "a citizen opened a link or came back; the payment is read and not yet written")
    /// An event of a payment, of whatever cause, is on the topic.
    public static let proxyPublished = Moment(
        "proxy.published", "an event of a payment, of whatever cause, is on the topic")

    /// PagoPA has opened a cart; the citizen does not know where.
    public static let checkoutAfterCart = Moment(
        "checkout.afterCart", "pagoPA has opened a cart; the citizen does not know where")

    /// A payment has ended; Core has not heard of it.
    public static let updaterBeforeReport = Moment(
        "updater.beforeReport", "a payment has ended; Core has not heard of it")
    /// Core has answered an outcome; its event is not committed.
    public static let updaterAfterReport = Moment(
        "updater.afterReport", "Core has answered an outcome; its event is not committed")
    /// A batch with outcomes is done; its offsets are not committed.
    public static let updaterBeforeCommit = Moment(
        "updater.beforeCommit", "a batch with outcomes is done; its offsets are not committed")

    /// A loop begins; nothing is asked.
    public static let pollerLoopBegins = Moment("poller.loopBegins", "a loop begins; nothing is asked")
    /// The view has named the payments that are due; none is checked.
    public static let pollerAfterQuery = Moment(
        "poller.afterQuery", "the view has named the payments that are due; none is checked")
    /// All calls of a loop are made.
    public static let pollerLoopEnds = Moment("poller.loopEnds", "all calls of a loop are made")

    /// All of them, in the order of the flow.
    public static let ofServices: [Moment] = [
        .coreAfterStateCheck, .coreAfterStateChange, .coreAfterGateway,
        .dispatcherAfterQuery, .dispatcherAfterProduce, .dispatcherBeforeCommit,
        .dispatcherAPIAfterProduce,
        .proxyBeforeCreate, .proxyAfterCreate, .proxyAfterPut, .proxyAfterProduce, .proxyBeforeCommit,
        .proxyBeforeUpdateWrite, .proxyBeforeNotifyWrite, .proxyBeforeOpeningWrite, .proxyPublished,
        .checkoutAfterCart,
        .updaterBeforeReport, .updaterAfterReport, .updaterBeforeCommit,
        .pollerLoopBegins, .pollerAfterQuery, .pollerLoopEnds,
    ]
}
