import PaymentModel
import Testing
import VirtualTime

@testable import Observation

@Suite("Promises, checked while payments live")
struct PromiseTests {
    @Test("A good life breaks no promise")
    func goodLife() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.goodLife(2, from: 200)
        let report = story.finish(at: 40_000)
        #expect(report.violations == [])
        #expect(report.judge([], duration: .seconds(40_000)).verdict == .held)
    }

    @Test("A second payment of one application is found when it appears")
    func secondPayment() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.published(.creationPending, 2, of: 1, createdAt: 110, at: 110)
        let report = story.finish(at: 200)
        #expect(report.violations.map(\.invariant) == ["I1"])
        #expect(report.violations.first?.subject == story.application(1).description)
        #expect(report.violations.first?.instantNanoseconds == 110 * second)
        #expect(report.judge([], duration: .seconds(200)).verdict == .wrong)
    }

    @Test("A payment may follow one that failed")
    func paymentAfterFailure() {
        let story = PaymentStory()
        story.submitted(1, at: 0)
        story.published(.creationPending, 1, at: 1)
        story.published(.creationFailed, 1, at: 2)
        story.published(.creationPending, 2, of: 1, at: 3)
        #expect(story.finish(at: 10).violations == [])
    }

    @Test("A second debt position is found")
    func secondPosition() {
        let story = PaymentStory()
        story.published(.creationPending, 1, at: 1)
        story.tell(.positionOpened(payment: story.payment(1), IntermediaryID(0)), at: 2)
        #expect(story.witness.promises.log.kept == [])
        story.tell(.positionOpened(payment: story.payment(1), IntermediaryID(0)), at: 3)
        #expect(story.finish(at: 10).violations.map(\.invariant) == ["I2"])
    }

    @Test("An anomaly is a violation that says what it means")
    func anomaly() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, at: 1)
        story.published(.paymentStarted, 1, at: 2)
        story.published(.paymentPending, 1, at: 3)
        let found = story.finish(at: 10).violations
        #expect(found.map(\.invariant) == ["I4"])
        let message = "PAYMENT_STARTED -> PAYMENT_PENDING is not in the diagram: the citizen gave up online"
        #expect(found.first?.message == message)
    }

    @Test("A payment written back over COMPLETE breaks I4 and I5")
    func writtenBackOverComplete() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.published(.paymentStarted, 1, at: 300)
        #expect(story.finish(at: 310).violations.map(\.invariant) == ["I4", "I5"])
    }

    @Test("An event id is found again however late its payment republishes it")
    func lateRepublication() {
        let story = PaymentStory()
        let reused = EntityID(high: 7, low: 7)
        story.published(.paymentPending, 1, eventID: reused, at: 1)
        story.published(.paymentPending, 1, eventID: reused, at: 80_000)
        #expect(story.finish(at: 80_001).violations.map(\.invariant) == ["I9"])
    }

    @Test("An application event that comes twice is found")
    func repeatedApplicationEvent() {
        let story = PaymentStory()
        for instant in [1, 2] as [Int64] {
            let event = EntityID(high: 7, low: 8)
            story.tell(.applicationPublished(story.application(1), .draft, event: event), at: instant)
        }
        #expect(story.finish(at: 3).violations.map(\.invariant) == ["I9"])
    }

    @Test("A paid payment that nobody publishes is found two hours later where the intermediary notifies")
    func notifiedPaymentUnpublished() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, check: (0, 3_600), at: 0)
        story.moneyMoved(1, at: 100)
        story.pass(to: 7_300)
        #expect(story.witness.promises.log.kept == [])
        story.witness.pass(to: VirtualInstant(nanoseconds: 7_300 * second + 1))
        let found = story.finish(at: 8_000).violations
        #expect(found.map(\.invariant) == ["I6"])
        #expect(found.first?.instantNanoseconds == 7_300 * second)
    }

    @Test("Where the intermediary is polled a paid payment has one step of its schedule and ten minutes")
    func polledPaymentUnpublished() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, check: (0, 3_600), at: 0)
        story.moneyMoved(1, notifies: false, at: 100)
        let found = story.finish(at: 10_000).violations
        #expect(found.map(\.instantNanoseconds) == [(100 + 3_600 + 600) * second])
    }

    @Test("An application that stays in 1500 after COMPLETE is found ten minutes later")
    func applicationStaysIn1500() {
        let story = PaymentStory()
        story.submitted(1, at: 0)
        story.published(.paymentPending, 1, at: 1)
        story.published(.complete, 1, at: 2)
        let report = story.finish(at: 700)
        #expect(report.violations.map(\.invariant) == ["I7"])
        #expect(report.violations.first?.instantNanoseconds == 602 * second)
        #expect(report.judge([], duration: .seconds(700)).verdict == .stuck)
    }

    @Test("An application whose event was lost is found five minutes later")
    func lostApplicationEvent() {
        let story = PaymentStory()
        story.reached(.paymentPending, 1, at: 50)
        let found = story.finish(at: 1_000).violations
        #expect(found.map(\.invariant) == ["I16"])
        #expect(found.first?.instantNanoseconds == 350 * second)
    }

    @Test("An application that needs no payment is owed none")
    func applicationWithoutPayment() {
        let story = PaymentStory()
        story.reached(.draft, 1, at: 1)
        story.reached(.preSubmit, 1, at: 2)
        #expect(story.finish(at: 1_000).violations == [])
    }

    @Test("A promise that is still within its term at the end is not judged")
    func openPromiseAtTheEnd() {
        let story = PaymentStory()
        story.reached(.paymentPending, 1, at: 50)
        #expect(story.finish(at: 349).violations == [])
    }

    @Test("A promise made under faults is owed from their end")
    func faultsStopTheClock() {
        let story = PaymentStory { $0.faultsEnd = seconds(1_000) }
        story.reached(.paymentPending, 1, at: 50)
        story.pass(to: 1_300)
        #expect(story.witness.promises.log.kept == [])
        #expect(story.finish(at: 2_000).violations.map(\.instantNanoseconds) == [1_300 * second])
    }

    @Test("A settled payment whose link is opened after it was forgotten is no violation")
    func lateLinkOpening() {
        let story = PaymentStory { $0.remembrance = .seconds(1_000) }
        story.goodLife(1, from: 0)
        story.pass(to: 5_000)
        #expect(story.witness.payments.count == 0)
        story.published(.complete, 1, at: 5_001)
        #expect(story.finish(at: 5_002).violations == [])
    }

    @Test("A forgotten payment that is written back to an open state is found")
    func lateReopening() {
        let story = PaymentStory { $0.remembrance = .seconds(1_000) }
        story.goodLife(1, from: 0)
        story.published(.paymentStarted, 1, at: 5_001)
        #expect(story.finish(at: 5_002).violations.map(\.invariant) == ["I4"])
    }
}
