import PaymentModel
import Testing

@testable import Observation

@Suite("Obligations")
struct ObligationTests {
    private func id(_ number: UInt64) -> EntityID { EntityID(high: 3, low: number) }

    @Test("What is owed comes due in order of deadline, and of equals in order of making")
    func orderOfDeadlines() {
        var obligations = Obligations()
        for (number, deadline) in [(1, 50), (2, 20), (3, 50), (4, 10)] as [(UInt64, Int64)] {
            obligations.owe(id(number), since: 0, until: deadline)
        }
        var order: [EntityID] = []
        while let overdue = obligations.nextOverdue(before: 100) { order.append(overdue.subject) }
        #expect(order == [4, 2, 1, 3].map(id))
        #expect(obligations.count == 0)
    }

    @Test("A deadline has passed only after its instant")
    func deadlineIsInclusive() {
        var obligations = Obligations()
        obligations.owe(id(1), since: 0, until: 10)
        #expect(obligations.nextOverdue(before: 10) == nil)
        #expect(obligations.nextOverdue(before: 11)?.deadline == 10)
    }

    @Test("A settled obligation never comes due, and its successor has its own term")
    func settledObligation() {
        var obligations = Obligations()
        obligations.owe(id(1), since: 0, until: 10)
        obligations.settle(id(1))
        obligations.owe(id(1), since: 5, until: 15)
        #expect(obligations.nextOverdue(before: 15) == nil)
        #expect(obligations.nextOverdue(before: 16) == .init(subject: id(1), since: 5, deadline: 15))
    }

    @Test("A second promise to the same subject does not prolong the first")
    func secondPromise() {
        var obligations = Obligations()
        obligations.owe(id(1), since: 0, until: 10)
        obligations.owe(id(1), since: 5, until: 15)
        #expect(obligations.nextOverdue(before: 12)?.deadline == 10)
        #expect(obligations.nextOverdue(before: 100) == nil)
    }
}
