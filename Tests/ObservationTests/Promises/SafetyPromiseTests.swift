import PaymentModel
import Testing
import VirtualTime

@testable import Observation
@testable import World

@Suite("Promises that hold at every moment")
struct SafetyPromiseTests {
    private let payment = EntityID(high: 1, low: 1)
    private let other = EntityID(high: 1, low: 2)
    private let application = EntityID(high: 2, low: 1)

    private func move(
        _ payment: EntityID? = nil, of application: EntityID? = nil, from: PaymentStatus?, to: PaymentStatus
    ) -> Evidence {
        .paymentMoved(
            PaymentMove(
                payment: payment ?? self.payment, application: application ?? self.application, from: from, to: to))
    }

    @Test("I4 passes every move of the diagram and finds every other")
    func i4FollowsTheDiagram() {
        var promise = AllowedTransitions()
        let origins = [nil] + PaymentStatus.allCases.map { Optional($0) }
        var allowed = 0
        for from in origins {
            for to in PaymentStatus.allCases where from != to {
                let violations = promise.findings(of: move(from: from, to: to))
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
            let message = promise.findings(of: move(from: from, to: to)).first?.text ?? ""
            #expect(message.hasPrefix("\(from.rawValue) -> \(to.rawValue) is not in the diagram; "))
            #expect(!message.contains(name.rawValue), "\(message)")
        }
        let first = promise.findings(of: move(from: nil, to: .complete)).first?.text
        #expect(first == "(none) -> COMPLETE is not in the diagram")
    }

    @Test("Publishing the same status again is no move")
    func sameStatusIsNoMove() {
        var (transitions, kept) = (AllowedTransitions(), FinalStateKept())
        for status in PaymentStatus.allCases {
            #expect(transitions.findings(of: move(from: status, to: status)) == [])
            #expect(kept.findings(of: move(from: status, to: status)) == [])
        }
    }

    @Test("Leaving any final state breaks I5, and leaving an open one does not")
    func i5KeepsFinalStates() {
        var promise = FinalStateKept()
        for from in PaymentStatus.allCases {
            for to in PaymentStatus.allCases where from != to {
                let message = promise.findings(of: move(from: from, to: to)).first?.text
                let expected = "\(from.rawValue) -> \(to.rawValue) leaves a final state"
                #expect(message == (from.isFinal ? expected : nil))
            }
        }
    }

    @Test("I1 counts a completed payment as active")
    func i1CountsCompleted() {
        var promise = OneActivePayment()
        #expect(promise.findings(of: move(from: nil, to: .complete)) == [])
        let found = promise.findings(of: move(other, from: nil, to: .creationPending), at: 2)
        #expect(found.map(\.instant) == [2])
        #expect(found.first?.subject == .application(application))
        #expect(found.first?.text.hasPrefix("payment \(other) is CREATION_PENDING while payment \(payment), ") == true)
    }

    @Test("I1 lets applications have their payments side by side")
    func i1IsPerApplication() {
        var promise = OneActivePayment()
        #expect(promise.findings(of: move(from: nil, to: .creationPending)) == [])
        let elsewhere = EntityID(high: 2, low: 2)
        #expect(promise.findings(of: move(other, of: elsewhere, from: nil, to: .creationPending)) == [])
    }

    @Test("I1 finds a dead payment that comes back beside its successor")
    func i1FindsTheRevived() {
        var promise = OneActivePayment()
        _ = promise.findings(of: move(from: nil, to: .creationPending))
        _ = promise.findings(of: move(from: .creationPending, to: .creationFailed))
        #expect(promise.findings(of: move(other, from: nil, to: .creationPending)) == [])
        #expect(promise.findings(of: move(from: .creationFailed, to: .creationPending)).count == 1)
    }

    @Test("I1 forgets a payment that no longer counts")
    func i1Forgets() {
        var promise = OneActivePayment()
        _ = promise.findings(of: move(from: nil, to: .complete))
        _ = promise.findings(of: .forgotten(payment: payment, SampleEvents.place, application: application))
        #expect(promise.remembered == 0)
        #expect(promise.findings(of: move(other, from: nil, to: .creationPending)) == [])
    }

    private func opened(_ payment: EntityID, notice: UInt64) -> Evidence {
        .positionOpened(
            PositionOpening(
                payment: payment, intermediary: 0, notice: NoticeCode(segregationCode: 0, base: notice),
                amount: EuroCents(cents: 100), creditorTaxCode: "01000000001", debtorTaxCode: "RSSMRA80A01H501U",
                reason: "", due: nil, instant: .start))
    }

    @Test("I2 counts positions of each payment by itself, and names both notices")
    func i2CountsPositions() {
        var promise = OneDebtPosition()
        #expect(promise.findings(of: opened(payment, notice: 1)) == [])
        #expect(promise.findings(of: opened(other, notice: 2)) == [])
        for count in 2...3 {
            let text = promise.findings(of: opened(payment, notice: UInt64(count + 1))).first?.text ?? ""
            #expect(text.hasPrefix("\(count) debt positions were opened: notice "))
            #expect(text.contains(NoticeCode(segregationCode: 0, base: 1).description))
        }
        _ = promise.findings(of: .forgotten(payment: payment, SampleEvents.place, application: application))
        #expect(promise.findings(of: opened(payment, notice: 9)) == [])
    }

    @Test("I9 names the event that is published again, its topic and whose it is")
    func i9NamesTheEvent() {
        var promise = EventIDUnique()
        let ofPayment = Evidence.eventPublished(other, of: .payment(payment), latest: nil)
        #expect(promise.findings(of: ofPayment) == [])
        let found = promise.findings(of: ofPayment, at: 7)
        #expect(found.map(\.subject) == [.payment(payment)])
        #expect(found.map(\.invariant) == [.eventIDUnique])
        #expect(found[0].text.contains("topic payments has event_id \(other)"))
        let next = Evidence.eventPublished(other, of: .application(application), latest: other)
        let text = promise.findings(of: next).first?.text ?? ""
        #expect(text.contains("topic applications") && text.hasSuffix("the payment's event before it"))
    }

    @Test("A flood of one violation hides no other, and all are counted")
    func floodHidesNothing() {
        var log = ViolationLog(keptPerInvariant: 3)
        for number in 0..<1_000 {
            log.add(EventIDUnique.finding(at: Int64(number), .payment(payment), "again"))
        }
        log.add(PaidBecomesComplete.finding(at: 1_000, .payment(payment), "late"))
        #expect(log.kept.map(\.instant) == [0, 1, 2, 1_000])
        #expect(log.count(.eventIDUnique) == 1_000)
        #expect(log.count(.safety) == 1_000)
        #expect(log.count(.liveness) == 1)
    }

    @Test("Every promise has its name, its statement, its occasions and its grade")
    func everyInvariantIsNamed() {
        let all = Invariant.allCases
        #expect(all.map(\.rawValue) == (1...28).map { "I\($0)" })
        #expect(Set(all.map(\.promise)).count == all.count)
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Invariant.eventIDUnique.name == "event id unique")
        #expect(all.allSatisfy { (1...32).contains($0.occasions.count) })
        #expect(all.filter { $0.grade == .service }.map(\.rawValue) == ["I18", "I20"])
        let liveness = ["I6", "I7", "I11", "I14", "I15", "I16", "I17", "I21", "I25", "I28"]
        #expect(all.filter { $0.grade == .liveness }.map(\.rawValue) == liveness)
    }

    @Test("The panel has every promise once, in the order of their names")
    func panelHasAll() {
        let panel = PromisePanel(loopTime: .seconds(90), start: SampleEvents.start)
        #expect(panel.outcomes.map(\.invariant) == Invariant.allCases)
        #expect(panel.outcomes.allSatisfy { !$0.isExercised && $0.missing == $0.invariant.occasions })
    }
}
