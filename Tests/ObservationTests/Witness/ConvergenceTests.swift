import PaymentModel
import Testing

@testable import Observation

@Suite("Figures of payments")
struct ConvergenceTests {
    @Test("Each view's delay is measured from the money")
    func delaysFromTheMoney() throws {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        let report = story.finish(at: 200)
        for (name, seconds) in [
            ("published", 15.0), ("view", 17), ("application", 20), ("page", 40), ("creation_pending", 2),
            ("payment_pending", 4), ("pay_link", 7),
        ] {
            let summary = try #require(report.distribution("convergence.\(name)"))
            #expect(summary.count == 1, "\(name)")
            #expect(abs(summary.mean - seconds) < 0.000_001, "\(name)")
            #expect(abs(summary.p95 - seconds) < 0.01, "\(name)")
        }
        #expect(report.value("convergence.payments") == 1)
        #expect(report.value("convergence.completed") == 1)
        #expect(report.value("convergence.unsettled") == 0)
        #expect(report.value("convergence.open") == 0)
    }

    @Test("Views disagree for as long as one of them lags")
    func disagreement() throws {
        let story = PaymentStory()
        story.goodLife(1, from: 0)
        let report = story.finish(at: 120)
        // 2..3, 4..6, 30..32, and from the money at 60 to the application at 80.
        let disagreement = try #require(report.distribution("convergence.disagreement"))
        #expect(disagreement.max == 1)
        #expect(abs(disagreement.mean - 25.0 / 120) < 1e-9)
        let series = try #require(report.series("convergence.disagreement"))
        #expect(series.count == 2)
        #expect(abs(series[0] - 5.0 / 60) < 1e-3)
        #expect(abs(series[1] - 20.0 / 60) < 1e-3)
    }

    @Test("A paid payment that somebody does not know is settling within its terms and unsettled after them")
    func unsettledPayments() {
        func report(at end: Int64) -> WitnessReport {
            let story = PaymentStory()
            story.goodLife(1, from: 0)
            story.published(.paymentPending, 2, at: 150)
            story.viewShows(.paymentPending, 2, at: 151)
            story.published(.paymentPending, 3, at: 160)
            story.viewShows(.paymentPending, 3, at: 161)
            story.moneyMoved(3, at: 170)
            return story.finish(at: end)
        }
        let terms: Int64 = 2 * 3_600 + 600
        #expect(report(at: 200).value("convergence.settling") == 1)
        #expect(report(at: 200).value("convergence.unsettled") == 0)
        #expect(report(at: 170 + terms - 1).broken("I21") == [])
        let late = report(at: 170 + terms)
        #expect(late.value("convergence.settling") == 0)
        #expect(late.value("convergence.unsettled") == 1)
        #expect(late.value("convergence.open") == 2)
        #expect(late.broken("I21").count == 1)
    }

    @Test("A check is wasted when it changes no status, and its age counts from next_check_at")
    func wastedChecks() throws {
        let story = PaymentStory()
        story.published(.creationPending, 1, at: 0)
        story.published(.paymentPending, 1, check: (0, 60), at: 1)
        story.published(.paymentStarted, 1, check: (0, 60), at: 10)
        story.published(.paymentStarted, 1, check: (70, 130), at: 70)
        story.published(.paymentStarted, 1, check: (150, 210), at: 150)
        story.published(.complete, 1, check: (215, nil), at: 215)
        let report = story.finish(at: 300)
        let wasted = try #require(report.value("poller.wasted_share"))
        #expect(abs(wasted - 200.0 / 3) < 1e-9)
        let age = try #require(report.distribution("poller.overdue_age"))
        #expect(age.count == 3)
        #expect(abs(age.mean - (10.0 + 20 + 5) / 3) < 1e-6)
        #expect(report.distribution("poller.checks_per_payment")?.mean == 3)
    }

    @Test("A check that comes before it is due is early, and not late by nought")
    func earlyChecks() throws {
        let story = PaymentStory()
        story.published(.creationPending, 1, at: 0)
        story.published(.paymentPending, 1, check: (0, 60), at: 1)
        story.published(.paymentPending, 1, check: (75, 135), at: 75)
        // Two more pollers had the row from before the check.
        story.published(.paymentPending, 1, check: (76, 136), at: 76)
        story.published(.paymentPending, 1, check: (77, 137), at: 77)
        story.published(.paymentPending, 1, check: (137, 197), at: 137)
        let age = try #require(story.finish(at: 300).distribution("poller.overdue_age"))
        #expect(age.count == 2)
        #expect(age.max == 15 && age.mean == 7.5)
    }

    @Test("What has settled is forgotten, and memory follows what is open")
    func memoryFollowsOpenPayments() {
        let story = PaymentStory { $0.remembrance = .seconds(1_000) }
        for number in 0..<500 as Range<UInt64> { story.goodLife(number, from: Int64(number) * 200) }
        story.published(.paymentPending, 1_000, at: 101_000)
        story.pass(to: 102_500)
        #expect(story.witness.payments.count == 1)
        #expect(story.witness.applications.count == 1)
        #expect(story.witness.payments.tokens.allSatisfy { $0.slot < 10 })
        #expect(story.witness.promises.remembered == 1)
        #expect(story.finish(at: 102_600).distribution("convergence.page")?.count == 500)
    }

    @Test("An application that needed no payment is forgotten too")
    func unpaidApplicationIsForgotten() {
        let story = PaymentStory { $0.remembrance = .seconds(1_000) }
        story.reached(.draft, 1, at: 1)
        story.reached(.preSubmit, 1, at: 2)
        story.pass(to: 1_003)
        #expect(story.witness.applications.count == 0)
    }

    @Test("Of two payments of one application the open one keeps the application known")
    func openSiblingKeepsApplication() {
        let story = PaymentStory { $0.remembrance = .seconds(1_000) }
        story.goodLife(1, from: 0)
        story.published(.creationPending, 2, of: 1, createdAt: 110, at: 110)
        story.pass(to: 5_000)
        #expect(story.witness.payments.count == 1)
        #expect(story.witness.application(of: story.witness.paymentSlot(story.payment(2)))?.submitted == 0)
    }

    @Test("Figures leave the warm-up out, and promises and life lines keep it")
    func warmUp() {
        let story = PaymentStory { $0.warmUpEnd = seconds(1_000) }
        story.goodLife(1, from: 0)
        story.goodLife(2, from: 2_000)
        let report = story.finish(at: 3_000)
        #expect(report.distribution("convergence.page")?.count == 1)
        #expect(report.value("convergence.payments") == 1)
        #expect(report.lifeLines.count == 2)
    }

    @Test("A life line tells all instants of a payment")
    func lifeLine() throws {
        let story = PaymentStory()
        story.goodLife(1, from: 10)
        let line = try #require(story.finish(at: 200).lifeLines.first)
        var expected = PaymentLifeLine(
            paymentID: story.payment(1).description, applicationID: story.application(1).description,
            tenant: "comune-di-prova", channel: "online", status: "COMPLETE", checks: 1)
        expected.arrived = 7 * second
        expected.submitted = 10 * second
        expected.creationPending = 12 * second
        expected.paymentPending = 14 * second
        expected.payLinkShown = 17 * second
        expected.moneyMoved = 70 * second
        expected.completePublished = 85 * second
        expected.completeInView = 87 * second
        expected.applicationMoved = 90 * second
        expected.pageShowsIt = 110 * second
        #expect(line == expected)
    }
}
