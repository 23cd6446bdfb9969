import Histogram

/// A measure of the catalogue, found once by name and from then on by its place.
struct MeasureID: Sendable {
    let index: Int

    init(_ name: String) { index = MeasureCatalogue.index(of: name) }
}

/// The figures of one run while it goes on. Latencies are kept to the microsecond in HdrHistograms.
public struct MeasureSet: Sendable {
    private static let microseconds = 1e-6

    private var histograms: [Histogram<UInt64>?]
    private var values: [Double]
    private var isSet: [Bool]

    public init() {
        histograms = MeasureCatalogue.all.map {
            $0.kind == .distribution
                ? Histogram<UInt64>(numberOfSignificantValueDigits: .three) : nil
        }
        values = .init(repeating: 0, count: MeasureCatalogue.all.count)
        isSet = MeasureCatalogue.all.map { $0.kind == .counter }
    }

    // MARK: Recording

    /// A sample of a duration. A negative one, which skewed clocks can bring, counts as zero.
    @inline(__always)
    mutating func record(_ id: MeasureID, nanoseconds: Int64) {
        _ = histograms[id.index]!.record(UInt64(max(nanoseconds, 0)) / 1_000)
    }

    /// A sample of a measure that counts things.
    @inline(__always)
    mutating func record(_ id: MeasureID, number: Int) {
        _ = histograms[id.index]!.record(UInt64(max(number, 0)))
    }

    @inline(__always)
    mutating func add(_ id: MeasureID, _ count: Int = 1) { values[id.index] += Double(count) }

    mutating func set(_ id: MeasureID, _ value: Double) {
        values[id.index] = value
        isSet[id.index] = true
    }

    // MARK: Reading

    func value(_ id: MeasureID) -> Double { values[id.index] }
    func count(_ id: MeasureID) -> UInt64 { histograms[id.index]?.totalCount ?? UInt64(values[id.index]) }

    /// One figure of one measure; nil when the measure has no samples to take it from.
    func aggregate(_ aggregate: Gate.Aggregate, of name: String, measuredSeconds: Double) -> Double? {
        let index = MeasureCatalogue.index(of: name)
        guard let histogram = histograms[index] else {
            switch aggregate {
            case .rate: return measuredSeconds > 0 ? values[index] / measuredSeconds : nil
            default: return isSet[index] ? values[index] : nil
            }
        }
        let scale = Self.scale(of: MeasureCatalogue.all[index])
        switch aggregate {
        case .count: return Double(histogram.totalCount)
        case .rate: return measuredSeconds > 0 ? Double(histogram.totalCount) / measuredSeconds : nil
        default: break
        }
        guard histogram.totalCount > 0 else { return nil }
        switch aggregate {
        case .median: return Double(histogram.valueAtPercentile(50)) * scale
        case .percentile(let percent): return Double(histogram.valueAtPercentile(percent)) * scale
        case .max: return Double(histogram.maxRecorded) * scale
        default: return histogram.mean * scale
        }
    }

    /// All measures, in the catalogue's order, without the values that this run had nothing to say about.
    func measures() -> [Measure] {
        MeasureCatalogue.all.indices.compactMap { index in
            let definition = MeasureCatalogue.all[index]
            guard let histogram = histograms[index] else {
                guard isSet[index] else { return nil }
                return Measure(
                    name: definition.name, unit: definition.unit, meaning: definition.meaning,
                    figure: .value(values[index]))
            }
            let scale = Self.scale(of: definition)
            return Measure(
                name: definition.name, unit: definition.unit, meaning: definition.meaning,
                figure: .distribution(Self.summary(of: histogram, scale: scale)),
                buckets: histogram.recordedValues().map { (Double($0.value) * scale, $0.count) })
        }
    }

    private static func scale(of definition: MeasureDefinition) -> Double {
        definition.unit == "s" ? microseconds : 1
    }

    private static func summary(of histogram: Histogram<UInt64>, scale: Double) -> Measure.Summary {
        guard histogram.totalCount > 0 else {
            return Measure.Summary(count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0)
        }
        return Measure.Summary(
            count: histogram.totalCount, mean: histogram.mean * scale,
            p50: Double(histogram.valueAtPercentile(50)) * scale, p95: Double(histogram.valueAtPercentile(95)) * scale,
            p99: Double(histogram.valueAtPercentile(99)) * scale, max: Double(histogram.maxRecorded) * scale)
    }
}
