import Testing

@testable import Observation
@testable import Twin

@Suite("Figures of load")
struct LoadTests {
    @Test func `a loop longer than LOOP_TIME is an overrun`() {
        let story = PaymentStory()
        for seconds in [10, 90, 91, 200] {
            story.witness.pollerRoundFinished(
                took: .seconds(seconds), due: 3, scanned: 30, at: Int64(seconds) * 100 * second)
        }
        let report = story.finish(at: 30_000)
        #expect(report.value("poller.overrun_share") == 50)
        #expect(report.distribution("poller.loop_duration")?.max == 200)
        #expect(report.distribution("poller.rows_scanned")?.mean == 30)
    }

    @Test func `the poller's calls are told as mean, peaks and failures, per proxy too`() {
        let story = PaymentStory {
            $0.tags.proxies = ["efil", "silfi"]
            $0.loadEnd = 100 * second
        }
        for instant in [0, 0, 0, 30, 59, 61, 150] as [Int64] {
            story.witness.pollerCalled(proxy: instant < 50 ? 0 : 1, at: instant * second)
            story.witness.pollerCallEnded(.answered(status: instant == 30 ? 500 : 200), at: instant * second)
        }
        let report = story.finish(at: 200)
        #expect(report.value("poller.calls") == 7)
        #expect(report.value("poller.calls_per_s") == 0.06)
        #expect(report.value("poller.calls_per_s_peak_1s") == 3)
        #expect(report.value("poller.calls_per_s_peak_60s") == 5.0 / 60)
        #expect(report.value("poller.calls_per_s_peak_1s.silfi") == 1)
        #expect(report.value("poller.calls_per_s.efil") == 0.04)
        #expect(report.value("poller.failed_calls") == 1)
        let perMinute = report.series("poller.calls_per_s")?.map { ($0 * 60).rounded() }
        #expect(perMinute == [5, 1, 1, 0])
    }

    @Test func `an intermediary's refusals and errors are told apart`() {
        let story = PaymentStory { $0.tags.intermediaries = ["efil"] }
        story.witness.intermediaryCalled(0, at: second)
        for outcome in [.answered(status: 200), .answered(status: 429), .answered(status: 503), .unanswered]
            as [CallOutcome]
        {
            story.witness.intermediaryCallEnded(outcome, latency: .milliseconds(500), at: 2 * second)
        }
        let report = story.finish(at: 10)
        #expect(report.value("intermediary.calls") == 1)
        #expect(report.value("intermediary.rate_limited") == 1)
        #expect(report.value("intermediary.errors") == 2)
        #expect(report.distribution("intermediary.latency")?.mean == 0.5)
        #expect(report.value("intermediary.calls_per_s.efil") == nil)
    }

    @Test func `carts and sessions are counted by how they end`() {
        let story = PaymentStory { $0.loadEnd = 100 * second }
        for _ in 0..<4 { story.witness.cartAsked(at: second) }
        story.witness.cartAccepted(latency: .milliseconds(100), at: 2 * second)
        story.witness.cartRefused(.invalid, latency: .milliseconds(200), at: 2 * second)
        story.witness.cartRefused(.ongoing, latency: .milliseconds(300), at: 2 * second)
        story.witness.cartRefused(.unavailable, latency: .milliseconds(400), at: 2 * second)
        for outcome in [.completed, .completed, .failed, .abandoned, .expired] as [SessionOutcome] {
            story.witness.sessionEnded(outcome, at: 50 * second)
        }
        let report = story.finish(at: 200)
        #expect(report.value("checkout.asked") == 4)
        #expect(report.value("checkout.accepted") == 1)
        #expect(report.value("checkout.refused") == 3)
        #expect(report.value("checkout.refused_invalid") == 1)
        #expect(report.value("checkout.refused_ongoing") == 1)
        #expect(report.value("checkout.refused_unavailable") == 1)
        #expect(report.distribution("checkout.latency")?.mean == 0.25)
        #expect(report.value("checkout.completed") == 2)
        #expect(report.value("checkout.completed_per_s") == 0.02)
        #expect(report.value("checkout.failed") == 1)
        #expect(report.value("checkout.abandoned") == 1)
        #expect(report.value("checkout.expired") == 1)
    }

    @Test func `lag is a level over time, of each group and of all`() throws {
        let story = PaymentStory { $0.tags.consumerGroups = ["payment-proxy", "payment-updater"] }
        story.witness.lagChanged(of: 0, to: 10, at: 0)
        story.witness.lagChanged(of: 1, to: 30, at: 50 * second)
        let report = story.finish(at: 100)
        #expect(try #require(report.distribution("kafka.lag")).mean == 25)
        #expect(try #require(report.distribution("kafka.lag.payment-proxy")).mean == 10)
        #expect(try #require(report.distribution("kafka.lag.payment-updater")).mean == 15)
        #expect(try #require(report.distribution("kafka.lag")).max == 40)
    }

    @Test func `what the broker repeats and rearranges is counted`() {
        let story = PaymentStory()
        story.witness.recordAppended(at: 0)
        story.witness.redelivered(7, at: second)
        story.witness.rebalanced(at: 2 * second)
        let report = story.finish(at: 10)
        #expect(report.value("kafka.records") == 1)
        #expect(report.value("kafka.redeliveries") == 7)
        #expect(report.value("kafka.rebalances") == 1)
    }

    @Test func `cost is told per second of wall time`() {
        let report = PaymentStory().finish(at: 3_600)
        #expect(report.value("cost.events") == 500)
        #expect(report.value("cost.jobs") == 40)
        #expect(report.value("cost.events_per_s") == 250)
        #expect(report.value("cost.simulated_s_per_s") == 1_800)
    }

    @Test func `a run in which nothing happened says so instead of nought`() {
        let report = PaymentStory().finish(at: 10)
        #expect(report.value("poller.overrun_share") == nil)
        #expect(report.value("poller.wasted_share") == nil)
        #expect(report.value("checkout.knee") == nil)
        #expect(report.distribution("convergence.page")?.count == 0)
        #expect(report.value("poller.calls") == 0)
    }
}
