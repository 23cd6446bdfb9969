import Containers
import PaymentModel
import VirtualTime

/// What an intermediary does with a second request for the same IUD (<doc:/PaymentModel/Intermediaries>).
public enum RepeatedIUD: String, Sendable, Hashable, CaseIterable {
    /// Efil-like: the second request is refused.
    case duplicateRefused
    /// MyPay-like: the position is updated and its notice given again.
    case upsert
    /// REST-like: another position with another notice is opened beside the first.
    case secondPosition
}

/// The debt positions of one intermediary: the rules of opening, paying and asking, without IO.
///
/// Positions are numbered as they are opened, and the number is the base of the notice: reading a notice needs no
/// search.
/// A position that was closed long ago shrinks to the instant and the amount of its payment.
struct DebtPositions: ~Copyable, Sendable {
    struct Position: Sendable {
        let payment: EntityID
        var amount: EuroCents
        let creditor: UInt32
        var due: Timestamp?
        /// The node's lock, held by a session until its token expires.
        var lockedUntil = VirtualInstant.start
        var lockHolder = SessionID.none
    }

    /// When the money for a notice moved, and when a question for the status learns of it.
    struct Settlement: Equatable, Sendable {
        let paid: VirtualInstant
        let statusShows: VirtualInstant
    }

    /// What is known of one notice. A question for the status, as nearly all are, needs no more than it.
    private struct Entry: Sendable {
        /// Nil while the notice is open.
        var settlement: Settlement?
        var rest: Rest
    }

    /// The position itself, or what is left of it.
    private enum Rest: Sendable {
        case kept(SlotToken)
        case archived(amount: EuroCents)
    }

    enum Opening: Equatable {
        case opened(NoticeCode)
        case again(NoticeCode)
        case refused(NoticeCode)
    }

    /// What a question for the status learns.
    enum Status: Equatable {
        case unpaid
        case paid(VirtualInstant)
        case unknown
    }

    let segregationCode: Int
    let repeatedIUD: RepeatedIUD
    /// Whether a notice can be paid after its due date; pagoPA itself does not block it (<doc:/PaymentModel/PagoPA>).
    let payableAfterDue: Bool

    private var entries: [Entry] = []
    private var positions = SlotTable<Position>()
    /// The newest notice of each IUD that is kept.
    private var numbers: [EntityID: UInt32] = [:]

    init(segregationCode: Int, repeatedIUD: RepeatedIUD, payableAfterDue: Bool) {
        self.segregationCode = segregationCode
        self.repeatedIUD = repeatedIUD
        self.payableAfterDue = payableAfterDue
    }

    /// Positions held in full.
    var keptCount: Int { positions.count }
    /// Positions ever opened.
    var openedCount: Int { entries.count }

    // MARK: Opening

    mutating func open(payment: EntityID, amount: EuroCents, creditor: UInt32, due: Timestamp?) -> Opening {
        if let number = numbers[payment] {
            let notice = notice(UInt64(number))
            switch repeatedIUD {
            case .duplicateRefused: return .refused(notice)
            case .upsert:
                guard settlement(of: notice) == nil else { return .again(notice) }
                change(notice) {
                    $0.amount = amount
                    $0.due = due
                }
                return .again(notice)
            case .secondPosition: break
            }
        }
        precondition(entries.count < Int(UInt32.max), "An intermediary numbers four thousand million positions.")
        let position = Position(payment: payment, amount: amount, creditor: creditor, due: due)
        numbers[payment] = UInt32(entries.count)
        entries.append(Entry(rest: .kept(positions.insert(position))))
        return .opened(notice(UInt64(entries.count - 1)))
    }

    private func notice(_ number: UInt64) -> NoticeCode {
        NoticeCode(segregationCode: segregationCode, base: number)
    }

    // MARK: Asking

    /// The place of a notice among the entries; nil when it was never issued.
    private func place(of notice: NoticeCode) -> Int? {
        guard notice.segregationCode == segregationCode, notice.base < UInt64(entries.count) else { return nil }
        return Int(notice.base)
    }

    private func token(of notice: NoticeCode) -> SlotToken? {
        guard let place = place(of: notice), case .kept(let token) = entries[place].rest else { return nil }
        return token
    }

    /// The position in full; nil when it was never opened or is archived.
    func position(_ notice: NoticeCode) -> Position? { token(of: notice).map { positions[$0] } }

    /// What the notice asks for; nil when it was never issued.
    func amount(_ notice: NoticeCode) -> EuroCents? {
        guard let place = place(of: notice) else { return nil }
        switch entries[place].rest {
        case .archived(let amount): return amount
        case .kept(let token): return positions[token].amount
        }
    }

    func status(_ notice: NoticeCode, now: VirtualInstant) -> Status {
        guard let place = place(of: notice) else { return .unknown }
        guard let settlement = entries[place].settlement, settlement.statusShows <= now else { return .unpaid }
        return .paid(settlement.paid)
    }

    /// The payment of a notice; nil while it is open.
    func settlement(of notice: NoticeCode) -> Settlement? { place(of: notice).flatMap { entries[$0].settlement } }

    /// Why the node would refuse the notice to `session` now; nil when it would not.
    func fault(_ notice: NoticeCode, for session: SessionID, now: Timestamp, at instant: VirtualInstant) -> NodeFault? {
        if case .paid = status(notice, now: .distantFuture) { return .duplicated }
        guard let position = position(notice) else { return .unknown }
        if position.lockedUntil > instant, position.lockHolder != session { return .ongoing }
        if let due = position.due, !payableAfterDue, now > due { return .expired }
        return nil
    }

    // MARK: Paying

    private mutating func change(_ notice: NoticeCode, _ body: (inout Position) -> Void) {
        guard let token = token(of: notice) else { preconditionFailure("A position that is dealt with is kept.") }
        body(&positions[token])
    }

    mutating func lock(_ notice: NoticeCode, for session: SessionID, until end: VirtualInstant) {
        change(notice) {
            $0.lockHolder = session
            $0.lockedUntil = end
        }
    }

    /// Ends the lock that `session` holds, if it still does.
    mutating func unlock(_ notice: NoticeCode, by session: SessionID) {
        guard let position = position(notice), position.lockHolder == session else { return }
        change(notice) { $0.lockedUntil = .start }
    }

    /// The money has moved. Traps on a position that is paid: the node is asked before.
    mutating func pay(_ notice: NoticeCode, at instant: VirtualInstant, statusShows: VirtualInstant) {
        precondition(settlement(of: notice) == nil, "A notice is paid once.")
        change(notice) { $0.lockedUntil = .start }
        entries[Int(notice.base)].settlement = Settlement(paid: instant, statusShows: statusShows)
    }

    /// Forgets all of a paid position but when and what was paid; its IUD is free again.
    mutating func archive(_ notice: NoticeCode) {
        guard let token = token(of: notice), let paid = settlement(of: notice)?.paid else { return }
        let position = positions.remove(token)
        // By now the status shows it, however late it was to.
        entries[Int(notice.base)] = Entry(
            settlement: Settlement(paid: paid, statusShows: paid), rest: .archived(amount: position.amount))
        if numbers[position.payment] == UInt32(notice.base) { numbers[position.payment] = nil }
    }
}
