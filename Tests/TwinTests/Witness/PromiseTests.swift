import PaymentModel
import Testing

@testable import Twin

@Suite("Promises, checked while payments live")
struct PromiseTests {
    @Test func `a good life breaks no promise`() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.goodLife(2, from: 200)
        let report = story.finish(at: 40_000)
        #expect(report.violations == [])
        #expect(report.judge([], duration: .seconds(40_000)).verdict == .held)
    }

    @Test func `a second payment of one application is found when it appears`() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.published(.creationPending, 2, of: 1, createdAt: 110, at: 110)
        let report = story.finish(at: 200)
        #expect(report.violations.map(\.invariant) == ["I1"])
        #expect(report.violations.first?.subject == story.application(1).description)
        #expect(report.violations.first?.instantNanoseconds == 110 * second)
        #expect(report.judge([], duration: .seconds(200)).verdict == .wrong)
    }

    @Test func `a payment may follow one that failed`() {
        let story = PaymentStory()
        story.submitted(1, at: 0)
        story.published(.creationPending, 1, at: 1)
        story.published(.creationFailed, 1, at: 2)
        story.published(.creationPending, 2, of: 1, at: 3)
        #expect(story.finish(at: 10).violations == [])
    }

    @Test func `a second debt position is found`() {
        let story = PaymentStory()
        story.published(.creationPending, 1, at: 1)
        story.witness.positionOpened(for: story.payment(1), at: 2 * second)
        #expect(story.witness.invariants.log.kept == [])
        story.witness.positionOpened(for: story.payment(1), at: 3 * second)
        #expect(story.finish(at: 10).violations.map(\.invariant) == ["I2"])
    }

    @Test func `an anomaly is a violation under its name`() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, at: 1)
        story.published(.paymentStarted, 1, at: 2)
        story.published(.paymentPending, 1, at: 3)
        let found = story.finish(at: 10).violations
        #expect(found.map(\.invariant) == ["I4"])
        #expect(found.first?.message.contains("abandonedOnline") == true)
    }

    @Test func `a payment written back over COMPLETE breaks I4 and I5`() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.published(.paymentStarted, 1, at: 300)
        #expect(story.finish(at: 310).violations.map(\.invariant) == ["I4", "I5"])
    }

    @Test func `an event id is found again however late its payment republishes it`() {
        let story = PaymentStory()
        let reused = EntityID(high: 7, low: 7)
        story.published(.paymentPending, 1, eventID: reused, at: 1)
        story.published(.paymentPending, 1, eventID: reused, at: 80_000)
        #expect(story.finish(at: 80_001).violations.map(\.invariant) == ["I9"])
    }

    @Test func `an application event that comes twice is found`() {
        let story = PaymentStory()
        story.witness.otherEventPublished(EntityID(high: 7, low: 8), at: second)
        story.witness.otherEventPublished(EntityID(high: 7, low: 8), at: 2 * second)
        #expect(story.finish(at: 3).violations.map(\.invariant) == ["I9"])
    }

    @Test func `a paid payment that nobody publishes is found two hours later where the intermediary notifies`() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, check: (0, 3_600), at: 0)
        story.moneyMoved(1, at: 100)
        story.witness.pass(to: 7_300 * second)
        #expect(story.witness.invariants.log.kept == [])
        story.witness.pass(to: 7_300 * second + 1)
        let found = story.finish(at: 8_000).violations
        #expect(found.map(\.invariant) == ["I6"])
        #expect(found.first?.instantNanoseconds == 7_300 * second)
    }

    @Test func `where the intermediary is polled a paid payment has one step of its schedule and ten minutes`() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, check: (0, 3_600), at: 0)
        story.moneyMoved(1, notifies: false, at: 100)
        let found = story.finish(at: 10_000).violations
        #expect(found.map(\.instantNanoseconds) == [(100 + 3_600 + 600) * second])
    }

    @Test func `an application that stays in 1500 after COMPLETE is found ten minutes later`() {
        let story = PaymentStory()
        story.submitted(1, at: 0)
        story.published(.paymentPending, 1, at: 1)
        story.published(.complete, 1, at: 2)
        let report = story.finish(at: 700)
        #expect(report.violations.map(\.invariant) == ["I7"])
        #expect(report.violations.first?.instantNanoseconds == 602 * second)
        #expect(report.judge([], duration: .seconds(700)).verdict == .stuck)
    }

    @Test func `an application whose event was lost is found five minutes later`() {
        let story = PaymentStory()
        story.reached(.paymentPending, 1, at: 50)
        let found = story.finish(at: 1_000).violations
        #expect(found.map(\.invariant) == ["I16"])
        #expect(found.first?.instantNanoseconds == 350 * second)
    }

    @Test func `an application that needs no payment is owed none`() {
        let story = PaymentStory()
        story.reached(.draft, 1, at: 1)
        story.reached(.preSubmit, 1, at: 2)
        #expect(story.finish(at: 1_000).violations == [])
    }

    @Test func `a promise that is still within its term at the end is not judged`() {
        let story = PaymentStory()
        story.reached(.paymentPending, 1, at: 50)
        #expect(story.finish(at: 349).violations == [])
    }

    @Test func `a promise made under faults is owed from their end`() {
        let story = PaymentStory { $0.faultsEnd = 1_000 * second }
        story.reached(.paymentPending, 1, at: 50)
        story.witness.pass(to: 1_300 * second)
        #expect(story.witness.invariants.log.kept == [])
        #expect(story.finish(at: 2_000).violations.map(\.instantNanoseconds) == [1_300 * second])
    }

    @Test func `a settled payment whose link is opened after it was forgotten is no violation`() {
        let story = PaymentStory { $0.remembrance = .seconds(1_000) }
        story.goodLife(1, from: 0)
        story.witness.pass(to: 5_000 * second)
        #expect(story.witness.payments.count == 0)
        story.published(.complete, 1, at: 5_001)
        #expect(story.finish(at: 5_002).violations == [])
    }

    @Test func `a forgotten payment that is written back to an open state is found`() {
        let story = PaymentStory { $0.remembrance = .seconds(1_000) }
        story.goodLife(1, from: 0)
        story.published(.paymentStarted, 1, at: 5_001)
        #expect(story.finish(at: 5_002).violations.map(\.invariant) == ["I4"])
    }
}
