import PaymentModel
import ServicePorts
import World

/// A fact as a story tells it: what is not heard at any door of Kafka, network or store.
package struct FactWords: Sendable {
    /// Where facts happen that no process has.
    package enum Place: Sendable, Equatable {
        case citizens
        /// By its position in the world's list.
        case intermediary(Int)
        case view
    }

    package var kind: StoryEvent.Kind
    package var place: Place
    package var text: String
    /// Whom it is about: payments and applications.
    package var subjects: [EntityID]
    /// The row, of the view.
    package var body: Payload = .empty

    private init(_ kind: StoryEvent.Kind, _ place: Place, _ subjects: [EntityID?], _ text: String) {
        self.kind = kind
        self.place = place
        self.text = text
        self.subjects = subjects.compactMap(\.self)
    }

    /// Nil for a fact that concerns no single payment, and for one that Kafka, network and stores tell better.
    package init?(_ fact: Fact) {
        switch fact {
        case .applicationSubmitted(let application, _, let amount, _):
            self.init(.citizen, .citizens, [application], "has submitted the application, which asks for \(amount) EUR")
        case .payLinkShown(let application, let payment):
            self.init(.citizen, .citizens, [application, payment], "the page offers to pay")
        case .pageShowed(let application, let payment):
            self.init(.citizen, .citizens, [application, payment], "the page says that the payment has been received")
        case .sessionReached(let payment, let paying):
            let notice = paying.map { $0 == payment ? "this payment" : "payment \($0)" } ?? "a notice nobody knows"
            self.init(.citizen, .citizens, [payment, paying], "has come to a page that takes money for \(notice)")
        case .landed(let payment, let word, let hasPaid):
            self.init(
                .citizen, .citizens, [payment],
                "is back on the page, told \(word.rawValue), \(hasPaid ? "having paid" : "without having paid")")
        case .citizenLeft(let end, let application):
            self.init(.citizen, .citizens, [application], "is done: \(end)")
        case .attemptRefused(let fault, let payment):
            self.init(.money, .citizens, [payment], "the node refuses the attempt to pay: \(fault.rawValue)")
        case .sessionEnded(let end, let payment):
            self.init(.money, .citizens, [payment], "the payment session has ended: \(end)")
        case .positionOpened(let position):
            self.init(
                .money, .intermediary(position.intermediary), [position.payment],
                "opens a debt position of \(position.amount) EUR, notice \(position.notice)")
        case .moneyMoved(let movement):
            let way = movement.way == .online ? "online" : "at a counter"
            self.init(
                .money, .intermediary(movement.intermediary), [movement.payment],
                "\(movement.amount) EUR are paid \(way), notice \(movement.notice)")
        case .viewTookRow(let event):
            self.init(
                .row, .view, [event.id, event.origin.remoteID], "the row of the payment is \(event.status.rawValue)")
            body = .value(event)
        default: return nil
        }
    }
}
