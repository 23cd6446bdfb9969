import PaymentModel
import Testing

@testable import Observation

@Suite("Promises that hold at every moment")
struct SafetyPromiseTests {
    private let payment = EntityID(high: 1, low: 1)
    private let other = EntityID(high: 1, low: 2)
    private let application = EntityID(high: 2, low: 1)

    private func move(
        _ payment: EntityID? = nil, of application: EntityID? = nil, from: PaymentStatus?, to: PaymentStatus
    ) -> Evidence {
        .paymentMoved(
            PaymentMove(payment ?? self.payment, of: application ?? self.application, from: from, to: to))
    }

    @Test("I4 passes every move of the diagram and finds every other")
    func i4FollowsTheDiagram() {
        var promise = AllowedTransitions()
        let origins = [nil] + PaymentStatus.allCases.map { Optional($0) }
        var allowed = 0
        for from in origins {
            for to in PaymentStatus.allCases where from != to {
                let violations = promise.violations(of: move(from: from, to: to))
                let isInDiagram = PaymentTransitions.documented.allowed.contains { $0.from == from && $0.to == to }
                #expect(violations.isEmpty == isInDiagram, "\(String(describing: from)) -> \(to)")
                if isInDiagram { allowed += 1 }
            }
        }
        #expect(allowed == 10)
    }

    @Test("I4 tells the anomalies that have a name by what they mean, and in no internal word")
    func i4TellsAnomalies() {
        var promise = AllowedTransitions()
        for (from, to, name) in PaymentTransitions.documented.anomalies where from != to {
            let message = promise.violations(of: move(from: from, to: to)).first?.message ?? ""
            #expect(message.hasPrefix("\(from.rawValue) -> \(to.rawValue) is not in the diagram: "))
            #expect(!message.contains(name.rawValue), "\(message)")
        }
        let first = promise.violations(of: move(from: nil, to: .complete)).first?.message
        #expect(first == "(none) -> COMPLETE is not in the diagram")
    }

    @Test("Publishing the same status again is no move")
    func sameStatusIsNoMove() {
        var (transitions, kept) = (AllowedTransitions(), FinalStateKept())
        for status in PaymentStatus.allCases {
            #expect(transitions.violations(of: move(from: status, to: status)) == [])
            #expect(kept.violations(of: move(from: status, to: status)) == [])
        }
    }

    @Test("Leaving any final state breaks I5, and leaving an open one does not")
    func i5KeepsFinalStates() {
        var promise = FinalStateKept()
        for from in PaymentStatus.allCases {
            for to in PaymentStatus.allCases where from != to {
                let message = promise.violations(of: move(from: from, to: to)).first?.message
                let expected = "\(from.rawValue) -> \(to.rawValue) leaves a final state"
                #expect(message == (from.isFinal ? expected : nil))
            }
        }
    }

    @Test("I1 counts a completed payment as active")
    func i1CountsCompleted() {
        var promise = OneActivePayment()
        #expect(promise.violations(of: move(from: nil, to: .complete)) == [])
        let found = promise.violations(of: move(other, from: nil, to: .creationPending), at: 2)
        #expect(found.map(\.instantNanoseconds) == [2])
        #expect(found.first?.subject == application.description)
        #expect(found.first?.message == "payment \(other) is active beside \(payment)")
    }

    @Test("I1 lets applications have their payments side by side")
    func i1IsPerApplication() {
        var promise = OneActivePayment()
        #expect(promise.violations(of: move(from: nil, to: .creationPending)) == [])
        let elsewhere = EntityID(high: 2, low: 2)
        #expect(promise.violations(of: move(other, of: elsewhere, from: nil, to: .creationPending)) == [])
    }

    @Test("I1 finds a dead payment that comes back beside its successor")
    func i1FindsTheRevived() {
        var promise = OneActivePayment()
        _ = promise.violations(of: move(from: nil, to: .creationPending))
        _ = promise.violations(of: move(from: .creationPending, to: .creationFailed))
        #expect(promise.violations(of: move(other, from: nil, to: .creationPending)) == [])
        #expect(promise.violations(of: move(from: .creationFailed, to: .creationPending)).count == 1)
    }

    @Test("I1 forgets a payment that no longer counts")
    func i1Forgets() {
        var promise = OneActivePayment()
        _ = promise.violations(of: move(from: nil, to: .complete))
        _ = promise.violations(of: .forgotten(payment: payment, application: application))
        #expect(promise.remembered == 0)
        #expect(promise.violations(of: move(other, from: nil, to: .creationPending)) == [])
    }

    @Test("I2 counts positions of each payment by itself")
    func i2CountsPositions() {
        var promise = OneDebtPosition()
        let first = Evidence.positionOpened(payment: payment)
        #expect(promise.violations(of: first) == [])
        #expect(promise.violations(of: .positionOpened(payment: other)) == [])
        for count in 2...3 {
            let message = "\(count) debt positions were opened at the intermediary"
            #expect(promise.violations(of: first).map(\.message) == [message])
        }
        _ = promise.violations(of: .forgotten(payment: payment, application: application))
        #expect(promise.violations(of: first) == [])
    }

    @Test("I9 names the event that is published again")
    func i9NamesTheEvent() {
        var promise = EventIDUnique()
        #expect(promise.violations(of: .eventPublished(other, latest: nil)) == [])
        let found = promise.violations(of: .eventPublished(other, latest: nil), at: 7)
        #expect(found.map(\.message) == ["event_id \(other) is published again"])
        #expect(found.map(\.invariant) == ["I9"])
    }

    @Test("A flood of one violation hides no other, and all are counted")
    func floodHidesNothing() {
        var log = ViolationLog(keptPerInvariant: 3)
        for number in 0..<1_000 {
            log.add(EventIDUnique.violation(at: Int64(number), of: payment, "again"))
        }
        log.add(PaidBecomesComplete.violation(at: 1_000, of: payment, "late"))
        #expect(log.kept.map(\.instantNanoseconds) == [0, 1, 2, 1_000])
        #expect(log.count(.eventIDUnique) == 1_000)
        #expect(log.count(.safety) == 1_000)
        #expect(log.count(.liveness) == 1)
    }

    @Test("Every invariant has its name, its kind and a promise of its own")
    func everyInvariantIsNamed() {
        #expect(Set(Invariant.allCases.map(\.promise)).count == Invariant.allCases.count)
        let safety = Invariant.allCases.filter { $0.kind == .safety }.map(\.rawValue)
        #expect(safety == ["I1", "I2", "I4", "I5", "I9"])
    }
}
