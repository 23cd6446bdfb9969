import PaymentModel
import VirtualTime
import World

/// What the witness makes of facts of load: the poller, the carts, the topics, the intermediaries and the network.
extension RunWitness {
    /// A loop of one replica of the poller, while it goes on.
    struct PollerLoop {
        var begin: Int64
        /// Update URLs called: every due payment's, by the loop's end.
        var calls = 0
    }

    // MARK: Poller

    /// - Parameter others: loops of this replica that are under way; those of a replica that died are not.
    func pollerLoopBegan(_ poller: PollerID, beside others: Int) {
        while pollerLoops.count <= poller.position { pollerLoops.append([]) }
        pollerLoops[poller.position].removeFirst(max(0, pollerLoops[poller.position].count - others))
        pollerLoops[poller.position].append(PollerLoop(begin: now))
    }

    func pollerLoopEnded(_ poller: PollerID) {
        guard pollerLoops.indices.contains(poller.position), !pollerLoops[poller.position].isEmpty else {
            preconditionFailure("Poller \(poller.position) ends a loop that has not begun.")
        }
        let loop = pollerLoops[poller.position].removeFirst()
        let took = now - loop.begin
        rates.loops += 1
        if took > loopTime { rates.overruns += 1 }
        measures.record(Measures.poller.loopDuration, nanoseconds: took)
        measures.record(Measures.poller.rowsDue, number: loop.calls)
    }

    /// Calls of loops side by side are counted to the newest.
    func pollerCalled(_ poller: PollerID, _ proxy: ProxyID) {
        guard pollerLoops.indices.contains(poller.position), !pollerLoops[poller.position].isEmpty else {
            preconditionFailure("Poller \(poller.position) calls outside of its loops.")
        }
        pollerLoops[poller.position][pollerLoops[poller.position].count - 1].calls += 1
        measures.add(Measures.poller.calls)
        rates.pollerCalls.happened(to: proxy.position, at: now)
        series.recorder.happened(series.pollerCalls, at: now)
    }

    func pollerAnswered(_ status: Int?) {
        if status != 200 { measures.add(Measures.poller.failedCalls) }
    }

    // MARK: Intermediaries

    func intermediaryCalled(_ intermediary: IntermediaryID) {
        measures.add(Measures.intermediary.calls)
        rates.intermediaryCalls.happened(to: intermediary.position, at: now)
        series.recorder.happened(series.intermediaryCalls, at: now)
    }

    func intermediaryAnswered(_ status: Int?, after latency: Duration) {
        // A refusal is quick and a time-out is the caller's patience: neither says how fast the intermediary works.
        switch status {
        case nil: measures.add(Measures.intermediary.errors)
        case 429?: measures.add(Measures.intermediary.rateLimited)
        case let status? where status >= 500: measures.add(Measures.intermediary.errors)
        case let status?:
            guard (200..<300).contains(status) else { return }
            measures.record(Measures.intermediary.latency, nanoseconds: latency.wholeNanoseconds)
        }
    }

    func outcomePushed(_ status: Int?) {
        measures.add(Measures.intermediary.pushes)
        if !(status.map { (200..<300).contains($0) } ?? false) { measures.add(Measures.intermediary.pushesFailed) }
    }

    // MARK: Checkout

    func cartAsked() {
        measures.add(Measures.checkout.asked)
        rates.knee.asked(at: now)
    }

    func cartAccepted(_ items: [CartItem], after latency: Duration) {
        for item in items { cartAsks(item) }
        measures.add(Measures.checkout.accepted)
        measures.record(Measures.checkout.latency, nanoseconds: latency.wholeNanoseconds)
    }

    func cartRefused(_ refusal: CartRefusal) {
        measures.add(Measures.checkout.refused)
        switch refusal {
        case .unauthorized, .malformed, .tooManyNotices, .duplicateNotice:
            measures.add(Measures.checkout.refusedInvalid)
        case .invalidPaymentInfo: measures.add(Measures.checkout.refusedOngoing)
        case .nodeUnavailable, .storeUnavailable:
            measures.add(Measures.checkout.refusedUnavailable)
            rates.knee.refusedForCapacity()
        }
    }

    func sessionEnded(_ end: SessionEnd) {
        switch end {
        case .completed:
            measures.add(Measures.checkout.completed)
            rates.sessionsCompleted.happened(atNanoseconds: now)
            series.recorder.happened(series.sessionsCompleted, at: now)
        case .failed: measures.add(Measures.checkout.failed)
        case .refused: measures.add(Measures.checkout.blocked)
        case .abandoned: measures.add(Measures.checkout.abandoned)
        case .expired: measures.add(Measures.checkout.expired)
        }
    }

    func attemptRefused(_ fault: NodeFault, _ payment: EntityID?) {
        measures.add(Measures.harm.attemptsRefused)
        switch fault {
        case .duplicated: measures.add(Measures.harm.attemptsAtPaid)
        case .unknown, .expired, .canceled:
            guard let payment else { return }
            wayBlocked(payment, "the node refuses its notice with \(fault.rawValue)")
        // The citizen's own time, and somebody else's turn.
        case .ongoing, .tokenExpired: break
        }
    }

    // MARK: Topics and network

    func lagChanged(of group: ConsumerGroupID, to records: Int) {
        precondition(rates.lags.indices.contains(group.position), "The run has no consumer group \(group.position).")
        guard rates.lags[group.position] != records else { return }
        if now != rates.lagInstant { settleLag(until: now) }
        rates.lag += records - rates.lags[group.position]
        rates.lags[group.position] = records
        changeLag(of: group.position, at: now)
    }

    /// The sum of all groups is another from this instant on. A record changes several of them at once, which is one
    /// change of the sum.
    func settleLag(until instant: Int64) {
        measures.change(Measures.kafka.lag, to: rates.lag, at: rates.lagInstant)
        series.recorder.change(series.lag, to: rates.lag, at: rates.lagInstant)
        rates.lagInstant = instant
    }

    /// Brings the figure of a group up to the instant.
    func changeLag(of group: Int, at instant: Int64) {
        // A family of one has no measures of its own.
        guard rates.lags.count > 1 else { return }
        measures.change(Measures.kafka.lag, to: rates.lags[group], at: instant, member: group)
    }

    func callsFailed(_ failure: CallFailure, calls: Int) {
        switch failure {
        case .timedOut: measures.add(Measures.network.timedOut, calls)
        case .refused: measures.add(Measures.network.refused, calls)
        case .reset: measures.add(Measures.network.reset, calls)
        case .serverError: measures.add(Measures.network.serverErrors, calls)
        }
    }
}
