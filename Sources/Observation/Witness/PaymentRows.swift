import Containers
import PaymentModel
import World

/// An instant that has not come.
let never: Int64 = -1

/// What is known of an application while it or one of its payments is open. Instants are nanoseconds of virtual time.
struct ApplicationRow: Identifiable, Sendable {
    let id: EntityID
    /// Nil when nobody has told.
    var tenant: TenantID?
    var status: ApplicationStatus?
    /// As Core stored it last; nil when nobody has told.
    var latest: ApplicationEvent?
    /// Whether topic `applications` has an event of it.
    var isPublished = false
    /// Slot of its newest payment, from which the others hang.
    var payment: SlotToken?
    /// Its citizen came.
    var arrived = never
    /// In 1500 for the first time, as far as anybody has told.
    var submitted = never
    var left1500 = never
    var payLinkShown = never

    init(id: EntityID) { self.id = id }

    var isIn1500: Bool { submitted != never && left1500 == never }
}

/// What is kept of an event to compare others with it. It holds no reference: to keep the event itself would cost more
/// than the comparison.
struct EventMark: Sendable {
    let id: EntityID
    let createdAt: Timestamp
    let status: PaymentStatus

    init(_ event: PaymentEvent) {
        id = event.envelope.eventID
        createdAt = event.envelope.createdAt
        status = event.status
    }
}

/// What is known of a payment while it is open, and for some time after.
struct PaymentRow: Identifiable, Sendable {
    let id: EntityID
    /// In order of first mention, from 0.
    let number: UInt64
    /// Slot of its application; nil until an event names it.
    var application: SlotToken?
    /// Slot of the next payment of the same application.
    var sibling: SlotToken?
    /// Of its latest event.
    var status: PaymentStatus?
    /// Its latest event.
    var latest: PaymentEvent?
    /// How often its events changed their writer.
    var writerChanges: UInt8 = 0
    /// Of its events the one that `event_created_at` puts last, and of equals the one published last.
    var greatest: EventMark?
    /// The view's row.
    var row: EventMark?
    /// How the money moved; nil until it has.
    var way: MoneyMovement.Way?
    var disagrees = false
    var checks: Int32 = 0

    var creationPending = never
    var paymentPending = never
    var moneyMoved = never
    /// From when the intermediary's status says so.
    var moneyShows = never
    /// Whether the intermediary tells the proxy of the money by itself.
    var isNotified = false
    var completePublished = never
    var completeInView = never
    var pageShowsIt = never
    /// Since when nothing more is awaited of it.
    var settled = never

    init(id: EntityID, number: UInt64) {
        self.id = id
        self.number = number
    }

    /// Whether the view's row is the greatest event. Inlined, or the whole row would be copied to be asked.
    @inline(__always)
    var viewAgrees: Bool { row?.id == greatest?.id }

    /// Seconds from its latest check to the next one; nil where none is planned.
    var checkStep: Duration? {
        guard let links = latest?.state.links.update, let next = links.nextCheckAt, let last = links.lastCheckAt else {
            return nil
        }
        return .seconds(max(next.seconds(since: last), 0))
    }

    /// Whether truth, topic, view and application tell different stories.
    func viewsDisagree(_ application: ApplicationRow?) -> Bool {
        if moneyMoved != never && status != .complete { return true }
        if status != row?.status { return true }
        return status == .complete && application?.isIn1500 == true
    }

    /// Who does not know of the money that has moved, in words.
    func strangersToTheMoney(_ application: ApplicationRow?) -> [String] {
        var strangers: [String] = []
        if status != .complete { strangers.append("the topic (\(status?.rawValue ?? "no event"))") }
        if row?.status != .complete { strangers.append("the view (\(row?.status.rawValue ?? "no row"))") }
        if application?.isIn1500 == true { strangers.append("the application (in 1500)") }
        return strangers
    }

    /// The word for how it was paid.
    private var channel: String {
        switch way {
        case .online: "online"
        case .atCounter: "offline"
        case nil: "unknown"
        }
    }

    func isSettled(_ application: ApplicationRow?) -> Bool {
        status?.isFinal == true && !viewsDisagree(application)
    }

    func lifeLine(_ application: ApplicationRow?, tenant: String) -> PaymentLifeLine {
        func known(_ instant: Int64) -> Int64? { instant == never ? nil : instant }
        var line = PaymentLifeLine(
            paymentID: id.description, applicationID: application?.id.description ?? "", tenant: tenant,
            channel: channel, status: status?.rawValue ?? "", checks: Int(checks))
        line.arrived = known(application?.arrived ?? never)
        line.submitted = known(application?.submitted ?? never)
        line.creationPending = known(creationPending)
        line.paymentPending = known(paymentPending)
        line.payLinkShown = known(application?.payLinkShown ?? never)
        line.moneyMoved = known(moneyMoved)
        line.completePublished = known(completePublished)
        line.completeInView = known(completeInView)
        line.applicationMoved = known(application?.left1500 ?? never)
        line.pageShowsIt = known(pageShowsIt)
        return line
    }
}
