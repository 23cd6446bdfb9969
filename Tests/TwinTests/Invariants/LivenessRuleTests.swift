import PaymentModel
import Testing

@testable import Observation
@testable import Twin

@Suite("Liveness rules")
struct LivenessRuleTests {
    private func id(_ number: UInt64) -> EntityID { EntityID(high: 3, low: number) }

    @Test func `what is owed comes due in order of deadline, and of equals in order of making`() {
        var obligations = Obligations()
        for (number, deadline) in [(1, 50), (2, 20), (3, 50), (4, 10)] as [(UInt64, Int64)] {
            obligations.owe(id(number), since: 0, until: deadline)
        }
        var order: [EntityID] = []
        while let overdue = obligations.nextOverdue(before: 100) { order.append(overdue.subject) }
        #expect(order == [4, 2, 1, 3].map(id))
        #expect(obligations.count == 0)
    }

    @Test func `a deadline has passed only after its instant`() {
        var obligations = Obligations()
        obligations.owe(id(1), since: 0, until: 10)
        #expect(obligations.nextOverdue(before: 10) == nil)
        #expect(obligations.nextOverdue(before: 11)?.deadline == 10)
    }

    @Test func `a settled obligation never comes due, and its successor has its own term`() {
        var obligations = Obligations()
        obligations.owe(id(1), since: 0, until: 10)
        obligations.settle(id(1))
        obligations.owe(id(1), since: 5, until: 15)
        #expect(obligations.nextOverdue(before: 15) == nil)
        #expect(obligations.nextOverdue(before: 16) == .init(subject: id(1), since: 5, deadline: 15))
    }

    @Test func `a second promise to the same subject does not prolong the first`() {
        var obligations = Obligations()
        obligations.owe(id(1), since: 0, until: 10)
        obligations.owe(id(1), since: 5, until: 15)
        #expect(obligations.nextOverdue(before: 12)?.deadline == 10)
        #expect(obligations.nextOverdue(before: 100) == nil)
    }

    @Test func `I6 is met by COMPLETE and missed without it`() {
        var rule = PaidBecomesComplete()
        rule.paid(id(1), checkStep: nil, at: 0)
        rule.paid(id(2), checkStep: nil, at: 0)
        rule.completePublished(id(1))
        let end = 2 * 3_600 * second + 1
        #expect(rule.nextUnmet(before: end)?.subject == id(2).description)
        #expect(rule.nextUnmet(before: end) == nil)
    }

    @Test func `I7 is met by the application's move and missed without it`() {
        var rule = CompleteMovesApplication()
        rule.completePublished(for: id(1), at: 0)
        rule.completePublished(for: id(2), at: 0)
        rule.applicationLeft1500(id(2))
        #expect(rule.nextUnmet(before: 600 * second + 1)?.subject == id(1).description)
        #expect(rule.nextUnmet(before: 600 * second + 1) == nil)
    }

    @Test func `I16 is met by a payment, or when the application goes on without one`() {
        var rule = ApplicationGetsPayment()
        for number in 1...3 as ClosedRange<UInt64> { rule.entered1500(id(number), at: 0) }
        rule.paymentPublished(for: id(1))
        rule.left1500(id(2))
        #expect(rule.nextUnmet(before: 300 * second + 1)?.subject == id(3).description)
        #expect(rule.nextUnmet(before: 300 * second + 1) == nil)
    }
}
