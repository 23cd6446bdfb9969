import Containers
import PaymentModel
import Testing
import VirtualTime

@testable import World

@Suite("The debt positions of an intermediary")
struct DebtPositionsTests {
    private let payment = EntityID(high: 1, low: 2)
    private let amount = EuroCents(cents: 4_210)
    private let noon = Timestamp(secondsSinceEpoch: 1_740_999_600)

    private func positions(_ mode: RepeatedIUD = .secondPosition, payableAfterDue: Bool = true) -> DebtPositions {
        DebtPositions(segregationCode: 2, repeatedIUD: mode, payableAfterDue: payableAfterDue)
    }

    private func seconds(_ value: Int64) -> VirtualInstant { VirtualInstant(nanoseconds: value * 1_000_000_000) }

    private func open(_ positions: inout DebtPositions, due: Timestamp? = nil) -> NoticeCode {
        guard case .opened(let notice) = positions.open(payment: payment, amount: amount, creditor: 0, due: due) else {
            preconditionFailure("A first request opens a position.")
        }
        return notice
    }

    @Test("An intermediary that refuses duplicates keeps one position")
    func duplicateRefused() {
        var positions = positions(.duplicateRefused)
        let notice = open(&positions)
        #expect(positions.open(payment: payment, amount: amount, creditor: 0, due: nil) == .refused(notice))
        #expect(positions.openedCount == 1)
    }

    @Test("An intermediary that upserts gives the same notice for the new amount")
    func upsert() {
        var positions = positions(.upsert)
        let notice = open(&positions)
        #expect(
            positions.open(payment: payment, amount: EuroCents(cents: 5), creditor: 0, due: nil) == .again(notice))
        #expect(positions.position(notice)?.amount == EuroCents(cents: 5))
        #expect(positions.openedCount == 1)
    }

    @Test("An upsert does not touch what has been paid")
    func upsertAfterPayment() {
        var positions = positions(.upsert)
        let notice = open(&positions)
        positions.pay(notice, at: seconds(1), statusShows: seconds(1))
        _ = positions.open(payment: payment, amount: EuroCents(cents: 5), creditor: 0, due: nil)
        #expect(positions.position(notice)?.amount == amount)
    }

    @Test("A REST-like intermediary opens a second position with another notice")
    func secondPosition() {
        var positions = positions(.secondPosition)
        let first = open(&positions)
        let second = open(&positions)
        #expect(first != second)
        #expect(positions.fault(second, for: .none, now: noon, at: .start) == nil)
        positions.pay(first, at: seconds(1), statusShows: seconds(1))
        // Two IUVs for one debt can both be paid: the node sees the IUV only.
        #expect(positions.fault(second, for: .none, now: noon, at: seconds(2)) == nil)
        #expect(positions.fault(first, for: .none, now: noon, at: seconds(2)) == .duplicated)
    }

    @Test("A question for the status learns of a payment only after the lag")
    func statusLags() {
        var positions = positions()
        let notice = open(&positions)
        positions.pay(notice, at: seconds(10), statusShows: seconds(70))
        #expect(positions.status(notice, now: seconds(69)) == .unpaid)
        #expect(positions.status(notice, now: seconds(70)) == .paid(seconds(10)))
        #expect(positions.status(NoticeCode(segregationCode: 2, base: 9), now: seconds(70)) == .unknown)
        #expect(positions.status(NoticeCode(segregationCode: 3, base: 0), now: seconds(70)) == .unknown)
    }

    @Test("A lock keeps other sessions out until it ends, and only its holder ends it early")
    func locksExclude() {
        var positions = positions()
        let notice = open(&positions)
        let mine = SessionID(token: SlotToken(slot: 1, generation: 0))
        let other = SessionID(token: SlotToken(slot: 2, generation: 0))
        positions.lock(notice, for: mine, until: seconds(900))
        #expect(positions.fault(notice, for: mine, now: noon, at: seconds(1)) == nil)
        #expect(positions.fault(notice, for: other, now: noon, at: seconds(1)) == .ongoing)
        positions.unlock(notice, by: other)
        #expect(positions.fault(notice, for: other, now: noon, at: seconds(1)) == .ongoing)
        #expect(positions.fault(notice, for: other, now: noon, at: seconds(900)) == nil)
        positions.unlock(notice, by: mine)
        #expect(positions.fault(notice, for: other, now: noon, at: seconds(1)) == nil)
    }

    @Test("After the due date only an intermediary that says so refuses")
    func dueDateIsASwitch() {
        for payable in [true, false] {
            var positions = positions(payableAfterDue: payable)
            let notice = open(&positions, due: noon)
            #expect(positions.fault(notice, for: .none, now: noon, at: .start) == nil)
            let later = positions.fault(notice, for: .none, now: noon.adding(seconds: 1), at: .start)
            #expect(later == (payable ? nil : .expired))
        }
    }

    @Test("An archived position still says that and what was paid, frees its place and its IUD")
    func archiveKeepsTheFact() {
        var positions = positions(.duplicateRefused)
        let notice = open(&positions)
        positions.archive(notice)
        #expect(positions.keptCount == 1)
        positions.pay(notice, at: seconds(10), statusShows: seconds(70))
        positions.archive(notice)
        #expect(positions.keptCount == 0)
        #expect(positions.status(notice, now: seconds(80)) == .paid(seconds(10)))
        #expect(positions.amount(notice) == amount)
        #expect(positions.fault(notice, for: .none, now: noon, at: seconds(80)) == .duplicated)
        #expect(open(&positions) != notice)
        #expect(positions.keptCount == 1)
    }
}
