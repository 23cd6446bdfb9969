import CoreMetrics

/// The poller's metrics as it reports them in production, passed on to the witness as they come. Metrics that the
/// witness does not need go where those of all services go.
struct PollerMetricsTap: MetricsFactory {
    private let feed: WitnessFeed
    private let base: any MetricsFactory

    init(feed: WitnessFeed, under base: any MetricsFactory) {
        self.feed = feed
        self.base = base
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        switch label {
        case "poller_calls_total": TappedCounter { [feed] in feed.pollerCalled() }
        case "poller_call_failures_total": TappedCounter { [feed] in feed.pollerCallFailed() }
        default: base.makeCounter(label: label, dimensions: dimensions)
        }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard label == "poller_due_payments" else {
            return base.makeRecorder(label: label, dimensions: dimensions, aggregate: aggregate)
        }
        return TappedRecorder { [feed] in feed.pollerFoundDue(Int($0)) }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard label == "poller_loop_duration_seconds" else {
            return base.makeTimer(label: label, dimensions: dimensions)
        }
        return TappedTimer { [feed] in feed.pollerLoopEnded(nanoseconds: $0) }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        base.makeMeter(label: label, dimensions: dimensions)
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}

private final class TappedCounter: CounterHandler {
    private let tell: @Sendable () -> Void

    init(_ tell: @escaping @Sendable () -> Void) { self.tell = tell }

    func increment(by amount: Int64) { for _ in 0..<amount { tell() } }
    func reset() {}
}

private final class TappedRecorder: RecorderHandler {
    private let tell: @Sendable (Int64) -> Void

    init(_ tell: @escaping @Sendable (Int64) -> Void) { self.tell = tell }

    func record(_ value: Int64) { tell(value) }
    func record(_ value: Double) { tell(Int64(value)) }
}

private final class TappedTimer: TimerHandler {
    private let tell: @Sendable (Int64) -> Void

    init(_ tell: @escaping @Sendable (Int64) -> Void) { self.tell = tell }

    func recordNanoseconds(_ duration: Int64) { tell(duration) }
}
