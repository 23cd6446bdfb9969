import Statistics
import Testing

@Suite("Samples, levels and rates")
struct SampleTests {
    @Test("A histogram tells the exact mean and maximum, and quantiles to three digits")
    func histogram() {
        var samples = SampleHistogram()
        for value in 1...10_000 as ClosedRange<UInt64> { samples.record(value) }
        let (summary, buckets) = samples.figure(scale: 0.001)
        #expect(summary.count == 10_000)
        #expect(abs(summary.mean - 5.0005) < 1e-9)
        #expect(summary.max == 10)
        #expect(abs(summary.p50 - 5) <= 0.005)
        #expect(abs(summary.p95 - 9.5) <= 0.0095)
        #expect(abs(summary.p99 - 9.9) <= 0.0099)
        #expect(buckets.reduce(0) { $0 + $1.count } == 10_000)
        #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0.value < $1.value })
        #expect(buckets.last?.value == 10)
    }

    @Test("A quantile is the least sample that so many lie at or below", arguments: 1...101 as ClosedRange<UInt64>)
    func quantilesOfFew(count: UInt64) {
        var samples = SampleHistogram()
        for value in 1...count { samples.record(value) }
        let summary = samples.figure(scale: 1).summary
        func least(_ percent: UInt64) -> Double { Double((percent * count + 99) / 100) }
        #expect([summary.p50, summary.p95, summary.p99] == [least(50), least(95), least(99)])
    }

    @Test("A level weighs as long as it lasts")
    func levelOverTime() {
        var level = LevelOverTime(from: .zero)
        level.change(to: 4, at: .seconds(10))
        level.change(to: 1, at: .seconds(20))
        level.change(to: 0, at: .seconds(40))
        let (summary, times) = level.figure()
        #expect(summary.mean == 1.5)
        #expect(summary.max == 4)
        #expect(summary.p50 == 1)
        #expect(times.map(\.value) == [0, 1, 4])
        #expect(times.map(\.count) == [10_000, 20_000, 10_000])
    }

    @Test("A burst over the turn of a minute counts whole in the busiest minute")
    func burstOverTheMinute() {
        var rate = PeakRate()
        for instant in 50..<70 as Range<Int64> {
            for _ in 0..<3 { rate.happened(at: .seconds(instant)) }
        }
        #expect(rate.peakPerSecondOver60s == 1)
        #expect(rate.peakPerSecondOver1s == 3)
    }

    @Test("What is sixty seconds old no longer counts for the busiest minute")
    func slidingMinute() {
        var rate = PeakRate()
        for instant in [0, 59, 60, 119, 500] as [Int64] { rate.happened(at: .seconds(instant)) }
        #expect(rate.peakPerSecondOver60s == 2.0 / 60)
        #expect(rate.count == 5)
    }

    @Test("The peak over a minute agrees with counting every window")
    func everyWindow() {
        var rate = PeakRate()
        var instants: [Int64] = []
        var state: UInt64 = 42
        var now: Int64 = 0
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            now += Int64(state >> 60) * Int64(state >> 61)
            instants.append(now)
            rate.happened(at: .seconds(now))
        }
        let most = instants.map { start in instants.filter { $0 >= start && $0 < start + 60 }.count }.max() ?? 0
        #expect(rate.peakPerSecondOver60s == Double(most) / 60)
    }

    @Test("The mean per second is of the load, not of the healing after it")
    func meanUnderLoad() {
        var rate = PeakRate(loadEnd: .seconds(100))
        for instant in [20, 40, 99, 100, 150] as [Int64] { rate.happened(at: .seconds(instant)) }
        #expect(rate.meanPerSecond(from: .zero, to: .seconds(200)) == 0.03)
        #expect(rate.meanPerSecond(from: .zero, to: .seconds(50)) == 0.06)
        #expect(rate.meanPerSecond(from: .seconds(100), to: .seconds(200)) == nil)
    }

    @Test("A histogram without samples has empty figures")
    func noSamples() {
        let (summary, buckets) = SampleHistogram().figure(scale: 1)
        #expect(summary == .empty)
        #expect(buckets == [])
    }

    @Test("A sample may stand for many, and grow the histogram beyond what is usual")
    func weightedSamples() {
        var samples = SampleHistogram(usual: 1_000)
        samples.record(10, weight: 99)
        samples.record(1_000_000)
        let (summary, _) = samples.figure(scale: 1)
        #expect(summary.count == 100)
        #expect(summary.mean == 10_009.9)
        #expect(summary.p50 == 10)
        #expect(summary.p99 == 10)
        #expect(summary.max == 1_000_000)
    }
}
