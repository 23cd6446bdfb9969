import PaymentModel
import Testing
import World

@testable import Observation

@Suite("Figures of load")
struct LoadTests {
    @Test("A loop longer than LOOP_TIME is an overrun")
    func overruns() {
        let story = PaymentStory()
        for seconds in [10, 90, 91, 200] as [Int64] {
            let begin = seconds * 100
            story.tell(.pollerLoopBegan(PollerID(0)), at: begin)
            story.tell(.viewNamedDuePayments(rowsRead: 30), at: begin)
            for _ in 0..<3 { story.tell(.pollerCalled(PollerID(0), ProxyID(0)), at: begin) }
            story.tell(.pollerLoopEnded(PollerID(0)), at: begin + seconds)
        }
        let report = story.finish(at: 30_000)
        #expect(report.value("poller.overrun_share") == 50)
        #expect(report.distribution("poller.loop_duration")?.max == 200)
        #expect(report.distribution("poller.rows_scanned")?.mean == 30)
        #expect(report.distribution("poller.rows_due")?.mean == 3)
    }

    @Test("Loops of two replicas of the poller are told apart")
    func twoPollers() {
        let story = PaymentStory()
        story.tell(.pollerLoopBegan(PollerID(0)), at: 0)
        story.tell(.pollerLoopBegan(PollerID(1)), at: 10)
        story.tell(.pollerCalled(PollerID(1), ProxyID(0)), at: 12)
        story.tell(.pollerLoopEnded(PollerID(0)), at: 20)
        story.tell(.pollerLoopEnded(PollerID(1)), at: 40)
        let report = story.finish(at: 100)
        #expect(report.distribution("poller.loop_duration")?.mean == 25)
        #expect(report.distribution("poller.rows_due")?.mean == 0.5)
    }

    @Test("Of loops side by side the first to begin is the first to be told of, and all calls are counted")
    func loopsSideBySide() {
        let story = PaymentStory()
        for (number, begin) in [0, 10, 20].enumerated() {
            story.tell(.pollerLoopBegan(PollerID(0), beside: number), at: Int64(begin))
            story.tell(.pollerCalled(PollerID(0), ProxyID(0)), at: Int64(begin))
        }
        for end in [30, 40, 50] as [Int64] { story.tell(.pollerLoopEnded(PollerID(0)), at: end) }
        let report = story.finish(at: 100)
        #expect(report.distribution("poller.loop_duration")?.count == 3)
        #expect(report.distribution("poller.loop_duration")?.max == 30)
        #expect(report.distribution("poller.rows_due")?.mean == 1)
    }

    @Test("A loop that a crash cut off is none")
    func crashedLoop() {
        let story = PaymentStory()
        story.tell(.pollerLoopBegan(PollerID(0)), at: 0)
        story.tell(.pollerCalled(PollerID(0), ProxyID(0)), at: 1)
        story.tell(.pollerLoopBegan(PollerID(0)), at: 50)
        story.tell(.pollerLoopEnded(PollerID(0)), at: 55)
        let report = story.finish(at: 100)
        #expect(report.distribution("poller.loop_duration")?.count == 1)
        #expect(report.distribution("poller.loop_duration")?.max == 5)
        #expect(report.distribution("poller.rows_due")?.max == 0)
    }

    @Test("The poller's calls are told as mean, peaks and failures, per proxy too")
    func pollerCalls() {
        let story = PaymentStory {
            $0.tags.proxies = ["efil", "silfi"]
            $0.loadEnd = seconds(100)
        }
        for instant in [0, 0, 0, 30, 59, 61, 150] as [Int64] {
            let proxy = ProxyID(instant < 50 ? 0 : 1)
            story.tell(.pollerLoopBegan(PollerID(0)), at: instant)
            story.tell(.pollerCalled(PollerID(0), proxy), at: instant)
            story.tell(.pollerAnswered(proxy, status: instant == 30 ? 500 : instant == 61 ? nil : 200), at: instant)
        }
        let report = story.finish(at: 200)
        #expect(report.value("poller.calls") == 7)
        #expect(report.value("poller.calls_per_s") == 0.06)
        #expect(report.value("poller.calls_per_s_peak_1s") == 3)
        #expect(report.value("poller.calls_per_s_peak_60s") == 5.0 / 60)
        #expect(report.value("poller.calls_per_s_peak_1s.silfi") == 1)
        #expect(report.value("poller.calls_per_s.efil") == 0.04)
        #expect(report.value("poller.failed_calls") == 2)
        let perMinute = report.series("poller.calls_per_s")?.map { ($0 * 60).rounded() }
        #expect(perMinute == [5, 1, 1, 0])
    }

    @Test("An intermediary's refusals and errors are told apart")
    func intermediaryAnswers() {
        let story = PaymentStory { $0.tags.intermediaries = ["efil"] }
        story.tell(.intermediaryCalled(IntermediaryID(0)), at: 1)
        for (status, latency) in [(200, 500), (429, 1), (503, 2), (404, 3), (nil, 30_000)] as [(Int?, Int)] {
            story.tell(.intermediaryAnswered(IntermediaryID(0), status: status, after: .milliseconds(latency)), at: 2)
        }
        let report = story.finish(at: 10)
        #expect(report.value("intermediary.calls") == 1)
        #expect(report.value("intermediary.rate_limited") == 1)
        #expect(report.value("intermediary.errors") == 2)
        #expect(report.distribution("intermediary.latency")?.count == 1)
        #expect(report.distribution("intermediary.latency")?.mean == 0.5)
        #expect(report.value("intermediary.calls_per_s.efil") == nil)
    }

    @Test("An outcome that is pushed counts, and fails without a success for an answer")
    func pushes() {
        let story = PaymentStory { $0.tags.intermediaries = ["efil"] }
        for status in [200, 202, 404, 503, nil] {
            story.tell(.outcomePushed(IntermediaryID(0), status: status), at: 1)
        }
        let report = story.finish(at: 10)
        #expect(report.value("intermediary.pushes") == 5)
        #expect(report.value("intermediary.pushes_failed") == 3)
    }

    @Test("An attempt to pay that the node refuses is harm, and one at a paid notice is told apart")
    func refusedAttempts() {
        let story = PaymentStory()
        for fault in NodeFault.allCases { story.tell(.attemptRefused(fault, payment: nil), at: 1) }
        story.tell(.attemptRefused(.duplicated, payment: nil), at: 2)
        let report = story.finish(at: 10)
        #expect(report.value("harm.attempts_refused") == Double(NodeFault.allCases.count + 1))
        #expect(report.value("harm.attempts_at_paid") == 2)
    }

    @Test("Carts and sessions are counted by how they end")
    func cartsAndSessions() throws {
        let story = PaymentStory { $0.loadEnd = seconds(100) }
        for _ in 0..<4 { story.tell(.cartAsked, at: 1) }
        story.tell(.cartAccepted([], after: .milliseconds(100)), at: 2)
        story.tell(.cartRefused(.tooManyNotices, after: .milliseconds(200)), at: 2)
        story.tell(.cartRefused(.invalidPaymentInfo(.ongoing), after: .milliseconds(300)), at: 2)
        story.tell(.cartRefused(.nodeUnavailable, after: .milliseconds(400)), at: 2)
        for end in [.completed, .completed, .failed, .refused, .abandoned, .expired] as [SessionEnd] {
            story.tell(.sessionEnded(end, payment: EntityID(high: 0, low: 1)), at: 50)
        }
        let report = story.finish(at: 200)
        #expect(report.value("checkout.asked") == 4)
        #expect(report.value("checkout.accepted") == 1)
        #expect(report.value("checkout.refused") == 3)
        #expect(report.value("checkout.refused_invalid") == 1)
        #expect(report.value("checkout.refused_ongoing") == 1)
        #expect(report.value("checkout.refused_unavailable") == 1)
        #expect(report.distribution("checkout.latency")?.count == 1)
        #expect(try #require(report.distribution("checkout.latency")).max < 0.15)
        #expect(report.value("checkout.completed") == 2)
        #expect(report.value("checkout.completed_per_s") == 0.02)
        #expect(report.value("checkout.failed") == 1)
        #expect(report.value("checkout.blocked") == 1)
        #expect(report.value("checkout.abandoned") == 1)
        #expect(report.value("checkout.expired") == 1)
    }

    @Test("Lag is a level over time, of each group and of all")
    func lag() throws {
        let story = PaymentStory { $0.tags.consumerGroups = ["payment-proxy", "payment-updater"] }
        story.tell(.lag(ConsumerGroupID(0), records: 10), at: 0)
        story.tell(.lag(ConsumerGroupID(1), records: 30), at: 50)
        let report = story.finish(at: 100)
        #expect(try #require(report.distribution("kafka.lag")).mean == 25)
        #expect(try #require(report.distribution("kafka.lag.payment-proxy")).mean == 10)
        #expect(try #require(report.distribution("kafka.lag.payment-updater")).mean == 15)
        #expect(try #require(report.distribution("kafka.lag")).max == 40)
    }

    @Test("How long a rebalance took is told of each group and of all")
    func rebalanceTime() throws {
        let story = PaymentStory { $0.tags.consumerGroups = ["payment-proxy", "payment-updater"] }
        story.tell(.groupRebalanced(ConsumerGroupID(0), after: .seconds(3)), at: 3)
        story.tell(.groupRebalanced(ConsumerGroupID(1), after: .seconds(45)), at: 50)
        let report = story.finish(at: 100)
        #expect(try #require(report.distribution("kafka.rebalance_time")).count == 2)
        #expect(try #require(report.distribution("kafka.rebalance_time")).max == 45)
        #expect(try #require(report.distribution("kafka.rebalance_time.payment-proxy")).max == 3)
        #expect(try #require(report.distribution("kafka.rebalance_time.payment-updater")).count == 1)
    }

    @Test("A group that is all there is has no measure of its own beside that of all")
    func rebalanceTimeOfOne() throws {
        let story = PaymentStory { $0.tags.consumerGroups = ["payment-proxy"] }
        story.tell(.groupRebalanced(ConsumerGroupID(0), after: .seconds(3)), at: 3)
        let report = story.finish(at: 100)
        #expect(try #require(report.distribution("kafka.rebalance_time")).max == 3)
        #expect(report.distribution("kafka.rebalance_time.payment-proxy") == nil)
    }

    @Test("What the broker repeats and rearranges is counted")
    func brokerCounts() {
        let story = PaymentStory()
        story.tell(.recordAppended, at: 0)
        story.tell(.redelivered(records: 7), at: 1)
        story.tell(.rebalanced(times: 1), at: 2)
        story.tell(.produceRetried(requests: 3), at: 2)
        story.tell(.leadersElected(partitions: 2), at: 2)
        story.tell(.recordsLost(5), at: 2)
        let report = story.finish(at: 10)
        #expect(report.value("kafka.records") == 1)
        #expect(report.value("kafka.redeliveries") == 7)
        #expect(report.value("kafka.rebalances") == 1)
        #expect(report.value("kafka.produce_retries") == 3)
        #expect(report.value("kafka.elections") == 2)
        #expect(report.value("kafka.lost") == 5)
    }

    @Test("Calls that go wrong and what faults do are counted")
    func failedCallsAndFaults() {
        let story = PaymentStory()
        for (number, failure) in CallFailure.allCases.enumerated() {
            story.tell(.callsFailed(failure, calls: number + 1), at: 1)
        }
        story.tell(.faultsBegan(times: 6), at: 2)
        story.tell(.faultsHit(times: 40), at: 2)
        let report = story.finish(at: 10)
        #expect(report.value("network.timed_out") == 1)
        #expect(report.value("network.refused") == 2)
        #expect(report.value("network.reset") == 3)
        #expect(report.value("network.server_errors") == 4)
        #expect(report.value("faults.injected") == 6)
        #expect(report.value("faults.hits") == 40)
    }

    @Test("Citizens who never saw the link or the outcome gave their page up")
    func pagesGivenUp() {
        let story = PaymentStory()
        for end in CitizenEnd.allCases { story.tell(.citizenLeft(end, application: nil), at: 1) }
        #expect(story.finish(at: 10).value("convergence.pages_given_up") == 2)
    }

    @Test("A run in which nothing happened says so instead of nought")
    func nothingHappened() {
        let report = PaymentStory().finish(at: 10)
        #expect(report.value("poller.overrun_share") == nil)
        #expect(report.value("poller.wasted_share") == nil)
        #expect(report.value("checkout.knee") == nil)
        #expect(report.distribution("convergence.page")?.count == 0)
        #expect(report.value("poller.calls") == 0)
    }
}
