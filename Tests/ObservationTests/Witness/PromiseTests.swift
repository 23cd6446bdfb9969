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

    @Test("A second payment of one application is found when it appears, and named with its rival")
    func secondPayment() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.published(.creationPending, 2, of: 1, createdAt: 110, at: 110)
        let report = story.finish(at: 200)
        let found = report.broken("I1")
        #expect(found.map(\.subject) == ["application \(story.application(1))"])
        #expect(found.first?.instantNanoseconds == 110 * second)
        #expect(found.first?.message.contains("payment \(story.payment(2)) is CREATION_PENDING while") == true)
        #expect(found.first?.message.contains("payment \(story.payment(1)), active since 2 s,") == true)
        #expect(report.judge([], duration: .seconds(200)).verdict == .wrong)
    }

    @Test("A finding names payment, application, tenant and service")
    func namesOfAFinding() throws {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.published(.paymentStarted, 1, at: 300)
        let found = try #require(story.finish(at: 310).broken("I5").first)
        #expect(found.subject == "payment \(story.payment(1))")
        let names = "(application \(story.application(1)), tenant comune-di-prova, service \(story.payment(3)))"
        #expect(found.message == "COMPLETE -> PAYMENT_STARTED, written by proxy:1.0.0, leaves a final state \(names)")
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
        story.published(.creationPending, 1, amount: .oneCent, at: 1)
        story.positionOpened(1, at: 2)
        #expect(story.witness.promises.log.count(.oneDebtPosition) == 0)
        story.positionOpened(1, notice: 5, at: 3)
        #expect(story.finish(at: 10).broken("I2").count == 1)
    }

    @Test("An anomaly is a violation that says what it means")
    func anomaly() throws {
        let story = PaymentStory()
        story.published(.paymentPending, 1, at: 1)
        story.published(.paymentStarted, 1, at: 2)
        story.published(.paymentPending, 1, at: 3)
        let found = try #require(story.finish(at: 10).broken("I4").first)
        let message = "PAYMENT_STARTED -> PAYMENT_PENDING is not in the diagram; a citizen who gives up online makes"
        #expect(found.message.hasPrefix(message))
    }

    @Test("A payment written back over COMPLETE breaks I4 and I5")
    func writtenBackOverComplete() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.published(.paymentStarted, 1, at: 300)
        let report = story.finish(at: 310)
        #expect(report.broken("I4").count == 1)
        #expect(report.broken("I5").count == 1)
    }

    @Test("An event id is found again however late its payment republishes it")
    func lateRepublication() {
        let story = PaymentStory()
        let reused = EntityID(high: 7, low: 7)
        story.published(.paymentPending, 1, eventID: reused, at: 1)
        story.published(.paymentPending, 1, eventID: reused, at: 80_000)
        #expect(story.finish(at: 80_001).broken("I9").count == 1)
    }

    @Test("An application event that comes twice is found, and is no second submission")
    func repeatedApplicationEvent() {
        let story = PaymentStory()
        let event = story.applicationEvent(.submitted, 1)
        for instant in [1, 2] as [Int64] { story.tell(.applicationPublished(event), at: instant) }
        #expect(story.finish(at: 3).violations.map(\.invariant) == ["I9"])
    }

    @Test("An application that is acquired twice by two events is found")
    func acquiredTwice() {
        let story = PaymentStory()
        for instant in [1, 2] as [Int64] {
            story.tell(.applicationPublished(story.applicationEvent(.submitted, 1)), at: instant)
        }
        #expect(story.finish(at: 3).violations.map(\.invariant) == ["I19"])
    }

    @Test("An application that stays in 1500 after COMPLETE is found ten minutes later")
    func applicationStaysIn1500() {
        let story = PaymentStory()
        story.submitted(1, at: 0)
        story.published(.paymentPending, 1, check: (0, 60), at: 1)
        story.moneyMoved(1, at: 1)
        story.published(.complete, 1, at: 2)
        let report = story.finish(at: 700)
        #expect(report.broken("I7").map(\.instantNanoseconds) == [602 * second])
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

    @Test("An application that needs no payment is owed none, and owes none at 1900")
    func applicationWithoutPayment() {
        let story = PaymentStory()
        story.reached(.draft, 1, at: 1)
        story.reached(.preSubmit, 1, at: 2)
        story.reached(.submitted, 1, at: 3)
        #expect(story.finish(at: 1_000).violations == [])
    }

    @Test("A promise that is still within its term at the end is not judged")
    func openPromiseAtTheEnd() {
        let story = PaymentStory()
        story.reached(.paymentPending, 1, at: 50)
        #expect(story.finish(at: 349).violations == [])
    }

    @Test("Where faults stop the clock a promise made under them is owed from their end")
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
        story.published(.paymentStarted, 1, check: (5_000, 5_060), at: 5_001)
        #expect(story.finish(at: 5_002).violations.map(\.invariant) == ["I4"])
    }

    @Test("A run says of each promise whether it was put to the test")
    func exercised() throws {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        let outcomes = story.finish(at: 200).promises
        let money = try #require(outcomes.first { $0.invariant == .paidOnce })
        #expect(money.isExercised && money.missing == [])
        let sessions = try #require(outcomes.first { $0.invariant == .ownSession })
        #expect(!sessions.isExercised)
        let data = try #require(outcomes.first { $0.invariant == .dataConserved })
        #expect(data.missing.contains("a split") && data.missing.contains("a debtor said again"))
    }

    @Test("Harm that the rules allow is counted and named, and makes no verdict")
    func serviceFindings() {
        let story = PaymentStory()
        story.submitted(1, at: 0)
        story.published(.creationPending, 1, at: 1)
        story.viewShows(.creationPending, 1, at: 2)
        story.published(.creationFailed, 1, at: 3)
        story.viewShows(.creationFailed, 1, at: 4)
        story.tell(.applicationPublished(story.applicationEvent(.paymentPending, 1)), at: 5)
        let report = story.finish(at: 10_000)
        #expect(report.violations.map(\.invariant) == ["I18"])
        #expect(report.value("violations.service") == 1)
        #expect(report.judge([], duration: .seconds(10_000)).verdict == .held)
    }
}
