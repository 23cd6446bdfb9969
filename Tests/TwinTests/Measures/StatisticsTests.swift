import Testing
import VirtualTime

@testable import Observation
@testable import Statistics
@testable import Twin

@Suite("Statistics")
struct StatisticsTests {
    @Test func `a histogram tells the exact mean and maximum, and quantiles to three digits`() {
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

    @Test func `a level weighs as long as it lasts`() {
        var level = LevelOverTime(from: 0)
        level.change(to: 4, at: 10 * second)
        level.change(to: 1, at: 20 * second)
        level.change(to: 0, at: 40 * second)
        let (summary, times) = level.figure()
        #expect(summary.mean == 1.5)
        #expect(summary.max == 4)
        #expect(summary.p50 == 1)
        #expect(times.map(\.value) == [0, 1, 4])
        #expect(times.map(\.count) == [10_000, 20_000, 10_000])
    }

    @Test func `a burst over the turn of a minute counts whole in the busiest minute`() {
        var rate = PeakRate()
        for instant in 50..<70 as Range<Int64> {
            for _ in 0..<3 { rate.happened(at: instant * second) }
        }
        #expect(rate.peakPerSecondOver60s == 1)
        #expect(rate.peakPerSecondOver1s == 3)
    }

    @Test func `what is sixty seconds old no longer counts for the busiest minute`() {
        var rate = PeakRate()
        for instant in [0, 59, 60, 119, 500] as [Int64] { rate.happened(at: instant * second) }
        #expect(rate.peakPerSecondOver60s == 2.0 / 60)
        #expect(rate.count == 5)
    }

    @Test func `the peak over a minute agrees with counting every window`() {
        var rate = PeakRate()
        var instants: [Int64] = []
        var state: UInt64 = 42
        var now: Int64 = 0
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            now += Int64(state >> 60) * Int64(state >> 61)
            instants.append(now)
            rate.happened(at: now * second)
        }
        let most = instants.map { start in instants.filter { $0 >= start && $0 < start + 60 }.count }.max() ?? 0
        #expect(rate.peakPerSecondOver60s == Double(most) / 60)
    }

    @Test func `the mean per second is of the load, not of the healing after it`() {
        var rate = PeakRate(loadEnd: 100 * second)
        for instant in [20, 40, 99, 100, 150] as [Int64] { rate.happened(at: instant * second) }
        #expect(rate.meanPerSecond(from: 0, to: 200 * second) == 0.03)
        #expect(rate.meanPerSecond(from: 0, to: 50 * second) == 0.06)
        #expect(rate.meanPerSecond(from: 100 * second, to: 200 * second) == nil)
    }

    @Test func `a series has one value a step, of occurrences per second and of mean levels`() {
        var recorder = SeriesRecorder(resolution: .seconds(10))
        let calls = recorder.addRate("calls")
        let level = recorder.addLevel("level", unit: "payments")
        for instant in [1, 2, 25] as [Int64] { recorder.happened(calls, at: instant * second) }
        recorder.change(level, to: 6, at: 5 * second)
        recorder.change(level, to: 0, at: 20 * second)
        let series = recorder.finished(at: 35 * second)
        #expect(series.map(\.values) == [[0.2, 0, 0.1, 0], [3, 6, 0, 0]])
        #expect(series.map(\.unit) == ["1/s", "payments"])
    }

    @Test func `a last step that is cut short is told by its own length`() {
        var recorder = SeriesRecorder(resolution: .seconds(10))
        let calls = recorder.addRate("calls")
        let level = recorder.addLevel("level", unit: "1")
        recorder.happened(calls, at: 11 * second)
        recorder.change(level, to: 2, at: 0)
        #expect(recorder.finished(at: 12 * second).map(\.values) == [[0, 0.5], [2, 2]])
    }

    @Test func `life lines stay within bounds and spread over the whole run`() {
        var shelf = LifeLineShelf(capacity: 100)
        for number in 0..<10_000 as Range<UInt64> {
            shelf.add(
                number,
                PaymentLifeLine(
                    paymentID: "\(number)", applicationID: "", tenant: "", channel: "", status: "", checks: 0))
        }
        let kept = shelf.lines.compactMap { Int($0.paymentID) }
        #expect(kept.count <= 100)
        #expect(kept.count >= 50)
        #expect(kept == kept.sorted())
        #expect(kept.contains { $0 < 1_000 } && kept.contains { $0 > 9_000 })
    }

    @Test func `a shelf without room keeps nothing`() {
        var shelf = LifeLineShelf(capacity: 0)
        shelf.add(
            0, PaymentLifeLine(paymentID: "", applicationID: "", tenant: "", channel: "", status: "", checks: 0))
        #expect(shelf.lines == [])
    }

    @Test func `the knee is the highest rate below the first refusal`() {
        var knee = CheckoutKnee()
        for (minute, carts) in [10, 20, 30, 40].enumerated() {
            for _ in 0..<carts { knee.asked(at: Int64(minute) * 60 * second) }
            if carts >= 40 { knee.refusedForCapacity() }
        }
        #expect(knee.kneePerSecond() == 0.5)
    }

    @Test func `without refusals the knee lies at the highest rate seen`() {
        var knee = CheckoutKnee()
        for (minute, carts) in [10, 60, 30].enumerated() {
            for _ in 0..<carts { knee.asked(at: Int64(minute) * 60 * second) }
        }
        #expect(knee.kneePerSecond() == 1)
    }
}
