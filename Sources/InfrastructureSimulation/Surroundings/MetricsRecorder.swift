import CoreMetrics

/// Metrics that can be read back: one instrument for each label and its dimensions, shared by all who ask for it.
///
/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
public final class MetricsRecorder: MetricsFactory, @unchecked Sendable {
    /// What a timer or recorder has seen.
    public struct Summary: Sendable, Equatable {
        /// Values so far.
        public var count: UInt64 = 0
        /// Of all values.
        public var sum = 0.0
        /// Infinite while there is none.
        public var least = Double.infinity
        /// Minus infinity while there is none.
        public var greatest = -Double.infinity

        mutating func add(_ value: Double) {
            count += 1
            sum += value
            least = min(least, value)
            greatest = max(greatest, value)
        }
    }

    struct Key: Hashable, Comparable {
        var label: String
        var dimensions: [String]

        init(_ label: String, _ dimensions: [(String, String)]) {
            self.label = label
            self.dimensions = dimensions.map { "\($0.0)=\($0.1)" }.sorted()
        }

        static func < (a: Key, b: Key) -> Bool {
            a.label != b.label ? a.label < b.label : a.dimensions.lexicographicallyPrecedes(b.dimensions)
        }
    }

    private var counters: [Key: CountedInstrument] = [:]
    private var gauges: [Key: GaugeInstrument] = [:]
    private var recorders: [Key: SummaryInstrument] = [:]
    private var timers: [Key: SummaryInstrument] = [:]

    /// Without an instrument.
    public init() {}

    // MARK: Reading

    /// What a counter has counted; nil when nobody made it.
    public func counter(_ label: String, _ dimensions: [(String, String)] = []) -> Int64? {
        counters[Key(label, dimensions)]?.value
    }

    /// The sum over all dimensions; nil when nobody made a counter of this name.
    public func counterTotal(_ label: String) -> Int64? {
        allCounters.reduce(nil) { sum, counter in counter.label == label ? (sum ?? 0) + counter.value : sum }
    }

    /// The last value; nil when nobody made the gauge.
    public func gauge(_ label: String, _ dimensions: [(String, String)] = []) -> Double? {
        gauges[Key(label, dimensions)]?.value
    }

    /// What a recorder has seen; nil when nobody made it.
    public func recorded(_ label: String, _ dimensions: [(String, String)] = []) -> Summary? {
        recorders[Key(label, dimensions)]?.summary
    }

    /// In nanoseconds.
    public func timed(_ label: String, _ dimensions: [(String, String)] = []) -> Summary? {
        timers[Key(label, dimensions)]?.summary
    }

    /// Every counter in order of label and dimensions.
    public var allCounters: [(label: String, dimensions: [String], value: Int64)] {
        counters.keys.sorted().map { ($0.label, $0.dimensions, counters[$0]!.value) }
    }

    // MARK: MetricsFactory

    /// The counter of this label and these dimensions.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        instrument(Key(label, dimensions), in: &counters) { CountedInstrument() }
    }

    /// The recorder of this label and these dimensions; a gauge when it does not aggregate.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? instrument(Key(label, dimensions), in: &recorders) { SummaryInstrument() }
            : instrument(Key(label, dimensions), in: &gauges) { GaugeInstrument() }
    }

    /// The gauge of this label and these dimensions.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        instrument(Key(label, dimensions), in: &gauges) { GaugeInstrument() }
    }

    /// The timer of this label and these dimensions.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        instrument(Key(label, dimensions), in: &timers) { SummaryInstrument() }
    }

    /// Nothing: what was counted can still be read.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Nothing: what was recorded can still be read.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Nothing: its last value can still be read.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Nothing: what was timed can still be read.
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func instrument<Instrument>(
        _ key: Key, in table: inout [Key: Instrument], make: () -> Instrument
    ) -> Instrument {
        if let found = table[key] { return found }
        let made = make()
        table[key] = made
        return made
    }
}

/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class CountedInstrument: CounterHandler, @unchecked Sendable {
    var value: Int64 = 0
    func increment(by amount: Int64) { value += amount }
    func reset() { value = 0 }
}

/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class GaugeInstrument: RecorderHandler, MeterHandler, @unchecked Sendable {
    var value = 0.0
    func record(_ value: Int64) { self.value = Double(value) }
    func record(_ value: Double) { self.value = value }
    func set(_ value: Int64) { self.value = Double(value) }
    func set(_ value: Double) { self.value = value }
    func increment(by amount: Double) { value += amount }
    func decrement(by amount: Double) { value -= amount }
}

/// `@unchecked Sendable`: touched only by the thread that runs its simulation.
private final class SummaryInstrument: RecorderHandler, TimerHandler, @unchecked Sendable {
    @exclusivity(unchecked) var summary = MetricsRecorder.Summary()
    func record(_ value: Int64) { summary.add(Double(value)) }
    func record(_ value: Double) { summary.add(value) }
    func recordNanoseconds(_ duration: Int64) { summary.add(Double(duration)) }
}
