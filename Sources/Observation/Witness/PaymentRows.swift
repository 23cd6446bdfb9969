import PaymentModel
import World

/// An instant that has not come.
package let never: Int64 = -1

/// What is known of an application while it or one of its payments is open. Instants are nanoseconds of virtual time.
package struct ApplicationRow: Identifiable, Sendable {
    package let id: EntityID
    /// Nil when nobody has told.
    package var tenant: TenantID?
    package var status: ApplicationStatus?
    /// Slot of its newest payment, from which the others hang.
    package var payment: Int?
    /// In 1500 for the first time, as far as anybody has told.
    package var submitted = never
    package var left1500 = never
    package var payLinkShown = never

    package init(id: EntityID) { self.id = id }

    package var isIn1500: Bool { submitted != never && left1500 == never }
}

/// What is known of a payment while it is open, and for some time after.
package struct PaymentRow: Identifiable, Sendable {
    package let id: EntityID
    /// In order of first mention, from 0.
    package let number: UInt64
    /// Slot of its application; nil until an event names it.
    package var application: Int?
    /// Slot of the next payment of the same application.
    package var sibling: Int?
    /// Of its latest event.
    package var status: PaymentStatus?
    package var eventID: EntityID?
    package var viewStatus: PaymentStatus?
    /// How the money moved; nil until it has.
    package var way: MoneyMovement.Way?
    package var disagrees = false
    package var checks: Int32 = 0
    /// Of its latest event, in seconds since 1970.
    package var lastCheck: Int64?
    package var nextCheck: Int64?

    package var creationPending = never
    package var paymentPending = never
    package var moneyMoved = never
    package var completePublished = never
    package var completeInView = never
    package var pageShowsIt = never
    /// Since when nothing more is awaited of it.
    package var settled = never

    package init(id: EntityID, number: UInt64) {
        self.id = id
        self.number = number
    }

    /// Whether truth, topic, view and application tell different stories.
    package func viewsDisagree(_ application: ApplicationRow?) -> Bool {
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

    package func isSettled(_ application: ApplicationRow?) -> Bool {
        status?.isFinal == true && !viewsDisagree(application)
    }

    package func lifeLine(_ application: ApplicationRow?, tenant: String) -> PaymentLifeLine {
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
