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
    /// Slot of its newest payment, from which the others hang.
    var payment: SlotToken?
    /// In 1500 for the first time, as far as anybody has told.
    var submitted = never
    var left1500 = never
    var payLinkShown = never

    init(id: EntityID) { self.id = id }

    var isIn1500: Bool { submitted != never && left1500 == never }
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
    var eventID: EntityID?
    var viewStatus: PaymentStatus?
    /// How the money moved; nil until it has.
    var way: MoneyMovement.Way?
    var disagrees = false
    var checks: Int32 = 0
    /// Of its latest event, in seconds since 1970.
    var lastCheck: Int64?
    var nextCheck: Int64?

    var creationPending = never
    var paymentPending = never
    var moneyMoved = never
    var completePublished = never
    var completeInView = never
    var pageShowsIt = never
    /// Since when nothing more is awaited of it.
    var settled = never

    init(id: EntityID, number: UInt64) {
        self.id = id
        self.number = number
    }

    /// Whether truth, topic, view and application tell different stories.
    func viewsDisagree(_ application: ApplicationRow?) -> Bool {
        if moneyMoved != never && status != .complete { return true }
        if status != viewStatus { return true }
        return status == .complete && application?.isIn1500 == true
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
