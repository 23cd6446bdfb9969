import PaymentModel
import Testing

@testable import Observation
@testable import Twin

@Suite("Safety rules")
struct SafetyRuleTests {
    private let payment = EntityID(high: 1, low: 1)
    private let other = EntityID(high: 1, low: 2)
    private let application = EntityID(high: 2, low: 1)

    @Test func `every move of the diagram passes I4 and every other is found`() {
        let rule = AllowedTransitions()
        let origins = [nil] + PaymentStatus.allCases.map { Optional($0) }
        var allowed = 0
        for from in origins {
            for to in PaymentStatus.allCases where from != to {
                let violation = rule.moved(payment, from: from, to: to, at: 1)
                let isInDiagram = PaymentTransitions.documented.allowed.contains { $0.from == from && $0.to == to }
                #expect((violation == nil) == isInDiagram, "\(String(describing: from)) -> \(to)")
                if isInDiagram { allowed += 1 }
            }
        }
        #expect(allowed == 10)
    }

    @Test func `publishing the same status again is no move`() {
        for status in PaymentStatus.allCases {
            #expect(AllowedTransitions().moved(payment, from: status, to: status, at: 1) == nil)
            #expect(FinalStateKept().moved(payment, from: status, to: status, at: 1) == nil)
        }
    }

    @Test func `leaving any final state breaks I5, and leaving an open one does not`() {
        for from in PaymentStatus.allCases {
            for to in PaymentStatus.allCases where from != to {
                let violation = FinalStateKept().moved(payment, from: from, to: to, at: 1)
                #expect((violation != nil) == from.isFinal)
            }
        }
    }

    @Test func `I1 counts a completed payment as active`() {
        var rule = OneActivePayment()
        #expect(rule.payment(payment, of: application, isActive: OneActivePayment.isActive(.complete), at: 1) == nil)
        #expect(rule.payment(other, of: application, isActive: true, at: 2)?.instantNanoseconds == 2)
    }

    @Test func `I1 lets applications have their payments side by side`() {
        var rule = OneActivePayment()
        #expect(rule.payment(payment, of: application, isActive: true, at: 1) == nil)
        #expect(rule.payment(other, of: EntityID(high: 2, low: 2), isActive: true, at: 1) == nil)
    }

    @Test func `I1 finds a dead payment that comes back beside its successor`() {
        var rule = OneActivePayment()
        _ = rule.payment(payment, of: application, isActive: true, at: 1)
        _ = rule.payment(payment, of: application, isActive: false, at: 2)
        #expect(rule.payment(other, of: application, isActive: true, at: 3) == nil)
        #expect(rule.payment(payment, of: application, isActive: true, at: 4) != nil)
    }

    @Test func `I2 counts positions of each payment by itself`() {
        var rule = OneDebtPosition()
        #expect(rule.positionOpened(for: payment, at: 1) == nil)
        #expect(rule.positionOpened(for: other, at: 2) == nil)
        #expect(rule.positionOpened(for: payment, at: 3)?.message == "2 debt positions were opened at the intermediary")
        #expect(rule.positionOpened(for: payment, at: 4)?.message == "3 debt positions were opened at the intermediary")
    }

    @Test func `a flood of one violation hides no other, and all are counted`() {
        var log = ViolationLog(keptPerInvariant: 3)
        for number in 0..<1_000 {
            log.add(Invariant.eventIDUnique.violation(at: Int64(number), of: "event", "again"))
        }
        log.add(Invariant.paidBecomesComplete.violation(at: 1_000, of: "payment", "late"))
        #expect(log.kept.map(\.instantNanoseconds) == [0, 1, 2, 1_000])
        #expect(log.count(.eventIDUnique) == 1_000)
        #expect(log.count(.safety) == 1_000)
        #expect(log.count(.liveness) == 1)
    }
}
