import VirtualTime

/// How a call over the network ended.
package enum CallOutcome: Equatable, Sendable {
    case answered(status: Int)
    /// Refused, timed out or cut off.
    case unanswered
}

/// Why a cart was refused.
package enum CartRefusalCause: Sendable {
    /// 422: the request breaks the rules of <doc:/PaymentModel/PagoPA>.
    case invalid
    /// A payment of this notice is going on or done.
    case ongoing
    /// 502, or no answer.
    case unavailable
}

/// How an online session ended.
package enum SessionOutcome: Sendable { case completed, failed, abandoned, expired }

/// Facts of load: the poller, the carts, the topics and the intermediaries.
extension RunWitness {
    // MARK: Poller

    /// - Parameters:
    ///   - due: rows that the loop's queries found.
    ///   - scanned: rows that the view read for them; nil when it does not tell.
    package func pollerRoundFinished(took duration: Duration, due: Int, scanned: Int?, at instant: Int64) {
        pass(to: instant)
        rates.rounds += 1
        if duration > settings.loopTime { rates.overruns += 1 }
        measures.record(Figures.loopDuration, nanoseconds: duration.wholeNanoseconds)
        measures.record(Figures.rowsDue, number: due)
        if let scanned { measures.record(Figures.rowsScanned, number: scanned) }
    }

    /// The poller called a payment's update URL.
    /// - Parameter proxy: position among the run's proxies.
    package func pollerCalled(proxy: Int, at instant: Int64) {
        pass(to: instant)
        measures.add(Figures.pollerCalls)
        rates.pollerCalls.happened(at: instant)
        rates.pollerCallsByProxy[proxy].happened(at: instant)
        series.recorder.happened(series.pollerCalls, at: instant)
    }

    /// The answer to such a call.
    package func pollerCallEnded(_ outcome: CallOutcome, at instant: Int64) {
        pass(to: instant)
        if outcome != .answered(status: 200) { measures.add(Figures.failedCalls) }
    }

    // MARK: Intermediaries

    /// - Parameter intermediary: position among the run's intermediaries.
    package func intermediaryCalled(_ intermediary: Int, at instant: Int64) {
        pass(to: instant)
        measures.add(Figures.intermediaryCalls)
        rates.intermediaryCalls.happened(at: instant)
        rates.callsByIntermediary[intermediary].happened(at: instant)
        series.recorder.happened(series.intermediaryCalls, at: instant)
    }

    package func intermediaryCallEnded(_ outcome: CallOutcome, latency: Duration, at instant: Int64) {
        pass(to: instant)
        measures.record(Figures.intermediaryLatency, nanoseconds: latency.wholeNanoseconds)
        switch outcome {
        case .answered(status: 429): measures.add(Figures.rateLimited)
        case .answered(let status): if status >= 500 { measures.add(Figures.intermediaryErrors) }
        case .unanswered: measures.add(Figures.intermediaryErrors)
        }
    }

    // MARK: Checkout

    package func cartAsked(at instant: Int64) {
        pass(to: instant)
        measures.add(Figures.cartsAsked)
        rates.knee.asked(at: instant)
    }

    package func cartAccepted(latency: Duration, at instant: Int64) {
        pass(to: instant)
        measures.add(Figures.cartsAccepted)
        measures.record(Figures.cartLatency, nanoseconds: latency.wholeNanoseconds)
    }

    package func cartRefused(_ cause: CartRefusalCause, latency: Duration, at instant: Int64) {
        pass(to: instant)
        measures.add(Figures.cartsRefused)
        measures.record(Figures.cartLatency, nanoseconds: latency.wholeNanoseconds)
        switch cause {
        case .invalid: measures.add(Figures.refusedInvalid)
        case .ongoing: measures.add(Figures.refusedOngoing)
        case .unavailable:
            measures.add(Figures.refusedUnavailable)
            rates.knee.refusedForCapacity()
        }
    }

    package func sessionEnded(_ outcome: SessionOutcome, at instant: Int64) {
        pass(to: instant)
        switch outcome {
        case .completed:
            measures.add(Figures.sessionsCompleted)
            rates.sessionsCompleted.happened(at: instant)
            series.recorder.happened(series.sessionsCompleted, at: instant)
        case .failed: measures.add(Figures.sessionsFailed)
        case .abandoned: measures.add(Figures.sessionsAbandoned)
        case .expired: measures.add(Figures.sessionsExpired)
        }
    }

    // MARK: Kafka

    package func recordAppended(at instant: Int64) {
        pass(to: instant)
        measures.add(Figures.records)
    }

    /// - Parameter group: position among the run's consumer groups.
    package func lagChanged(of group: Int, to records: Int, at instant: Int64) {
        pass(to: instant)
        guard rates.lags[group] != records else { return }
        setLag(of: group, to: records, at: instant)
        series.recorder.change(series.lag, to: rates.lags.reduce(0, +), at: instant)
    }

    package func setLag(of group: Int, to records: Int, at instant: Int64) {
        rates.lags[group] = records
        measures.change(Figures.lag, to: rates.lags.reduce(0, +), at: instant)
        if rates.lags.count > 1 { measures.change(Figures.lag, to: records, at: instant, member: group) }
    }

    package func redelivered(_ records: Int, at instant: Int64) {
        pass(to: instant)
        measures.add(Figures.redeliveries, records)
    }

    package func rebalanced(at instant: Int64) {
        pass(to: instant)
        measures.add(Figures.rebalances)
    }
}
