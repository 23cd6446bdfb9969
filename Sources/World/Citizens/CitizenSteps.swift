import PaymentModel

/// What a citizen learns.
enum CitizenEvent: Equatable {
    /// The timer is over.
    case due
    /// Core accepted the application.
    case accepted(EntityID)
    /// The page knows of no payable payment yet.
    case notYet
    /// The page offers the links.
    case payable(payment: EntityID, online: LinkNumber, notice: LinkNumber)
    /// The page says that the creation failed.
    case creationFailed
    /// The page says that the payment has been received.
    case received
    /// The browser has come to Core's page.
    case sentBack
    /// The browser has come to a page that takes payments.
    case sessionOpened
    /// The node holds the notice for this session.
    case locked
    /// The notice's document.
    case notice(UInt64)
    /// The money has moved.
    case paid
    /// The session ended without money: the PSP said no, the citizen left, or the token ran out.
    case unpaid
    /// The node refused: paid already, locked by another, expired, unknown.
    case blocked
    /// An answer that says no, or none at all.
    case failed
}

/// What the driver does next for a citizen.
enum CitizenAction: Equatable {
    case submit
    case readPayment
    case openOnline
    case openNotice
    case readApplication
    /// Asks the node for the notice.
    case lockNotice
    /// Ends the session as planned.
    case endSession
    /// Leaves the session and follows its way back.
    case land
    case payAtCounter
    case wait(nanoseconds: Int64)
    case leave(CitizenEnd)
}

/// What else starts besides the action: another tab, another payment.
struct CitizenStep: Equatable {
    enum Offshoot: Equatable {
        case secondTab(afterNanoseconds: Int64)
        case counterPayment(afterNanoseconds: Int64)
    }

    var action: CitizenAction
    var offshoot: Offshoot?

    init(_ action: CitizenAction, offshoot: Offshoot? = nil) {
        self.action = action
        self.offshoot = offshoot
    }
}
