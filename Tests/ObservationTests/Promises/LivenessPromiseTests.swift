import PaymentModel
import Testing

@testable import Observation

@Suite("Promises that something happens within a term")
struct LivenessPromiseTests {
    private func id(_ number: UInt64) -> EntityID { EntityID(high: 3, low: number) }

    private func move(
        _ payment: UInt64, of application: UInt64 = 9, from: PaymentStatus? = .paymentPending, to: PaymentStatus,
        in1500: Bool = false
    ) -> Evidence {
        .paymentMoved(
            PaymentMove(
                payment: id(payment), application: id(application), from: from, to: to, applicationIsIn1500: in1500))
    }

    @Test("I6 is met by COMPLETE and missed without it")
    func i6NotifiedPayment() {
        var promise = PaidBecomesComplete()
        for number in [1, 2] as [UInt64] {
            #expect(promise.findings(of: .paid(payment: id(number), checkStep: nil)) == [])
        }
        #expect(promise.findings(of: move(1, to: .complete)) == [])
        #expect(promise.unmet(before: 7_200 * second) == [])
        let unmet = promise.unmet(before: 7_200 * second + 1)
        #expect(unmet.map(\.subject) == [.payment(id(2))])
        #expect(unmet.first?.text == "paid, and not published as COMPLETE 2 h later, since 0 s")
        #expect(promise.remembered == 0)
    }

    @Test("I6 gives a polled payment one step of its schedule and ten minutes")
    func i6PolledPayment() {
        var promise = PaidBecomesComplete()
        _ = promise.findings(of: .paid(payment: id(1), checkStep: .seconds(12_342)))
        let unmet = promise.unmet(before: .max)
        #expect(unmet.map(\.instant) == [12_942 * second])
        #expect(unmet.first?.text == "paid, and not published as COMPLETE 3 h 35 min 42 s later, since 0 s")
    }

    @Test("I7 is met by the application's move and missed without it")
    func i7ApplicationMoves() {
        var promise = CompleteMovesApplication()
        _ = promise.findings(of: move(1, of: 1, to: .complete, in1500: true))
        _ = promise.findings(of: move(2, of: 2, to: .complete, in1500: true))
        _ = promise.findings(of: .applicationLeft1500(id(2)))
        let unmet = promise.unmet(before: 600 * second + 1)
        #expect(unmet.map(\.subject) == [.application(id(1))])
        #expect(unmet.first?.text == "COMPLETE, and its application still in 1500 10 min later, since 0 s")
    }

    @Test("I7 asks nothing of an application that has left 1500 before")
    func i7ApplicationHadMoved() {
        var promise = CompleteMovesApplication()
        _ = promise.findings(of: move(1, to: .complete, in1500: false))
        #expect(promise.unmet(before: .max) == [])
    }

    @Test("I16 is met by a payment, or when the application goes on without one")
    func i16ApplicationGetsPayment() {
        var promise = ApplicationGetsPayment()
        for number in 1...3 as ClosedRange<UInt64> {
            _ = promise.findings(of: .applicationEntered1500(id(number)))
        }
        _ = promise.findings(of: move(7, of: 1, from: nil, to: .creationPending))
        _ = promise.findings(of: .applicationLeft1500(id(2)))
        let unmet = promise.unmet(before: 300 * second + 1)
        #expect(unmet.map(\.subject) == [.application(id(3))])
        #expect(unmet.first?.text == "in 1500 without a payment 5 min later, since 0 s")
    }

    @Test("A promise made under faults is owed its term from their end")
    func faultsStopTheClock() {
        var promise = ApplicationGetsPayment(faultsEnd: 1_000 * second)
        _ = promise.findings(of: .applicationEntered1500(id(1)), at: 50 * second)
        #expect(promise.unmet(before: 1_300 * second) == [])
        #expect(promise.unmet(before: 1_300 * second + 1).map(\.instant) == [1_300 * second])
    }
}
