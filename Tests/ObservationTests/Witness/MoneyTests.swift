import PaymentModel
import Testing
import VirtualTime

@testable import Observation
@testable import World

@Suite("Promises of money")
struct MoneyTests {
    @Test("A paid payment that nobody publishes is found two hours later where the intermediary notifies")
    func notifiedPaymentUnpublished() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, check: (0, 3_600), at: 0)
        story.moneyMoved(1, at: 100)
        story.pass(to: 7_300)
        #expect(story.witness.promises.log.count(.paidBecomesComplete) == 0)
        story.witness.pass(to: VirtualInstant(nanoseconds: 7_300 * second + 1))
        let found = story.finish(at: 8_000).broken("I6")
        #expect(found.map(\.instantNanoseconds) == [7_300 * second])
    }

    @Test("Where the intermediary is polled a paid payment has one step of its schedule and ten minutes")
    func polledPaymentUnpublished() {
        let story = PaymentStory()
        story.published(.paymentPending, 1, check: (0, 3_600), at: 0)
        story.moneyMoved(1, notifies: false, at: 100)
        let found = story.finish(at: 10_000).broken("I6")
        #expect(found.map(\.instantNanoseconds) == [(100 + 3_600 + 600) * second])
    }

    @Test("The step that counts is the one in force when the status shows the money, not when it moved")
    func stepInForce() {
        func due(showing: Int64) -> [Int64] {
            let story = PaymentStory()
            story.published(.paymentPending, 1, check: (0, 60), at: 0)
            story.moneyMoved(1, notifies: false, statusShows: showing, at: 30)
            story.published(.paymentPending, 1, check: (60, 360), at: 60)
            story.published(.paymentPending, 1, check: (360, 3_960), at: 360)
            return story.finish(at: 90_000).broken("I6").map { $0.instantNanoseconds / second }
        }
        #expect(due(showing: 200) == [200 + 300 + 600])
        #expect(due(showing: 1_000) == [1_000 + 3_600 + 600])
    }

    @Test("A check that was asked a moment before the money showed gives its own step")
    func checkedAMomentBefore() {
        func due(checked: Int64) -> [Int64] {
            let story = PaymentStory()
            story.published(.paymentPending, 1, check: (0, 300), at: 0)
            story.moneyMoved(1, notifies: false, statusShows: 299, at: 100)
            story.published(.paymentPending, 1, check: (checked, checked + 3_600), at: checked + 1)
            return story.finish(at: 90_000).broken("I6").map { $0.instantNanoseconds / second }
        }
        #expect(due(checked: 300) == [299 + 3_600 + 600])
        // Asked half a minute after the money showed, the intermediary knew.
        #expect(due(checked: 400) == [299 + 300 + 600])
    }

    @Test("Money that moves a second time is found, for the same notice as for another payment of the application")
    func paidTwice() throws {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.moneyMoved(1, way: .atCounter, at: 200)
        story.published(.creationPending, 2, of: 1, createdAt: 210, at: 210)
        story.moneyMoved(2, notice: 7, at: 220)
        let report = story.finish(at: 230)
        let found = report.broken("I3")
        #expect(found.map(\.subject) == ["payment \(story.payment(1))", "payment \(story.payment(2))"])
        let message = try #require(found.first?.message)
        #expect(message.contains("paid at a counter with notice") && message.contains("although paid online"))
        #expect(message.contains("at 1 min"))
        #expect(report.value("harm.paid_again") == 2)
        #expect(report.judge([], duration: .seconds(230)).verdict == .wrong)
    }

    @Test("Money for two applications is no second payment")
    func paidOnceEach() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.goodLife(2, from: 200)
        let report = story.finish(at: 400)
        #expect(report.broken("I3") == [])
        #expect(report.value("harm.paid_again") == 0)
    }

    @Test("COMPLETE without money is found, and not after it")
    func completeWithoutMoney() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.submitted(2, at: 300)
        story.published(.paymentPending, 2, check: (300, 360), at: 301)
        story.published(.complete, 2, at: 310)
        #expect(story.finish(at: 320).broken("I22").map(\.subject) == ["payment \(story.payment(2))"])
    }

    @Test("An application that Core moves to 1520 without a COMPLETE is found once")
    func successWithoutComplete() {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        story.submitted(2, at: 300)
        story.published(.paymentPending, 2, check: (300, 360), at: 301)
        for (status, instant) in [(.paymentSuccess, 310), (.preSubmit, 311), (.submitted, 320)]
            as [(ApplicationStatus, Int64)]
        {
            story.reached(status, 2, at: instant)
        }
        #expect(story.finish(at: 330).broken("I8").map(\.subject) == ["application \(story.application(2))"])
    }

    @Test("Each paid payment that somebody does not know at the end is named with who does not know it")
    func unknownAtTheEnd() throws {
        let story = PaymentStory()
        story.submitted(1, at: 0)
        story.published(.paymentPending, 1, check: (0, 60), at: 1)
        story.viewShows(.paymentPending, 1, at: 2)
        story.moneyMoved(1, at: 30)
        story.published(.complete, 1, at: 40)
        let report = story.finish(at: 20_000)
        let found = try #require(report.broken("I21").first)
        #expect(found.message.contains("unknown to the view (PAYMENT_PENDING), the application (in 1500)"))
        #expect(report.value("convergence.unsettled") == 1)
    }

    @Test("An amount that position, cart or money tells otherwise is found with both figures")
    func amountsConserved() throws {
        let story = PaymentStory()
        story.published(.creationPending, 1, amount: EuroCents(cents: 4_210), at: 1)
        story.positionOpened(1, amount: EuroCents(cents: 4_211), at: 2)
        story.tell(
            .cartAccepted([.init(payment: story.payment(1), amount: EuroCents(cents: 42))], after: .seconds(1)), at: 3)
        story.moneyMoved(1, amount: EuroCents(cents: 4_210), at: 4)
        let messages = story.finish(at: 5).broken("I12").map(\.message)
        #expect(
            messages.contains { $0.hasPrefix("the debt position says 42.11 EUR, and the payment's event said 42.10") })
        #expect(messages.contains { $0.hasPrefix("the cart says 0.42 EUR") })
        #expect(!messages.contains { $0.hasPrefix("the money") })
    }
}
