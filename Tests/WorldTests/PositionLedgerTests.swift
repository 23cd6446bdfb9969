import PaymentModel
import Testing
import VirtualTime

@testable import World

@Suite("The ledger of debt positions")
struct PositionLedgerTests {
    private let payment = EntityID(high: 1, low: 2)
    private let amount = EuroCents(cents: 4_210)
    private let noon = Timestamp(secondsSinceEpoch: 1_740_999_600)

    private func ledger(_ mode: RepeatedIUD = .secondPosition, payableAfterDue: Bool = true) -> PositionLedger {
        PositionLedger(segregationCode: 2, repeatedIUD: mode, payableAfterDue: payableAfterDue)
    }

    private func seconds(_ value: Int64) -> VirtualInstant { VirtualInstant(nanoseconds: value * 1_000_000_000) }

    private func open(_ ledger: inout PositionLedger, due: Timestamp? = nil) -> NoticeCode {
        guard case .opened(let notice) = ledger.open(payment: payment, amount: amount, creditor: 0, due: due) else {
            preconditionFailure("A first request opens a position.")
        }
        return notice
    }

    @Test("An intermediary that refuses duplicates keeps one position")
    func duplicateRefused() {
        var ledger = ledger(.duplicateRefused)
        let notice = open(&ledger)
        #expect(ledger.open(payment: payment, amount: amount, creditor: 0, due: nil) == .refused(notice))
        #expect(ledger.openedCount == 1)
    }

    @Test("An intermediary that upserts gives the same notice for the new amount")
    func upsert() {
        var ledger = ledger(.upsert)
        let notice = open(&ledger)
        #expect(
            ledger.open(payment: payment, amount: EuroCents(cents: 5), creditor: 0, due: nil) == .again(notice))
        #expect(ledger.position(notice)?.amount == EuroCents(cents: 5))
        #expect(ledger.openedCount == 1)
    }

    @Test("An upsert does not touch what has been paid")
    func upsertAfterPayment() {
        var ledger = ledger(.upsert)
        let notice = open(&ledger)
        ledger.pay(notice, at: seconds(1), statusShows: seconds(1))
        _ = ledger.open(payment: payment, amount: EuroCents(cents: 5), creditor: 0, due: nil)
        #expect(ledger.position(notice)?.amount == amount)
    }

    @Test("A REST-like intermediary opens a second position with another notice")
    func secondPosition() {
        var ledger = ledger(.secondPosition)
        let first = open(&ledger)
        let second = open(&ledger)
        #expect(first != second)
        #expect(ledger.fault(second, for: .none, now: noon, at: .start) == nil)
        ledger.pay(first, at: seconds(1), statusShows: seconds(1))
        // Two IUVs for one debt can both be paid: the node sees the IUV only.
        #expect(ledger.fault(second, for: .none, now: noon, at: seconds(2)) == nil)
        #expect(ledger.fault(first, for: .none, now: noon, at: seconds(2)) == .duplicated)
    }

    @Test("A question for the status learns of a payment only after the lag")
    func statusLags() {
        var ledger = ledger()
        let notice = open(&ledger)
        ledger.pay(notice, at: seconds(10), statusShows: seconds(70))
        #expect(ledger.status(notice, now: seconds(69)) == .unpaid)
        #expect(ledger.status(notice, now: seconds(70)) == .paid(seconds(10)))
        #expect(ledger.status(NoticeCode(segregationCode: 2, base: 9), now: seconds(70)) == .unknown)
        #expect(ledger.status(NoticeCode(segregationCode: 3, base: 0), now: seconds(70)) == .unknown)
    }

    @Test("A lock keeps other sessions out until it ends, and only its holder ends it early")
    func locksExclude() {
        var ledger = ledger()
        let notice = open(&ledger)
        let (mine, other) = (SessionID(slot: 1, generation: 0), SessionID(slot: 2, generation: 0))
        ledger.lock(notice, for: mine, until: seconds(900))
        #expect(ledger.fault(notice, for: mine, now: noon, at: seconds(1)) == nil)
        #expect(ledger.fault(notice, for: other, now: noon, at: seconds(1)) == .ongoing)
        ledger.unlock(notice, by: other)
        #expect(ledger.fault(notice, for: other, now: noon, at: seconds(1)) == .ongoing)
        #expect(ledger.fault(notice, for: other, now: noon, at: seconds(900)) == nil)
        ledger.unlock(notice, by: mine)
        #expect(ledger.fault(notice, for: other, now: noon, at: seconds(1)) == nil)
    }

    @Test("After the due date only an intermediary that says so refuses")
    func dueDateIsASwitch() {
        for payable in [true, false] {
            var ledger = ledger(payableAfterDue: payable)
            let notice = open(&ledger, due: noon)
            #expect(ledger.fault(notice, for: .none, now: noon, at: .start) == nil)
            let later = ledger.fault(notice, for: .none, now: noon.adding(seconds: 1), at: .start)
            #expect(later == (payable ? nil : .expired))
        }
    }

    @Test("An archived position still says that and what was paid, frees its place and its IUD")
    func archiveKeepsTheFact() {
        var ledger = ledger(.duplicateRefused)
        let notice = open(&ledger)
        ledger.archive(notice)
        #expect(ledger.keptCount == 1)
        ledger.pay(notice, at: seconds(10), statusShows: seconds(70))
        ledger.archive(notice)
        #expect(ledger.keptCount == 0)
        #expect(ledger.status(notice, now: seconds(80)) == .paid(seconds(10)))
        #expect(ledger.amount(notice) == amount)
        #expect(ledger.fault(notice, for: .none, now: noon, at: seconds(80)) == .duplicated)
        #expect(open(&ledger) != notice)
        #expect(ledger.keptCount == 1)
    }
}
